import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256, tree } from '../../test/support/contextTree';
import { byteOrder, utf8 } from './byteOrder';
import { directory, eachUnreadFile, nodeAt, rootDigest, treeDigest, walkTree, withNode, type Sha256 } from './tree';

const paths = (text: string): string =>
  [...walkTree(tree(text))]
    .map(([path]) => path)
    .join(' ')
    .trim();

test('names are in the order of their UTF-8 bytes', () => {
  assert.equal(paths('b=1 a.x=1 a/c=1 ab=1 Z=1'), 'Z a a/c a.x ab b');
  assert.ok(byteOrder('\u{1f600}', '\uffee') > 0);
  assert.deepEqual(utf8('aü€😀'), new TextEncoder().encode('aü€😀'));
  assert.notDeepEqual(utf8('\ud800'), utf8('\udc00'));
});

test('a change shares everything it does not touch', () => {
  const before = tree('a/b=1 c/d=1 c/e=1');
  const after = withNode(before, 'c/d', undefined);
  assert.equal(nodeAt(after, 'a'), nodeAt(before, 'a'));
  assert.deepEqual(nodeAt(after, 'c/e'), nodeAt(before, 'c/e'));
  assert.equal(nodeAt(after, 'c/d'), undefined);
  assert.equal(withNode(before, 'x/y/z', undefined), before);
  assert.equal(withNode(before, '../x', directory([])), before);
  assert.deepEqual([...withNode(before, 'b', directory([])).children.keys()], ['a', 'b', 'c']);
});

test('what counts for the digest of a folder', () => {
  const base = 'd/a=1 d/b/c=2 d/l->a';
  const digest = (text: string) => treeDigest(nodeAt(tree(text), 'd') ?? directory([]), sha256);
  const same = ['d/a=1@9 d/b/c=2 d/l->a@7', 'd/l->a d/b/c=2 d/a=1', `${base} e=3`];
  const other = [
    'd/a=9 d/b/c=2 d/l->a',
    'd/a=1!755 d/b/c=2 d/l->a',
    'd/z=1 d/b/c=2 d/l->a',
    'd/a=1 d/b/c=2 d/l->b',
    'd/a=1 d/b/c=2 d/l=a',
    `${base} d/e/`,
    `d/!700 ${base}`,
    `d/b/!700 ${base}`,
    `${base} d/p|`,
    'd/a=1 d/b=2 d/c=2 d/l->a',
  ];
  for (const text of same) assert.equal(digest(text), digest(base), text);
  assert.equal(new Set([base, ...other].map(digest)).size, other.length + 1);
});

test('the root has a fixed header', () => {
  const one = tree('a=1');
  assert.equal(rootDigest({ ...one, mode: 0o700 }, sha256), rootDigest(one, sha256));
});

test('an unread file leaves its ancestors without a digest, and is found', () => {
  const root = tree('a/x=1 b/c/y? b/z=1');
  assert.equal(rootDigest(root, sha256), undefined);
  assert.ok(treeDigest(nodeAt(root, 'a') ?? root, sha256));
  const found: string[] = [];
  eachUnreadFile(root, '', sha256, (path) => found.push(path));
  assert.deepEqual(found, ['b/c/y']);
});

test('one changed file costs only its ancestors', () => {
  let calls = 0;
  const counting: Sha256 = (data) => {
    calls++;
    return sha256(data);
  };
  let root = directory([]);
  for (let i = 0; i < 400; i++) root = withNode(root, `d${String(i % 20)}/e${String(i)}/f`, nodeAt(tree('f=1'), 'f'));
  rootDigest(root, counting);
  assert.ok(calls > 400);
  calls = 0;
  rootDigest(withNode(root, 'd3/e3/f', nodeAt(tree('f=2'), 'f')), counting);
  assert.equal(calls, 4);
});
