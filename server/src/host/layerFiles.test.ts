// Files of chosen layers of a saved image: packed or not, broken or not there.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { readLayerFiles } from './layerFiles';

const top = mkdtempSync(join(tmpdir(), 'll-layers-'));
after(() => {
  rmSync(top, { recursive: true, force: true });
});

async function tar(
  entries: readonly (readonly [Partial<Header> & { name: string }, (string | Buffer)?])[],
): Promise<Buffer> {
  const archive = pack();
  for (const [header, content = ''] of entries) archive.entry(header, content);
  archive.finalize();
  return buffer(archive);
}

const LONG = `${'deep/'.repeat(40)}file`;

async function layer(): Promise<Buffer> {
  return tar([
    [{ name: 'app/', type: 'directory', mode: 0o755 }],
    [{ name: './app/a', mode: 0o640 }, 'hello'],
    [{ name: LONG, mode: 0o4755 }, Buffer.alloc(100_000, 1)],
    [{ name: 'app/link', type: 'symlink', linkname: 'a', mode: 0o777 }],
  ]);
}

const digest = (bytes: string | Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function image(layers: readonly Buffer[], whole: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<string> {
  const names = layers.map((_, i) => `blobs/sha256/${String(i)}`);
  const bytes = await tar([
    ...layers.map((content, i) => [{ name: names[i] ?? '' }, content] as const),
    [{ name: 'manifest.json' }, JSON.stringify([{ Config: 'c', Layers: names }])],
  ]);
  const path = join(top, `${String(Math.random())}.tar`);
  writeFileSync(path, whole(bytes));
  return path;
}

test('names, modes, contents and links, however the archive and its layers are packed', async () => {
  const other = await tar([[{ name: 'other' }, 'x']]);
  for (const path of [
    await image([other, await layer()]),
    await image([other, gzipSync(await layer())]),
    await image([other, await layer()], gzipSync),
  ]) {
    const found = await readLayerFiles(path, new Set([1, 7]));
    assert.deepEqual([...found.keys()], [1]);
    assert.deepEqual(found.get(1), [
      { path: 'app', kind: 'directory', mode: 0o755 },
      { path: 'app/a', kind: 'file', mode: 0o640, digest: digest('hello') },
      { path: LONG, kind: 'file', mode: 0o4755, digest: digest(Buffer.alloc(100_000, 1)) },
      { path: 'app/link', kind: 'symlink', mode: 0o777, target: 'a' },
    ]);
  }
});

test('what breaks off or is no image: without an answer, never an exception', async () => {
  const whole = await image([await layer()]);
  const cut = await image([(await layer()).subarray(0, 60_000)]);
  assert.deepEqual([...(await readLayerFiles(cut, new Set([0]))).keys()], []);
  const rubbish = join(top, 'rubbish');
  writeFileSync(rubbish, 'no archive');
  for (const path of [join(top, 'none'), top, rubbish])
    assert.equal((await readLayerFiles(path, new Set([0]))).size, 0);
  assert.equal((await readLayerFiles(whole, new Set())).size, 0);
});
