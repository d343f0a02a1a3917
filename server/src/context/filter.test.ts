import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tree } from '../../test/support/contextTree';
import { filterContext } from './filter';
import { parseIgnoreFile } from './ignoreFile';
import { nodeAt, walkTree, withNode, type DirectoryNode } from './tree';

const kept = (root: DirectoryNode, ignore: string): string =>
  [...walkTree(filterContext(root, parseIgnoreFile(ignore).matcher))]
    .slice(1)
    .map(([path]) => path)
    .join(' ');

test('what goes through, folders included', () => {
  for (const [ignore, files, expected] of [
    ['', 'a=1 b/c=1 d/', 'a b b/c d'],
    ['b', 'a=1 b/c=1', 'a'],
    ['b/*', 'a=1 b/c=1', 'a b'],
    ['b/**', 'a=1 b/c/d=1', 'a b'],
    ['b\n!b/c', 'b/c=1 b/d=1', 'b b/c'],
    ['b\n!b/c', 'b/d=1', ''],
    ['b\n!b/c/', 'b/c/', 'b b/c'],
    ['*\n!**/c', 'a=1 b/c=1 b/e/f=1', 'b b/c'],
    ['**/x\n!a/*', 'a/x=1 a/y/x=1 x=1', 'a a/x a/y'],
    ['l', 'l->b b/c=1', 'b b/c'],
  ] as const)
    assert.equal(kept(tree(files), ignore), expected, `${JSON.stringify(ignore)} on ${files}`);
});

test('folders that lose nothing stay the same nodes, and a second time all of them do', () => {
  const root = tree('a/b=1 c/d=1 c/x=1');
  const { matcher } = parseIgnoreFile('**/x');
  const once = filterContext(root, matcher);
  assert.equal(nodeAt(once, 'a'), nodeAt(root, 'a'));
  assert.notEqual(nodeAt(once, 'c'), nodeAt(root, 'c'));
  const twice = filterContext(withNode(root, 'a/b', nodeAt(tree('b=2'), 'b')), matcher);
  assert.equal(nodeAt(twice, 'c'), nodeAt(once, 'c'));
  assert.notEqual(nodeAt(twice, 'a'), nodeAt(once, 'a'));
});
