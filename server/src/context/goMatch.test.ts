import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containsWildcards, goMatch } from './goMatch';

// From the tables of Go's own documentation and behaviour of path.Match.
test('names match as in Go', () => {
  for (const [pattern, name, expected] of [
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*', 'a/b', false],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[^c]', 'abc', false],
    ['ab[^b-d]', 'abe', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a?b', 'a/b', false],
    ['a[^x]b', 'a/b', true],
    ['[\\]a]', ']', true],
    ['[x\\-]', '-', true],
    ['[]a]', ']', undefined],
    ['[-]', '-', undefined],
    ['[x-]', 'x', undefined],
    ['[a-b-c]', 'a', undefined],
    ['[', 'a', undefined],
    ['a[', 'x', undefined],
    ['\\', 'a', undefined],
    ['*x', 'xxx', true],
    ['', '', true],
  ] as const)
    assert.equal(goMatch(pattern, name), expected, `${pattern} ${name}`);
});

test('an escaped wildcard is none', () => {
  assert.equal(containsWildcards('a\\*'), false);
  assert.equal(containsWildcards('a\\\\*'), true);
});

test('no pattern takes long', () => {
  const started = performance.now();
  assert.equal(goMatch('*a'.repeat(500) + 'b', 'a'.repeat(4000)), false);
  assert.ok(performance.now() - started < 1000);
});
