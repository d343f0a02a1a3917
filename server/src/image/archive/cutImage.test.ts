// Archives that stop, that are stopped, and that try to hurt.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../base/outcome';
import { nodePlatform } from '../../host/nodePlatform';
import type { Image } from '../model';
import type { ByteSource, ReadOptions, ReadProgress } from '../port';
import { readImageArchive, readImageFolder } from './readImage';
import * as support from './support.test';
import type { TestMember } from './support.test';

const { GZIP, QUIET, RAW, ZSTD, memorySource, tarOf, testImage } = support;

const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}): Promise<Outcome<Image>> =>
  readImageArchive(memorySource('image.tar', bytes), nodePlatform, { ...QUIET, ...options });

/** The start of the image's third layer in an archive. */
const layerStart = async (bytes: Buffer): Promise<number> =>
  bytes.indexOf((await testImage()).layers[2]?.tar.subarray(0, 512) ?? '');

suite('cut anywhere', () => {
  const shapes = async (): Promise<Record<string, TestMember[]>> => {
    const image = await testImage();
    const platform = { os: 'linux', architecture: 'amd64' };
    return {
      legacy: support.legacyMembers(image),
      oci: support.dockerOciMembers(image, RAW),
      containerd: support.containerdMembers([{ image, platform }], GZIP, 'app:dev'),
      'list first': [...support.podmanMembers(image)].reverse(),
    };
  };

  test('at every block edge, and inside of blocks: a clear problem, or the right answer', async () => {
    for (const [shape, members] of Object.entries(await shapes())) {
      const whole = await tarOf(members);
      let read512 = 0;
      for (let at = 0; at <= whole.length; at += 512) {
        for (const length of [at, at + 200]) {
          const outcome = await read(whole.subarray(0, length));
          // Less than one header: nothing says what it was.
          if (length > 0 && length < 512) continue;
          if (outcome.ok) {
            read512++;
            assert.equal(outcome.value.total, 25_035, `${shape} at ${String(length)}`);
          } else {
            assert.equal(
              outcome.problem.code,
              'image/truncated',
              `${shape} at ${String(length)}: ${outcome.problem.what}`,
            );
            assert.match(
              outcome.problem.what,
              /^Cannot read image\.tar: (?:the archive ends (?:in the middle of|before) |the file is empty)/,
            );
            assert.equal(outcome.problem.next, 'Save the image again.');
          }
        }
      }
      assert.ok(read512 >= 2, shape);
    }
  });

  test('a compressed archive cut anywhere', async () => {
    const packed = gzipSync(await tarOf(support.legacyMembers(await testImage())));
    for (let length = 0; length < packed.length; length += 7) {
      const outcome = await read(packed.subarray(0, length));
      if (!outcome.ok)
        assert.equal(outcome.problem.code, 'image/truncated', `${String(length)}: ${outcome.problem.what}`);
      else assert.equal(outcome.value.total, 25_035);
    }
  });

  test('says which layer and how much of it there is', async () => {
    const image = await testImage();
    const middle = async (members: TestMember[]): Promise<string> => {
      const whole = await tarOf(members);
      const outcome = await read(whole.subarray(0, (await layerStart(whole)) + 12_000));
      return outcome.ok ? 'read' : outcome.problem.what;
    };
    // The list came first: the layer's place in the image. The list is missing: its place among the layer files.
    const listFirst = support.podmanMembers(image).reverse();
    assert.equal(
      await middle(listFirst),
      'Cannot read image.tar: the archive ends in the middle of layer 3 (12.0 of 23.0 kB).',
    );
    assert.equal(
      await middle(support.podmanMembers(image)),
      'Cannot read image.tar: the archive ends in the middle of layer 3 (12.0 of 23.0 kB).',
    );
    const whole = await tarOf(support.podmanMembers(image));
    const packed = gzipSync(whole, { level: 0 });
    const outcome = await read(packed.subarray(0, (await layerStart(packed)) + 12_000));
    assert.match(
      outcome.ok ? '' : outcome.problem.what,
      /^Cannot read image\.tar: the archive ends in the middle of layer 3 \(\d+\.\d of 23\.0 kB\)\.$/,
    );
  });

  test('what a failing engine appended is passed on', async () => {
    const whole = await tarOf(support.dockerOciMembers(await testImage(), RAW));
    const said = Buffer.from('{"errorDetail":{"message":"content digest not found\\u001b[31m"},"error":"x"}\n');
    const inLayer = (await layerStart(whole)) + 3000;
    for (const before of [whole.subarray(0, inLayer), whole.subarray(0, 1024)]) {
      for (const bytes of [Buffer.concat([before, said]), gzipSync(Buffer.concat([before, said]))]) {
        const outcome = await read(bytes);
        assert.ok(!outcome.ok);
        assert.equal(outcome.problem.what, 'Cannot read image.tar: the engine gave up while it saved the image.');
        assert.equal(outcome.problem.why, 'It wrote: content digest not found [31m');
      }
    }
    // After everything that is needed, it does not matter.
    const after = await read(Buffer.concat([whole, said]));
    assert.ok(after.ok);
  });
});

