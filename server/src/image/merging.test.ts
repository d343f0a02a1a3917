// Layers merged, and dive's arithmetic. The numbers are those of image-facts.md §1.6, golden image A (BuildKit, overlay2).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diveMeasure } from './diveMeasure';
import type { LayerEntry } from './model';
import { unionOf } from './unionView';
import { whiteoutOf } from './whiteout';

const file = (path: string, bytes: number): LayerEntry => ({ path, kind: 'file', bytes, mode: 0o644, linkName: '' });
const folder = (path: string): LayerEntry => ({ path, kind: 'directory', bytes: 0, mode: 0o755, linkName: '' });
const link = (path: string, to: string): LayerEntry => ({
  path,
  kind: 'hardlink',
  bytes: 0,
  mode: 0o644,
  linkName: to,
});
const gone = (path: string): LayerEntry => file(path, 0);

const GOLDEN: readonly (readonly LayerEntry[])[] = [
  [folder('bin'), file('bin/busybox', 1_982_256)],
  [folder('bin'), { path: 'bin/sh', kind: 'symlink', bytes: 0, mode: 0o777, linkName: 'busybox' }],
  [folder('app')],
  [folder('app'), file('app/big.bin', 100_000)],
  [folder('app'), file('app/big.bin', 100_000)],
  [folder('app'), file('app/big.bin', 100_000), link('app/hard.bin', 'app/big.bin')],
  [folder('app'), folder('app/d1'), file('app/d1/b', 100_000), folder('app/d1/d2'), file('app/d1/d2/a', 100_000)],
  [folder('app'), folder('app/d1'), gone('app/d1/.wh..wh..opq'), file('app/d1/c', 3)],
  [folder('app'), file('app/d1', 5)],
  [folder('app'), gone('app/.wh.big.bin')],
  [folder('app'), file('app/hard.bin', 100_000)],
  [],
];

test('bytes that no view can reach', () => {
  const { hidden, at } = unionOf(GOLDEN);
  assert.equal(
    hidden.reduce((sum, bytes) => sum + bytes, 0),
    500_003,
  );
  assert.deepEqual(hidden, [0, 0, 0, 100_000, 100_000, 100_000, 200_000, 3, 0, 0, 0, 0]);
  assert.equal(at('app/d1')?.entry.bytes, 5);
  assert.equal(at('app/hard.bin')?.layer, 10);
  assert.equal(at('app/big.bin'), undefined);
});

test('a file is hidden when its last name goes', () => {
  const first = [file('a', 10), link('b', 'a')];
  assert.deepEqual(unionOf([first, [gone('.wh.a')]]).hidden, [0, 0]);
  assert.deepEqual(unionOf([first, [gone('.wh.a'), gone('.wh.b')]]).hidden, [10, 0]);
});

test('a whiteout spares what its own layer brings, wherever it stands', () => {
  assert.deepEqual(unionOf([[file('d/a', 1)], [file('d/b', 2), gone('d/.wh..wh..opq')]]).hidden, [1, 0]);
  assert.deepEqual(unionOf([[file('a', 1)], [file('a', 2), gone('.wh.a')]]).hidden, [1, 0]);
});

test('the same path twice in a layer', () => {
  assert.deepEqual(unionOf([[file('a', 1), file('a', 2)]]).hidden, [1]);
});

test('names made to hurt', () => {
  const deep = 'a/'.repeat(100_000);
  assert.deepEqual(unionOf([[file(`${deep}b`, 1), file('../../x', 2), file('', 3)]]).hidden, [0]);
  assert.equal(diveMeasure([[file(`${deep}b`, 1)]]).efficiency, 1);
});

test("dive's efficiency, waste and share, to the last digit", () => {
  const { efficiency, wastedBytes, wastedShare } = diveMeasure(GOLDEN);
  assert.equal(efficiency, 0.8450971705449172);
  assert.equal(wastedBytes, 400_000);
  assert.equal(wastedShare, 0.6666577778962948);
});

for (const [path, kind] of [
  ['a/b', 'none'],
  ['a/.wh.b', 'removes'],
  ['a/.wh..wh..opq', 'opaque'],
  ['.wh..wh.plnk/1.2', 'metadata'],
  ['a/.wh.', 'metadata'],
] as const) {
  test(`${path} is ${kind}`, () => {
    assert.equal(whiteoutOf(path).kind, kind);
  });
}
