import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256, tree } from '../../test/support/contextTree';
import { EMPTY_FILE, type FileNode } from './node';
import { nodeAt, rootDigest, walkTree, withNode, type DirectoryNode } from './tree';
import { afterUpload, sentContext } from './upload';

const same = (copy: string, sent: string, expected: string): void => {
  assert.equal(
    rootDigest(afterUpload(tree(copy), tree(sent)), sha256),
    rootDigest(tree(expected), sha256),
    `${copy} then ${sent}`,
  );
};

test('what the builder holds after it was sent a context again', () => {
  same('a=1@5', 'a=2@5', 'a=1');
  same('a=1@5', 'a=2@6', 'a=2');
  same('a=1@5', 'a=22@5', 'a=22');
  same('a=1!644@5', 'a=2!755@5', 'a=2!755');
  same('a=1 b=1', 'a=1', 'a=1');
  same('d/!755 d/a=1', 'd/!700 d/a=1', 'd/!755 d/a=1');
  same('d=1', 'd/!700 d/a=1', 'd/!700 d/a=1');
  same('d/!700 d/a=1', 'd=1', 'd=1');
  same('l->a@5', 'l->b@5', 'l->b');
});

test('unknown times are never equal, and an unread file is known from its copy', () => {
  const unknown = tree('a=2');
  const file = unknown.children.get('a');
  assert.ok(file);
  const sent = { ...unknown, children: new Map([['a', { ...file, mtime: '' }]]) };
  assert.equal(rootDigest(afterUpload(tree('a=1'), sent), sha256), rootDigest(tree('a=2'), sha256));
  assert.ok(rootDigest(afterUpload(tree('a=1@5'), tree('a?@5')), sha256));
});

test('a file that came without its bytes is sent again, and does not take those away that are there', () => {
  const whole = tree('d/a=12');
  const withheld = withNode(whole, 'd/a', { ...nodeAt(whole, 'd/a'), ...EMPTY_FILE } as FileNode);
  const digest = (root: DirectoryNode): unknown => rootDigest(root, sha256);
  assert.notEqual(digest(withheld), digest(whole));
  assert.equal(digest(afterUpload(withheld, whole)), digest(whole));
  assert.equal(digest(afterUpload(withheld, withheld)), digest(withheld));
  assert.equal(digest(afterUpload(whole, withheld)), digest(whole));
});

test('what does not change stays the same node', () => {
  const copy = tree('a/b=1 c/d=1');
  assert.equal(afterUpload(copy, tree('a/b=1 c/d=1')), copy);
  assert.equal(afterUpload(undefined, copy), copy);
});

test('which paths are sent when instructions name only some', () => {
  const root = tree('a=1 d/b=1 d/c/e=1 l->d/c m/n->../l/e x->x t1.txt=1 t2.txt->a');
  const sent = (...paths: string[]): string =>
    [...walkTree(sentContext(root, paths))]
      .slice(1)
      .map(([path]) => path)
      .join(' ');
  assert.equal(sent('d/b'), 'd d/b');
  assert.equal(sent('/d/c/'), 'd d/c d/c/e');
  assert.equal(sent('l'), 'd d/c d/c/e l');
  assert.equal(sent('m/n'), 'd d/c d/c/e l m m/n');
  assert.equal(sent('*.txt'), 'a t1.txt t2.txt');
  assert.equal(sent('x', 'nothing'), 'x');
  assert.equal(sent('.', 'a'), sent());
  assert.equal(sentContext(root, ['/']), root);
});