suite('stopping', () => {
  test('a stop before, and at any read', async () => {
    const image = await testImage();
    for (const members of [
      support.legacyMembers(image),
      support.ociMembers(image, GZIP),
      support.ociMembers(image, ZSTD),
    ]) {
      const tar = await tarOf(members);
      for (const bytes of [tar, gzipSync(tar), support.zstdStored(tar, 100_000)]) {
        for (let reads = 0; reads < 6; reads++) {
          const signal = { aborted: false };
          let left = reads;
          const inner = memorySource('image.tar', bytes);
          const source: ByteSource = {
            ...inner,
            read: (offset, length) => {
              signal.aborted ||= left-- <= 0;
              return inner.read(offset, length);
            },
          };
          const outcome = await readImageArchive(source, nodePlatform, { signal });
          if (!outcome.ok) assert.equal(outcome.problem.code, 'image/cancelled');
          else assert.ok(reads > 0, 'cancelled at the first read, and read all the same');
        }
      }
    }
    const outcome = await read(await tarOf(support.legacyMembers(image)), { signal: AbortSignal.abort() });
    assert.ok(!outcome.ok && outcome.problem.code === 'image/cancelled');
  });

  test('a failing disk is told as such', async () => {
    const image = await testImage();
    const tar = await tarOf(support.ociMembers(image, GZIP));
    for (const bytes of [tar, gzipSync(tar)]) {
      let reads = 0;
      const inner = memorySource('image.tar', bytes);
      const read = (offset: number, length: number) =>
        ++reads > 1 ? Promise.reject(new Error('EIO: i/o error')) : inner.read(offset, length);
      const outcome = await readImageArchive({ ...inner, read }, nodePlatform, QUIET);
      assert.ok(!outcome.ok);
      assert.equal(outcome.problem.code, 'image/unreadable');
      assert.equal(outcome.problem.detail, 'EIO: i/o error');
    }
  });

  test('progress only grows and ends at the whole', async () => {
    const tar = await tarOf(support.craneMembers(await testImage()));
    for (const bytes of [tar, gzipSync(tar)]) {
      const seen: ReadProgress[] = [];
      const outcome = await read(bytes, { onProgress: (progress) => seen.push(progress) });
      assert.ok(outcome.ok);
      assert.ok(seen.length > 0);
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a.bytesRead - b.bytesRead),
      );
      assert.equal(seen.at(-1)?.bytesRead, seen.at(-1)?.bytesTotal);
    }
  });
});

