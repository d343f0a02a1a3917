// Many changes at once give the same tree as one after the other, and what did not change stays the same node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, sha256 } from '../../test/support/cacheBuild';
import { withNodes } from './patch';
import { directory, nodeAt, rootDigest, withNode, type ContextNode } from './tree';

const tree = withNodes(
  directory([]),
  new Map([
    ['a/one', fileNode('1')],
    ['a/two', fileNode('2')],
    ['b/deep/er/file', fileNode('3')],
    ['top', fileNode('4')],
  ]),
);

const CHANGES: readonly (readonly [string, ReadonlyMap<string, ContextNode | undefined>])[] = [
  ['a file changes', new Map([['a/one', fileNode('new')]])],
  [
    'two files of one folder change',
    new Map([
      ['a/one', fileNode('x')],
      ['a/two', fileNode('y')],
    ]),
  ],
  ['a file goes', new Map([['a/one', undefined]])],
  ['a new folder comes', new Map([['c/d/e', fileNode('5')]])],
  [
    'a file becomes a folder',
    new Map([
      ['top', directory([])],
      ['top/in', fileNode('6')],
    ]),
  ],
  ['what is not there goes', new Map([['nowhere/at/all', undefined]])],
];
for (const [name, changes] of CHANGES) {
  test(name, () => {
    let expected = tree;
    for (const [path, node] of changes) expected = withNode(expected, path, node);
    const changed = withNodes(tree, changes);
    assert.equal(rootDigest(changed, sha256), rootDigest(expected, sha256));
    assert.deepEqual([...changed.children.keys()], [...expected.children.keys()]);
  });
}

test('what did not change is shared', () => {
  const changed = withNodes(tree, new Map([['a/one', fileNode('new')]]));
  assert.equal(nodeAt(changed, 'b'), nodeAt(tree, 'b'));
  assert.equal(withNodes(tree, new Map()), tree);
});

test('paths that lead out of the root change nothing', () => {
  assert.equal(withNodes(tree, new Map([['../x', fileNode('1')]])), tree);
});
