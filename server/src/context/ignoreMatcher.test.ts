import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMatcher, compilePattern } from './ignoreMatcher';

// What real builders say of these and of random ones: server/test/engine/ignore.ts.
const ROWS: readonly (readonly [pattern: string, matches: string, not: string])[] = [
  ['a', 'a', 'ab b/a A'],
  ['a/b', 'a/b', 'a b x/a/b'],
  ['*', 'a .a', 'a/b'],
  ['*.md', 'a.md .md', 'a/b.md md'],
  ['a?', 'ab a😀', 'a abc a/'],
  ['**', 'a a/b', ''],
  ['**/a', 'a b/a b/c/a', 'ba b/ab'],
  ['**a', 'a ba b/ca', 'ab'],
  ['a/**', 'a/b a/b/c', 'a ab'],
  ['a**', 'a ab a/b', 'b/a'],
  ['a/**/b', 'a/b a/x/b a/x/y/b', 'a/xb ab'],
  ['**/*.md', 'a.md b/a.md', 'md'],
  ['[ab]c', 'ac bc', 'cc abc'],
  ['[^a]', 'b ü', 'a'],
  ['[!a]', 'a !', 'b'],
  ['a[^x]b', 'ayb a/b', 'axb'],
  ['[[:alpha:]]', 'a', '1 :'],
  ['\\*', '*', 'a'],
  ['\\d', '1', 'd a'],
  ['a.c+(d)$', 'a.c+(d)$', 'abc+(d)$'],
  ['*a.c+(d)$', 'xa.c+(d)$', 'xabc+(d)$'],
  ['a*|b', 'ax xb b', 'xa'],
  ['x{2}*', 'xx xxy', 'x x{2}'],
  ['x{y}*', 'x{y}z', 'xy'],
  ['.', '.', 'a'],
];

test('a pattern matches the paths that it matches in Go', () => {
  for (const [pattern, matches, not] of ROWS) {
    const compiled = compilePattern(pattern);
    if (typeof compiled === 'string') assert.fail(`${pattern} is ${compiled}`);
    for (const path of matches.split(' ')) assert.ok(compiled(path), `${pattern} matches ${path}`);
    for (const path of not === '' ? [] : not.split(' '))
      assert.ok(!compiled(path), `${pattern} does not match ${path}`);
  }
});

test('refused and unclear patterns are said to be', () => {
  const kinds = (pattern: string): string[] => compileMatcher([pattern]).problems.map(({ kind }) => kind);
  for (const pattern of ['!', '!/', 'a[', '[]a]', 'a\\', '[a-]', '*{2}', '[z-a]*', '*{2,1}'])
    assert.deepEqual(kinds(pattern), ['refused'], pattern);
  for (const pattern of ['\\bfoo', '\\pLx', '\\Qa']) assert.deepEqual(kinds(pattern), ['unsure'], pattern);
  for (const pattern of ['a', '', ' ', '!a', '{', '}', '^', '|']) assert.deepEqual(kinds(pattern), [], pattern);
});

test('the last pattern that speaks decides, and is named', () => {
  const verdict = (patterns: string, path: string) => compileMatcher(patterns.split(' ')).verdict(path, undefined);
  assert.deepEqual(verdict('*.md !README.md', 'a.md'), { matched: true, by: 0 });
  assert.deepEqual(verdict('*.md !README.md', 'README.md'), { matched: false, by: 1 });
  assert.deepEqual(verdict('*.md !README.md README*', 'README.md'), { matched: true, by: 2 });
  assert.deepEqual(verdict('*.md !README.md', 'x'), { matched: false, by: undefined });
  assert.deepEqual(verdict('a', 'a/b/c'), { matched: true, by: 0 });
});

test('an exception is not asked where nothing was kept out, and what lies below does not inherit it', () => {
  const matcher = compileMatcher(['a/b', '!a']);
  const { state, matched } = matcher.directory('a', undefined);
  assert.equal(matched, false);
  assert.equal(matcher.verdict('a/b', state).matched, true);
});

test('a folder is left unlisted only when no exception can reach into it', () => {
  const prunes = (patterns: string): boolean => compileMatcher(patterns.split(' ')).prunesIgnored('a/b');
  assert.equal(prunes('a'), true);
  assert.equal(prunes('a !c'), true);
  assert.equal(prunes('a !a/b/c'), false);
  assert.equal(prunes('a !a/b/**'), false);
  assert.equal(prunes('a !**/c'), false);
});

test('no pattern takes long', () => {
  const name = 'a'.repeat(4000);
  const started = performance.now();
  for (const pattern of ['*a'.repeat(30) + 'b', '**/'.repeat(30) + 'b*', 'a*'.repeat(2000), '[a-z]*'.repeat(200) + '!'])
    compileMatcher([pattern]).verdict(name, undefined);
  assert.ok(performance.now() - started < 2000);
});
