// Paths as Go's path.Clean and path.Join make them: the table of Go's own test (src/path/path_test.go).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanPath, joinPath } from './posixPath';

const CLEANED: Readonly<Record<string, string>> = {
  // Already clean.
  '': '.',
  abc: 'abc',
  'abc/def': 'abc/def',
  'a/b/c': 'a/b/c',
  '.': '.',
  '..': '..',
  '../..': '../..',
  '../../abc': '../../abc',
  '/abc': '/abc',
  '/': '/',
  // A slash at the end, slashes in a row.
  'abc/': 'abc',
  'abc/def/': 'abc/def',
  './': '.',
  '../': '..',
  '../../': '../..',
  '/abc/': '/abc',
  'abc//def//ghi': 'abc/def/ghi',
  '//abc': '/abc',
  '///abc': '/abc',
  '//abc//': '/abc',
  'abc//': 'abc',
  // Dots.
  'abc/./def': 'abc/def',
  '/./abc/def': '/abc/def',
  'abc/.': 'abc',
  'abc/def/ghi/../jkl': 'abc/def/jkl',
  'abc/def/../ghi/../jkl': 'abc/jkl',
  'abc/def/..': 'abc',
  'abc/def/../..': '.',
  '/abc/def/../..': '/',
  'abc/def/../../..': '..',
  '/abc/def/../../..': '/',
  'abc/def/../../../ghi/jkl/../../../mno': '../../mno',
  // All of it.
  'abc/./../def': 'def',
  'abc//./../def': 'def',
  'abc/../../././../def': '../../def',
  // No dots at all.
  '...': '...',
  'a/..b/.c.': 'a/..b/.c.',
};

test('cleaned as Go does', () => {
  for (const [path, clean] of Object.entries(CLEANED)) assert.equal(cleanPath(path), clean, path);
});

test('joined as Go does', () => {
  for (const [parts, joined] of [
    [[], ''],
    [[''], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a/b'],
    [['a', ''], 'a'],
    [['', 'b'], 'b'],
    [['/', 'a'], '/a'],
    [['/', ''], '/'],
    [['a/', 'b'], 'a/b'],
    [['', ''], ''],
    [['/a', '../../b'], '/b'],
  ] as const) {
    assert.equal(joinPath(...parts), joined, JSON.stringify(parts));
  }
});

test('a clean path is clean, and rooted stays rooted', () => {
  const paths = fc
    .array(fc.constantFrom('a', '.', '..', '', 'b c', '...'), { maxLength: 8 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(paths, (path) => {
      const clean = cleanPath(path);
      assert.equal(cleanPath(clean), clean);
      assert.equal(clean.startsWith('/'), path.startsWith('/'));
      assert.ok(!clean.includes('//') && !clean.includes('/./') && (clean === '/' || !clean.endsWith('/')));
      if (clean.startsWith('/')) assert.ok(!clean.split('/').includes('..'));
    }),
  );
});
