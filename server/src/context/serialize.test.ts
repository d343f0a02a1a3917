import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tree } from '../../test/support/contextTree';
import { parseTree, serializeTree } from './serialize';
import { directory, nodeAt, withNode } from './tree';

test('a tree comes back as it was', () => {
  let root = tree('a=1!755@123456789012345678 b? d/e/ d/f=2 l->../x p|');
  root = withNode(root, 'odd\tname\\n\n', { kind: 'symlink', mode: 0o777, uid: 7, gid: 8, mtime: '', target: 'x\ty' });
  root = withNode(root, 'bad', {
    kind: 'file',
    mode: 0,
    uid: 0,
    gid: 0,
    mtime: '',
    size: 3,
    digest: undefined,
    problem: 'unreadable',
  });
  const there = nodeAt(root, 'a');
  assert.ok(there?.kind === 'file' && there.isNoArchive === undefined);
  root = withNode(root, 'no-archive', { ...there, isNoArchive: true });
  assert.deepEqual(parseTree(serializeTree(root)), root);
  assert.deepEqual(parseTree(serializeTree(directory([]))), directory([]));
});

test('any other text is no tree', () => {
  const good = serializeTree(tree('a=1 d/b=1'));
  for (const text of [
    '',
    'x',
    good.replace('layerlens', 'other'),
    `${good}\n.`,
    good.replace('\n.', ''),
    good.replace('\ta\t', '\t..\t'),
    good.replace('\ta\t', '\tx/y\t'),
    good.replace('\ta\t', '\tz\t'),
  ])
    assert.equal(parseTree(text), undefined, text);
});

test('hostile text never throws', () => {
  const good = serializeTree(tree('a=1 d/b=1 l->x'));
  fc.assert(
    fc.property(fc.nat(good.length), fc.nat(20), fc.string(), (at, length, text) => {
      parseTree(good.slice(0, at) + text + good.slice(at + length));
    }),
  );
  assert.equal(parseTree(`${good.split('\n').slice(0, 2).join('\n')}\n${'d755\t\t\tx\n'.repeat(100_000)}`), undefined);
});
