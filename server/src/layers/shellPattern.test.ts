// The shell's patterns, and that none of them is dear.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { braceAlternatives, isPattern, matchesName } from './shellPattern';

test('names that match, and names that do not', () => {
  const rows: [string, string, boolean][] = [
    ['*', 'a', true],
    ['*', '.a', false],
    ['.*', '.a', true],
    ['*.deb', 'a.deb', true],
    ['*.deb', 'a.debs', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[]x', '[]x', true],
    ['a*b*c', 'aXbYbZc', true],
    ['', '', true],
  ];
  for (const [pattern, name, expected] of rows)
    assert.equal(matchesName(pattern, name), expected, `${pattern} ${name}`);
});

test('braces', () => {
  assert.deepEqual(braceAlternatives('/a/{b,c}/{d,e}'), ['/a/b/d', '/a/b/e', '/a/c/d', '/a/c/e']);
  assert.deepEqual(braceAlternatives('{a}'), ['{a}']);
  assert.ok(braceAlternatives('{a,b}'.repeat(100)).length <= 64);
  assert.ok(isPattern('a{b,c}') && !isPattern('a{b}'));
});

test('a pattern of many stars is not dear', () => {
  assert.equal(matchesName('*a'.repeat(2000) + 'b', 'a'.repeat(4000)), false);
});
