// Lists of images: read from an engine once, kept by what the image is, bounded; what an engine holds otherwise, breaks
// off or is too large is not listed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { NEVER_CANCELLED } from '../base/platform';
import { nodeAt, walkTree, type DirectoryNode } from '../context/tree';
import type { ImageFacts } from '../engine/builderEngine';
import type { Builder } from './builderIdentity';
import { imageLists, LARGEST_IMAGE } from './imageFiles';

const top = mkdtempSync(join(tmpdir(), 'll-images-'));
after(() => {
  rmSync(top, { recursive: true, force: true });
});
let made = 0;
const folder = (): string => join(top, String(made++));

type Entry = readonly [Partial<Header> & { name: string }, (string | Buffer)?];

async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content = ''] of entries) archive.entry(header, content);
  archive.finalize();
  return buffer(archive);
}

const digest = (bytes: string | Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface Fake {
  readonly engine: Pick<Builder, 'image' | 'save'>;
  readonly facts: { readonly keys: readonly string[]; readonly content: string };
  saved(): number;
}

/** An engine that holds the layers, and gives them as `given`. */
async function holding(
  layers: readonly (readonly Entry[])[],
  { bytes = 1000, given = (blob: Buffer): Buffer => blob, cut = 0 } = {},
): Promise<Fake> {
  const blobs = await Promise.all(layers.map(tar));
  const diffIds = blobs.map(digest);
  const content = diffIds.reduce((chain, id) => (chain === '' ? id : digest(`${chain} ${id}`)), '');
  const other = await tar([[{ name: 'of/another/image' }, 'x']]);
  const archive = await tar([
    [{ name: 'blobs/sha256/0' }, other],
    // Not in their order: their digests say which is which.
    ...blobs.map((blob, i) => [{ name: `blobs/sha256/${String(9 - i)}` }, given(blob)] as const).reverse(),
    [{ name: 'blobs/sha256/c' }, '{"config":{}}'],
    [{ name: 'manifest.json' }, '[]'],
  ]);
  const whole = archive.subarray(0, archive.length - cut);
  let count = 0;
  const image: ImageFacts = {
    ...{ id: 'sha256:1', manifest: undefined, chainId: content, bytes },
    config: { env: [], workingDir: '', user: '', onBuild: [], diffIds },
  };
  return {
    facts: { keys: [content], content },
    saved: () => count,
    engine: {
      image: () => Promise.resolve(image),
      save: () => {
        count++;
        return Promise.resolve(
          (async function* () {
            for (let at = 0; at < whole.length; at += 1000) yield await Promise.resolve(whole.subarray(at, at + 1000));
          })(),
        );
      },
    },
  };
}

const LAYERS: readonly (readonly Entry[])[] = [
  [
    [{ name: './', type: 'directory', mode: 0o755 }],
    [{ name: 'etc/', type: 'directory', mode: 0o755 }],
    [{ name: 'etc/os', uid: 7, pax: { gid: '2500000' } }, 'one'],
    [{ name: 'ping', pax: { 'SCHILY.xattr.security.capability': 'x' } }, 'ping'],
  ],
  [
    [{ name: './etc/new', mode: 0o4711 }, 'two'],
    [{ name: 'etc/.wh.os' }],
    [{ name: 'l', type: 'symlink', linkname: 'etc' }],
  ],
];

const REQUEST = { mostBytes: LARGEST_IMAGE, signal: NEVER_CANCELLED };
const paths = (tree: DirectoryNode | undefined): string[] | undefined =>
  tree && [...walkTree(tree)].slice(1).map(([path]) => path);

test('an image is listed by its layers, packed or not, and kept: nobody asks the engine again', async () => {
  for (const given of [(blob: Buffer) => blob, (blob: Buffer) => gzipSync(blob)]) {
    const { engine, facts, saved } = await holding(LAYERS, { given });
    const at = folder();
    const tree = await imageLists(at).list(facts, 'a:1', engine, REQUEST);
    assert.deepEqual(paths(tree), ['etc', 'etc/new', 'l', 'ping']);
    const found = tree && nodeAt(tree, 'etc/new');
    assert.deepEqual(found?.kind === 'file' && [found.mode, found.size, found.digest], [0o4711, 3, digest('two')]);
    const again = imageLists(at);
    assert.deepEqual(paths(await again.known(facts)), paths(tree));
    assert.deepEqual(paths(await again.list(facts, 'a:1', engine, REQUEST)), paths(tree));
    assert.equal(saved(), 1);
  }
});

test('owners are those of the headers; what has an attribute more is not known by its bytes', async () => {
  const { engine, facts } = await holding(LAYERS.slice(0, 1));
  const tree = await imageLists(folder()).list(facts, 'a:1', engine, REQUEST);
  assert.ok(tree);
  const os = nodeAt(tree, 'etc/os');
  const ping = nodeAt(tree, 'ping');
  assert.deepEqual([os?.uid, os?.gid], [7, 2_500_000]);
  assert.equal(os?.kind === 'file' && os.digest, digest('one'));
  assert.equal(ping?.kind === 'file' && ping.digest, undefined);
});

test('another image under the same name, a large one and one that nobody measured are not asked for', async () => {
  const { engine, facts, saved } = await holding(LAYERS);
  const lists = imageLists(folder());
  assert.equal(await lists.list({ ...facts, content: digest('x') }, 'a:1', engine, REQUEST), undefined);
  assert.equal(await lists.list(facts, 'a:1', engine, { ...REQUEST, mostBytes: 999 }), undefined);
  const silent = { ...engine, image: () => Promise.resolve(undefined) };
  assert.equal(await lists.list(facts, 'a:1', silent, REQUEST), undefined);
  assert.equal(saved(), 0);
});

test('an engine that breaks off, an image that grows while it is unpacked, a stop: nothing is kept', async () => {
  const cut = await holding(LAYERS, { cut: 9000 });
  const large = await holding([[[{ name: 'a' }, Buffer.alloc(50_000)]]], { given: (blob) => gzipSync(blob) });
  const stopped = await holding(LAYERS);
  for (const [{ engine, facts }, request] of [
    [cut, REQUEST],
    [large, { ...REQUEST, mostBytes: 10_000 }],
    [stopped, { ...REQUEST, signal: { aborted: true } }],
  ] as const) {
    const at = folder();
    assert.equal(await imageLists(at).list(facts, 'a:1', engine, request), undefined);
    assert.equal(await imageLists(at).known(facts), undefined);
  }
  // Whoever waits longer may list it.
  assert.deepEqual(paths(await imageLists(folder()).list(large.facts, 'a:1', large.engine, REQUEST)), ['a']);
});

test('what can never be known is read once', async () => {
  const { engine, facts, saved } = await holding([
    [[{ name: 'bin', type: 'symlink', linkname: 'usr/bin' }]],
    [[{ name: 'bin/x' }, 'x']],
  ]);
  const at = folder();
  assert.equal(await imageLists(at).list(facts, 'a:1', engine, REQUEST), undefined);
  assert.equal(await imageLists(at).list(facts, 'a:1', engine, REQUEST), undefined);
  assert.equal(saved(), 1);
});

test('a list that somebody spoilt is read anew', async () => {
  const { engine, facts, saved } = await holding(LAYERS);
  const at = folder();
  const tree = await imageLists(at).list(facts, 'a:1', engine, REQUEST);
  const [name = ''] = readdirSync(join(at, 'images'));
  writeFileSync(join(at, 'images', name), 'no list');
  assert.equal(await imageLists(at).known(facts), undefined);
  assert.deepEqual(paths(await imageLists(at).list(facts, 'a:1', engine, REQUEST)), paths(tree));
  assert.equal(saved(), 2);
});

test('a folder that cannot be written: nothing is kept, and nothing fails', async () => {
  const { engine, facts } = await holding(LAYERS);
  const at = folder();
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'images'), 'a file');
  assert.equal(await imageLists(at).list(facts, 'a:1', engine, REQUEST), undefined);
});
