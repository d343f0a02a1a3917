import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256, tree } from '../../test/support/contextTree';
import { select, type SelectOptions, type Selection } from './select';

// What real builders say of the same questions: server/test/engine/contentHash.ts.
const COPY: SelectOptions = { wildcard: true, followLinks: true, exclude: [] };
const take = (files: string, source: string, options: Partial<SelectOptions> = {}): Selection =>
  select(tree(files), source, { ...COPY, ...options }, sha256);

const found = (selection: Selection): string => selection.matches.map(({ path }) => path).join(' ');

test('which entries a source takes', () => {
  const files = 'a=1 b.txt=2 c.txt=3 d/e.txt=4 d/f/g=5 l->d m->d/e.txt gone->nowhere';
  for (const [source, expected, missing = false] of [
    ['a', 'a'],
    ['./a', 'a'],
    ['/d/', 'd'],
    ['.', ''],
    ['*.txt', 'b.txt c.txt'],
    ['?.txt', 'b.txt c.txt'],
    ['[c-z].txt', 'c.txt'],
    ['*/*.txt', 'd/e.txt'],
    ['d/*', 'd/e.txt d/f'],
    ['l/*', 'l/e.txt l/f'],
    ['l/f/g', 'l/f/g'],
    ['*.md', ''],
    ['x', '', true],
    ['a/x', '', true],
    ['gone', '', true],
    ['gon*', '', true],
    ['[', '', true],
    ['../../a', 'a'],
  ] as const) {
    const selection = take(files, source);
    assert.equal(selection.missing, missing, source);
    assert.equal(found(selection), expected, source);
    assert.equal(selection.digest === undefined, missing, source);
  }
});

test('a link as source stands for what it leads to, and leads nowhere outside', () => {
  const files = 'd/a=1 up->../../d abs->/d self->self';
  assert.equal(take(files, 'up').digest, take(files, 'd').digest);
  assert.equal(take(files, 'abs').digest, take(files, 'd').digest);
  assert.equal(take(files, 'self').missing, true);
  assert.deepEqual(
    [...take(files, 'up').files()].map(([path]) => path),
    ['d', 'd/a'],
  );
});

test('when the content is known again', () => {
  const rows: readonly (readonly [string, Partial<SelectOptions>, string, string, boolean])[] = [
    ['*.txt', {}, 'a.txt=1', 'b.txt=1', false],
    ['*.txt', {}, 'a.txt=1 x=1', 'a.txt=1 x=2', true],
    ['*/a', {}, 'd/a=1', 'x/a=1', true],
    ['*/a', {}, 'd/a=1 e/a=1', 'x/a=1 e/a=1', false],
    ['d', { exclude: ['a'] }, 'd/a=1 d/b=1', 'd/a=2 d/b=1', true],
    ['d', { exclude: ['a'] }, 'd/a=1 d/b=1', 'd/a=1 d/b=2', false],
    ['d', { exclude: ['a'] }, 'd/a=1', 'd/a=1 d/e/', false],
    ['.', { exclude: ['d'] }, 'l->d/a d/a=1', 'l->d/a d/a=2', false],
    ['.', { exclude: ['d'] }, 'x/l->../d/a d/a=1', 'x/l->../d/a d/a=2', true],
    ['d/a', { parents: true }, 'd/a=1 d/b=1', 'd/a=1 d/b=2', true],
    ['d/a', { parents: true }, 'd/a=1', 'd/!700 d/a=1', false],
    ['x/./d/a', { parents: true }, 'x/d/a=1 x/b=1', 'x/d/a=1 x/b=2', true],
    ['.', { exclude: ['q'] }, 'd/a=1', 'd/!755 a=1', false],
    ['.', { exclude: ['q'], listedBy: 'name' }, 'd/e/a=1 b=1', 'd/a=1 d/e/ b=1', false],
    ['.', { exclude: ['q'], listedBy: 'name' }, 'd/e/a=1', 'd/ e/a=1', true],
    ['.', { exclude: ['q'], listedBy: 'path' }, 'd/e/a=1', 'd/ e/a=1', false],
  ];
  for (const [source, options, before, after, same] of rows) {
    const [first, second] = [before, after].map((files) => take(files, source, options).digest);
    assert.ok(first !== undefined && second !== undefined, `${source} of ${before}, ${after}`);
    assert.equal(first === second, same, `${source} ${JSON.stringify(options)} of ${before}, ${after}`);
  }
});

test('only what is taken has to be read', () => {
  const files = 'd/a? d/b=1 e? l->d/a';
  assert.deepEqual(take(files, 'd').unhashed, ['d/a']);
  assert.deepEqual(take(files, 'd', { exclude: ['a'] }).unhashed, []);
  assert.deepEqual(take(files, 'l').unhashed, ['d/a']);
  assert.deepEqual(take(files, '*').unhashed, ['d/a', 'e', 'd/a']);
  assert.equal(take(files, 'd').digest, undefined);
});

test('a mount takes no patterns, and --parents wants its path', () => {
  assert.equal(take('*=1 a=2', '*', { wildcard: false }).matches.length, 1);
  assert.equal(take('a=1', 'd/a', { parents: true }).missing, true);
  assert.equal(take('a=1', 'd/*', { parents: true }).missing, false);
});

test('what is excluded is not in the nodes either', () => {
  assert.deepEqual(
    [...take('d/a=1 d/b/c=1', 'd', { exclude: ['b'] }).files()].map(([path]) => path),
    ['d', 'd/a'],
  );
});
