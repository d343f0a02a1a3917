// Every shape of saved image gives the same image.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../base/outcome';
import { nodePlatform } from '../../host/nodePlatform';
import type { Image } from '../model';
import type { ReadOptions } from '../port';
import { listImageArchive, readImageArchive, readImageFolder } from './readImage';
import * as support from './support.test';
import type { TestImage, TestMember } from './support.test';

const { GZIP, QUIET, RAW, ZSTD, json, memoryFolder, memorySource, sha256, tarOf, testImage } = support;

const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}): Promise<Outcome<Image>> =>
  readImageArchive(memorySource('image.tar', bytes), nodePlatform, { ...QUIET, ...options });

async function readMembers(members: readonly TestMember[], options: Partial<ReadOptions> = {}): Promise<Image> {
  const outcome = await read(await tarOf(members), options);
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.problem));
  return outcome.value;
}

function assertIsTestImage(image: Image, expected: TestImage): void {
  assert.equal(image.id, sha256(expected.config));
  assert.deepEqual(
    image.rows.map((row) => [row.createdBy.split(' ')[0], row.empty, row.bytes, row.diffId, row.joinIsSure]),
    [
      ['COPY', false, 5030, expected.layers[0]?.diffId, true],
      ['RUN', false, 0, expected.layers[1]?.diffId, true],
      ['COPY', false, 20_005, expected.layers[2]?.diffId, true],
      ['RUN', false, 0, expected.layers[3]?.diffId, true],
      ['CMD', true, 0, null, true],
    ],
  );
  assert.equal(image.total, 25_035);
  assert.equal(image.sizeKind, 'files');
  assert.deepEqual(image.config.env, ['PATH=/bin']);
  assert.equal(image.createdAt, '2026-11-21T06:48:53Z');
}

const SHAPES: Readonly<Record<string, (image: TestImage) => TestMember[]>> = {
  'docker save up to 24': support.legacyMembers,
  'docker save since 25': (image) => support.dockerOciMembers(image, RAW),
  'docker save, containerd store, gzip': (image) =>
    support.containerdMembers([{ image, platform: { os: 'linux', architecture: 'amd64' } }], GZIP, image.tag),
  'docker save, containerd store, zstd': (image) =>
    support.containerdMembers([{ image, platform: { os: 'linux', architecture: 'amd64' } }], ZSTD, image.tag),
  'podman save, skopeo docker-archive': support.podmanMembers,
  'crane, kaniko, Bazel': support.craneMembers,
  'buildx type=docker': (image) => support.dockerOciMembers(image, GZIP),
  'buildx type=oci': (image) =>
    support.ociMembers(image, GZIP, { 'io.containerd.image.name': `docker.io/library/${image.tag}` }),
  'skopeo oci-archive': (image) => support.ociMembers(image, GZIP, { 'org.opencontainers.image.ref.name': image.tag }),
};

