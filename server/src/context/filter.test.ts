import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tree } from '../../test/support/contextTree';
import { filterContext, openedContext } from './filter';
import { parseIgnoreFile } from './ignoreFile';
import { EMPTY_FILE } from './node';
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

test("the classic builder's client takes the wildcards of an exception for letters", () => {
  const entering = (sender: 'buildkit' | 'classic'): string =>
    [
      ...walkTree(
        filterContext(
          tree('a/x.js=1 a/b/y.js=1 c/z=1 d/z=1'),
          parseIgnoreFile('*\n!a/**/*.js\n!**/z\n!d/*').matcher,
          sender,
        ),
      ),
    ]
      .slice(1)
      .map(([path]) => path)
      .join(' ');
  assert.equal(entering('buildkit'), 'a a/b a/b/y.js a/x.js c c/z d d/z');
  assert.equal(entering('classic'), 'a a/x.js d d/z');
});

test('a file that the walk lets in and the opening does not comes without its bytes', () => {
  const digests = (files: string, ignore: string): string[] =>
    [...walkTree(openedContext(tree(files), parseIgnoreFile(ignore).matcher))].flatMap(([path, node]) =>
      node.kind === 'file'
        ? [`${path} ${String(node.size)} ${node.digest === EMPTY_FILE.digest ? 'empty' : 'whole'}`]
        : [],
    );
  for (const [ignore, files, expected] of [
    ['*\n!src/**/*.js\nsrc/v', 'src/a.js=12 src/v/b.js=12 src/v/c=1', ['src/a.js 2 whole', 'src/v/b.js 2 empty']],
    ['*\n!src/**/*.js\nsrc/v', 'src/v/b.js? src/v/e.js=', ['src/v/b.js 1 empty', 'src/v/e.js 0 empty']],
    [
      '*\n!**/p.json\n**/m',
      'p.json=1 m/p.json=1 x/m/y/p.json=1',
      ['m/p.json 1 empty', 'p.json 1 whole', 'x/m/y/p.json 1 empty'],
    ],
    ['*\n!src\nsrc/v', 'src/a=1 src/v/b=1', ['src/a 1 whole']],
    ['src/v', 'src/a=1 src/v/b=1', ['src/a 1 whole']],
  ] as const)
    assert.deepEqual(digests(files, ignore), expected, `${JSON.stringify(ignore)} on ${files}`);
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