suite('archives made to hurt', () => {
  const MIB = 1024 * 1024;

  /** A layer of one file of zeros, compressed piece by piece: gzip members may follow each other. */
  const bombLayer = async (mebibytes: number): Promise<{ packed: Buffer; diffId: string }> => {
    const [header] = [(await tarOf([{ name: 'zeros', data: Buffer.alloc(MIB) }])).subarray(0, 512)];
    const size = `${(mebibytes * MIB).toString(8).padStart(11, '0')}\0`;
    header.write(size, 124, 'latin1');
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const piece = gzipSync(Buffer.alloc(MIB));
    const packed = Buffer.concat([
      gzipSync(header),
      ...Array<Buffer>(mebibytes).fill(piece),
      gzipSync(Buffer.alloc(1024)),
    ]);
    const hash = nodePlatform.sha256Stream();
    hash.update(header);
    for (let i = 0; i < mebibytes; i++) hash.update(Buffer.alloc(MIB));
    hash.update(Buffer.alloc(1024));
    return { packed, diffId: hash.end() };
  };
  const bombImage = async (mebibytes: number): Promise<Buffer> => {
    const { packed, diffId } = await bombLayer(mebibytes);
    const config = support.json({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [diffId] } });
    return tarOf([
      { name: 'layer.tar.gz', data: packed },
      { name: 'config.json', data: config },
      {
        name: 'manifest.json',
        data: support.json([{ Config: 'config.json', RepoTags: null, Layers: ['layer.tar.gz'] }]),
      },
    ]);
  };

  test('a quarter of a megabyte that unpacks to a quarter of a gigabyte is measured in bounded memory', async () => {
    const bytes = await bombImage(256);
    assert.ok(bytes.length < MIB);
    for (const archive of [bytes, gzipSync(bytes)]) {
      let most = 0;
      const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
      const before = process.memoryUsage().rss;
      const outcome = await read(archive);
      clearInterval(timer);
      assert.ok(outcome.ok && outcome.value.total === 256 * MIB, JSON.stringify(outcome));
      assert.ok(most - before < 200 * MIB, `grew by ${String(Math.round((most - before) / MIB))} MiB`);
    }
  });

  test('too much is too much', async () => {
    const outcome = await read(await bombImage(64), { maxInflatedBytes: 10 * MIB });
    assert.ok(!outcome.ok);
    assert.equal(outcome.problem.code, 'image/too-large');
    assert.equal(outcome.problem.what, 'Cannot read image.tar: it unpacks to more than 10.5 MB.');
  });

  test('an index that holds itself, nested deeply, or with very many manifests', async () => {
    // A digest cannot hold itself, so this one is asked for and never there; the others are bounded.
    const blobs: TestMember[] = [];
    const put = (value: unknown): { digest: string; size: number } => {
      const data = support.json(value);
      const digest = support.sha256(data);
      blobs.push({ name: `blobs/sha256/${support.hexOf(digest)}`, data });
      return { digest, size: data.length };
    };
    const parts = support.ociParts(await testImage(), RAW);
    const image = [...parts.blobs].map(([name, data]) => ({ name, data }));
    let nested = put({ manifests: [parts.manifest] });
    for (let i = 0; i < 10; i++) nested = put({ manifests: [nested] });
    const many = {
      manifests: Array.from({ length: 3000 }, () => ({ ...parts.manifest, platform: { os: 'x', architecture: 'y' } })),
    };
    for (const [index, ok] of [
      [{ manifests: [nested] }, false],
      [many, true],
    ] as const) {
      const outcome = await read(await tarOf([...image, ...blobs, { name: 'index.json', data: support.json(index) }]));
      assert.equal(outcome.ok, ok, JSON.stringify(outcome));
    }
  });

  test('digests that lead out of the folder are no digests', async () => {
    const manifests = [
      { digest: 'sha256:../../../../etc/passwd' },
      { digest: '../x:aaaaaaaaaaaaaaaaaaaaaaaa' },
      { digest: 7 },
    ];
    const opened: string[] = [];
    const folder = {
      name: 'x',
      open: (path: string) => {
        opened.push(path);
        return Promise.resolve(
          path === 'index.json' ? memorySource(path, Buffer.from(support.json({ manifests }))) : undefined,
        );
      },
    };
    assert.equal((await readImageFolder(folder, nodePlatform, QUIET)).ok, false);
    assert.ok(
      opened.every((path) => !path.includes('..')),
      opened.join(),
    );
  });
});