suite('every shape of saved image', () => {
  for (const [shape, members] of Object.entries(SHAPES)) {
    test(`${shape}: rows, bytes and names`, async () => {
      const image = await testImage();
      const found = await readMembers(members(image));
      assertIsTestImage(found, image);
      assert.deepEqual(found.names, ['app:dev']);
    });

    test(`${shape}: compressed as a whole, and with its members in another order`, async () => {
      const image = await testImage();
      const reversed = await tarOf([...members(image)].reverse());
      for (const bytes of [reversed, gzipSync(reversed), support.zstdStored(reversed, 50_000)]) {
        const outcome = await read(bytes);
        assert.ok(outcome.ok, JSON.stringify(outcome));
        assertIsTestImage(outcome.value, image);
      }
    });
  }

  test('an OCI layout as a folder, and an unpacked docker save', async () => {
    const image = await testImage();
    for (const members of [support.ociMembers(image, ZSTD), support.dockerOciMembers(image, RAW)]) {
      const files = Object.fromEntries(
        members.filter((member) => member.data !== undefined).map((member) => [member.name, member.data ?? '']),
      );
      const outcome = await readImageFolder(memoryFolder('layout', files), nodePlatform, QUIET);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assertIsTestImage(outcome.value, image);
    }
  });

  test('skopeo dir: files named by digest, raw although the media type says gzip', async () => {
    const image = await testImage();
    const parts = support.ociParts(image, { suffix: '+gzip', pack: (tar) => tar });
    const files = Object.fromEntries([...parts.blobs].map(([path, data]) => [path.replace(/^.*\//, ''), data]));
    const manifest = files[support.hexOf(parts.manifest.digest)] ?? '';
    const outcome = await readImageFolder(
      memoryFolder('dir', { ...files, 'manifest.json': manifest, version: 'Directory Transport Version: 1.1\n' }),
      nodePlatform,
      QUIET,
    );
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assertIsTestImage(outcome.value, image);
  });

  test('member names with ./ in front', async () => {
    const image = await testImage();
    const members = support.dockerOciMembers(image, RAW).map((member) => ({ ...member, name: `./${member.name}` }));
    assertIsTestImage(await readMembers(members), image);
  });

  test('an image without layers', async () => {
    const config = json({
      os: 'linux',
      architecture: 'amd64',
      rootfs: { type: 'layers' },
      history: [{ created_by: 'CMD', empty_layer: true }],
    });
    const image = await readMembers(support.dockerOciMembers({ layers: [], config, tag: 'empty:1' }, RAW));
    assert.deepEqual([image.rows.length, image.total], [1, 0]);
  });

  test('Docker 25.0.0: the OCI manifest has no layers', async () => {
    const image = await testImage();
    const full = support.ociParts(image, RAW);
    const bare = json({
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: sha256(image.config),
        size: image.config.length,
      },
      layers: [],
    });
    const blobs = [...full.blobs, [`blobs/sha256/${support.hexOf(sha256(bare))}`, bare] as const];
    const index = json({
      manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(bare), size: bare.length }],
    });
    const found = await readMembers([
      ...blobs.map(([name, data]) => ({ name, data })),
      { name: 'index.json', data: index },
    ]);
    assertIsTestImage(found, image);
  });
});

suite('several images', () => {
  const two = async (): Promise<TestMember[]> => {
    const [one, other] = [await testImage('app:dev'), await testImage('tool:1', 'arm64')];
    const list = [one, other].map((image) => ({
      Config: `${support.hexOf(sha256(image.config))}.json`,
      RepoTags: [image.tag],
      Layers: image.layers.map((layer) => `${support.hexOf(layer.diffId)}.tar`),
    }));
    const files = [one, other].flatMap((image) => [
      ...image.layers.map((layer) => ({ name: `${support.hexOf(layer.diffId)}.tar`, data: layer.tar })),
      { name: `${support.hexOf(sha256(image.config))}.json`, data: image.config },
    ]);
    return [...files, { name: 'manifest.json', data: json(list) }];
  };

  test('the first one unless a name is given', async () => {
    assert.deepEqual((await readMembers(await two())).names, ['app:dev']);
    for (const imageName of ['tool:1', 'docker.io/library/tool:1', 'localhost/tool:1']) {
      assert.deepEqual((await readMembers(await two(), { imageName })).names, ['tool:1']);
    }
  });

  test('a name that is not there is answered with those that are', async () => {
    const outcome = await read(await tarOf(await two()), { imageName: 'app:prod' });
    assert.ok(!outcome.ok);
    assert.equal(outcome.problem.code, 'image/no-such-image');
    assert.equal(outcome.problem.why, 'It has app:dev, tool:1.');
  });

  test('are listed with names and platforms', async () => {
    const listed = await listImageArchive(memorySource('two.tar', await tarOf(await two())), nodePlatform, QUIET);
    assert.deepEqual(listed, {
      ok: true,
      value: [
        { names: ['app:dev'], platforms: ['linux/amd64'] },
        { names: ['tool:1'], platforms: ['linux/arm64'] },
      ],
    });
  });

  test('one image under two tags of an index is one image with two names', async () => {
    const image = await testImage();
    const parts = support.ociParts(image, RAW);
    const entries = ['app:dev', 'app:latest'].map((name) => ({
      ...parts.manifest,
      annotations: { 'io.containerd.image.name': `docker.io/library/${name}` },
    }));
    const members = [...parts.blobs].map(([name, data]) => ({ name, data }));
    const bytes = await tarOf([...members, { name: 'index.json', data: json({ manifests: entries }) }]);
    const listed = await listImageArchive(memorySource('x.tar', bytes), nodePlatform, QUIET);
    assert.deepEqual(listed, { ok: true, value: [{ names: ['app:dev', 'app:latest'], platforms: ['linux/amd64'] }] });
  });
});

suite('several platforms', () => {
  const members = async (absent?: string): Promise<TestMember[]> =>
    support.containerdMembers(
      [
        {
          image: await testImage('app:dev', 'amd64'),
          platform: { os: 'linux', architecture: 'amd64' },
          absent: absent === 'amd64',
        },
        { image: await testImage('app:dev', 'arm64'), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      ],
      GZIP,
      'app:dev',
    );

  test('the platform asked for, else the saver’s own choice', async () => {
    assert.equal((await readMembers(await members(), { platform: 'linux/arm64' })).config.architecture, 'arm64');
    assert.equal((await readMembers(await members())).config.architecture, 'amd64');
  });

  test('the host’s platform comes first where the archive has no choice of its own', async () => {
    const layout = (await members()).filter(({ name }) => name !== 'manifest.json');
    assert.equal((await readMembers(layout, { hostPlatform: 'linux/arm64' })).config.architecture, 'arm64');
    assert.equal((await readMembers(layout, { hostPlatform: 'linux/riscv64' })).config.architecture, 'amd64');
    assert.equal((await readMembers(layout)).config.architecture, 'amd64');
  });

  test('a platform whose manifest was not saved is not there', async () => {
    const layout = (await members('amd64')).filter(({ name }) => name !== 'manifest.json');
    assert.equal((await readMembers(layout)).config.architecture, 'arm64');
    const outcome = await read(await tarOf(layout), { platform: 'linux/amd64' });
    assert.ok(!outcome.ok);
    assert.equal(outcome.problem.code, 'image/no-such-platform');
    assert.equal(outcome.problem.why, 'It has linux/arm64/v8.');
  });
});

suite('layers that cannot be measured', () => {
  test('a missing blob leaves its bytes unknown, and so the total', async () => {
    const image = await testImage();
    const missing = `blobs/sha256/${support.hexOf(image.layers[2]?.diffId ?? '')}`;
    const found = await readMembers(support.dockerOciMembers(image, RAW).filter(({ name }) => name !== missing));
    assert.deepEqual(
      found.rows.map((row) => row.bytes),
      [5030, 0, null, 0, 0],
    );
    assert.equal(found.total, null);
  });

  test('an unknown packing leaves its bytes unknown', async () => {
    const image = await testImage();
    const xz = {
      suffix: '+xz',
      pack: (tar: Buffer) => (tar.length > 2000 ? Buffer.from('\xfd7zXZ\0 …', 'latin1') : tar),
    };
    const found = await readMembers(support.ociMembers(image, xz));
    assert.deepEqual(
      found.rows.map((row) => row.bytes),
      [null, 0, null, 0, 0],
    );
  });

  test('a packing that this machine cannot undo leaves its bytes unknown', async () => {
    const image = await testImage();
    const source = memorySource('x.tar', await tarOf(support.ociMembers(image, ZSTD)));
    const outcome = await readImageArchive(source, { ...nodePlatform, inflates: new Set(['gzip']) }, QUIET);
    assert.ok(outcome.ok && outcome.value.total === null);
  });

  test('history and layers of different number are joined without certainty', async () => {
    const image = await testImage();
    const config = image.config.replace(',"empty_layer":true', '');
    assert.notEqual(config, image.config);
    const found = await readMembers(support.legacyMembers({ ...image, config }));
    assert.deepEqual(
      found.rows.map((row) => row.joinIsSure),
      [false, false, false, false, false],
    );
  });
});
