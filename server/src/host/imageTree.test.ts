// Layers laid over each other: what stands in the finished image, and where nobody can say it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeAt, walkTree } from '../context/tree';
import { treeOfLayers } from './imageTree';
import type { FoundEntry } from './layerEntries';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

const file = (path: string, digest = DIGEST, mode = 0o644): FoundEntry => ({
  ...{ path, kind: 'file', mode, uid: 0, gid: 0, size: 1, digest },
});
const folder = (path: string, mode = 0o755): FoundEntry => ({
  ...{ path, kind: 'directory', mode, uid: 5, gid: 6, size: 0 },
});
const link = (path: string, target: string, kind: 'symlink' | 'hardlink' = 'symlink'): FoundEntry => ({
  ...{ path, kind, mode: 0o777, uid: 0, gid: 0, size: 0, target },
});

/** `path kind mode`, sorted; undefined: nobody can say. */
async function listed(...layers: readonly (readonly FoundEntry[])[]): Promise<string[] | undefined> {
  const tree = await treeOfLayers(layers);
  return tree && [...walkTree(tree)].slice(1).map(([path, node]) => `${path} ${node.kind} ${node.mode.toString(8)}`);
}

test('an upper layer takes the place of files, gives folders a new header and leaves what is in them', async () => {
  assert.deepEqual(
    await listed(
      [folder('etc'), file('etc/a'), file('b')],
      [folder('etc', 0o700), file('etc/c'), file('b', OTHER, 0o600)],
    ),
    ['b file 600', 'etc directory 700', 'etc/a file 644', 'etc/c file 644'],
  );
});

test('folders that no entry names are root’s; those of a lower layer keep their header', async () => {
  assert.deepEqual(await listed([folder('etc', 0o711)], [file('etc/x'), file('new/y')]), [
    ...['etc directory 711', 'etc/x file 644', 'new directory 755', 'new/y file 644'],
  ]);
});

test('whiteouts take away what lower layers have, wherever they stand in their own', async () => {
  const below = [folder('d'), file('d/a'), folder('d/in'), file('d/in/b'), file('e')];
  assert.deepEqual(await listed(below, [file('d/new'), file('d/.wh.a'), file('.wh.e')]), [
    ...['d directory 755', 'd/in directory 755', 'd/in/b file 644', 'd/new file 644'],
  ]);
  assert.deepEqual(await listed(below, [file('d/new'), file('d/.wh..wh..opq')]), [
    ...['d directory 755', 'd/new file 644', 'e file 644'],
  ]);
  assert.deepEqual(await listed(below, [file('.wh..wh.plnk'), file('.wh.d')]), ['e file 644']);
});

test('a file becomes a folder, a folder a file, a link either', async () => {
  assert.deepEqual(
    await listed([file('a'), folder('b'), file('b/c'), link('l', 'b')], [folder('a'), file('b'), file('l')]),
    [...['a directory 755', 'b file 644', 'l file 644']],
  );
});

test('a hard link is the file as it stands then, of its own layer or of one below', async () => {
  const tree = await treeOfLayers([
    [file('a', OTHER, 0o4755)],
    [link('b', './a', 'hardlink'), file('a'), link('c', '/a', 'hardlink')],
  ]);
  assert.ok(tree);
  const digestAt = (path: string): unknown => {
    const node = nodeAt(tree, path);
    return node?.kind === 'file' && [node.digest, node.mode];
  };
  assert.deepEqual(['a', 'b', 'c'].map(digestAt), [
    [DIGEST, 0o644],
    [OTHER, 0o4755],
    [DIGEST, 0o644],
  ]);
});

test('links are kept as they are written; of a device nobody read what counts', async () => {
  const device: FoundEntry = { path: 'null', kind: 'device', mode: 0o666, uid: 0, gid: 0, size: 0 };
  const tree = await treeOfLayers([[link('bin', 'usr/bin'), device]]);
  assert.ok(tree);
  assert.deepEqual(nodeAt(tree, 'bin'), {
    ...{ kind: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: '', target: 'usr/bin' },
  });
  const read = nodeAt(tree, 'null');
  assert.equal(read?.kind === 'file' && read.digest, undefined);
});

test('where engines differ, or no image says it, there is no tree', async () => {
  for (const [why, layers] of [
    ['through a link of a lower layer', [[link('bin', 'usr/bin'), folder('usr/bin')], [file('bin/x')]]],
    ['a whiteout through a link', [[link('bin', 'usr/bin'), folder('usr/bin')], [file('bin/.wh.x')]]],
    ['below a file', [[file('a')], [file('a/b')]]],
    ['out of the root', [[file('../a')]]],
    ['a hard link to nothing', [[link('a', 'gone', 'hardlink')]]],
    ['a hard link to a folder', [[folder('d'), link('a', 'd', 'hardlink')]]],
    ['Windows', [[folder('Files'), folder('Hives'), file('Files/x')]]],
  ] as const)
    assert.equal(await listed(...layers), undefined, why);
  assert.deepEqual(await listed(), []);
});
