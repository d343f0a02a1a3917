// What is wrong with a saved image, or what it is instead of one, is told in plain words.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../base/outcome';
import { nodePlatform } from '../../host/nodePlatform';
import type { Image } from '../model';
import { readImageArchive, readImageFolder } from './readImage';
import * as support from './support.test';
import type { TestImage, TestMember } from './support.test';

const { GZIP, QUIET, RAW, json, memoryFolder, memorySource, sha256, tarOf, testImage } = support;

const read = (bytes: Uint8Array): Promise<Outcome<Image>> =>
  readImageArchive(memorySource('image.tar', bytes), nodePlatform, QUIET);

async function bytesOfRows(members: readonly TestMember[]): Promise<(number | null)[]> {
  const outcome = await read(await tarOf(members));
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value.rows.map((row) => row.bytes);
}

async function problemOf(outcome: Promise<Outcome<unknown>>): Promise<string> {
  const result = await outcome;
  assert.ok(!result.ok, 'a problem was expected');
  return `${result.problem.code}: ${result.problem.what}`;
}

suite('what is wrong with the contents', () => {
  const damagedBy = async (
    change: (members: TestMember[], image: TestImage) => TestMember[],
    packing = GZIP,
  ): Promise<string> => {
    const image = await testImage();
    return problemOf(read(await tarOf(change(support.ociMembers(image, packing), image))));
  };
  const isLayer = (image: TestImage, packing = GZIP) => {
    const packed = packing.pack(image.layers[2]?.tar ?? Buffer.alloc(0));
    return ({ name }: TestMember) => name === `blobs/sha256/${support.hexOf(sha256(packed))}`;
  };
  const replaced = (
    members: TestMember[],
    which: (member: TestMember) => boolean,
    data: (old: Buffer) => Uint8Array | string,
  ) => members.map((member) => (which(member) ? { ...member, data: data(Buffer.from(member.data ?? '')) } : member));

  test('a layer that is shorter than its manifest says', async () => {
    assert.match(
      await damagedBy((members, image) => replaced(members, isLayer(image), (old) => old.subarray(0, 40))),
      /^image\/truncated: Cannot read image\.tar: layer 3 is cut short \(40 of \d+ B\)\.$/,
    );
  });

  test('a layer with other bytes than its digest says', async () => {
    const other = (old: Buffer): Buffer => {
      const tar = Buffer.concat([Buffer.from(RAW.pack(old))]);
      tar[tar.length - 1] = 1;
      return tar;
    };
    // Stored zstd, so that the size stays the same.
    assert.equal(
      await damagedBy(
        (members, image) =>
          replaced(members, isLayer(image, { suffix: '', pack: (tar) => support.zstdStored(tar) }), other),
        {
          suffix: '+zstd',
          pack: (tar) => support.zstdStored(tar),
        },
      ),
      'image/damaged: Cannot read image.tar: layer 3 is not the one the image means: its digest differs.',
    );
  });

  test('a compressed layer with damaged bytes', async () => {
    const zeroed = (old: Buffer): Buffer => Buffer.from(old).fill(0xff, 12, 40);
    assert.match(
      await damagedBy((members, image) => replaced(members, isLayer(image), zeroed)),
      /^image\/damaged: Cannot read image\.tar: layer 3 is unreadable \(gzip: invalid .*\)\.$/,
    );
  });

  test('a config that is not the one of the manifest', async () => {
    const change = (members: TestMember[], image: TestImage) =>
      replaced(
        members,
        ({ data }) => data === image.config,
        () => image.config.replace('amd64', 'amd65'),
      );
    assert.match(await damagedBy(change), /^image\/damaged: .*its config is not the one the manifest means/);
  });

  for (const [what, data] of Object.entries({
    'no JSON': '{{{',
    'a string': '"x"',
    null: 'null',
    'an empty list': '[]',
    'numbers for strings': '[{"Config":1,"Layers":[2]}]',
    'deep nesting': '['.repeat(100_000),
  })) {
    test(`a manifest.json that is ${what}`, async () => {
      const image = await testImage();
      const members = support
        .legacyMembers(image)
        .map((member) => (member.name === 'manifest.json' ? { ...member, data } : member));
      assert.equal(
        await problemOf(read(await tarOf(members))),
        'image/damaged: Cannot read image.tar: its list of layers (manifest.json) is damaged.',
      );
    });
  }

  test('a manifest.json of many megabytes is not read', async () => {
    const members = [{ name: 'manifest.json', data: Buffer.alloc(5 * 1024 * 1024, ' ') }];
    assert.match(await problemOf(read(await tarOf(members))), /manifest\.json is too large/);
  });

  test('a config without layers, with wrong types, or none at all', async () => {
    for (const config of [
      '{}',
      '[]',
      'nonsense',
      '{"rootfs":{"type":"layers","diff_ids":[1]}}',
      '{"rootfs":{"diff_ids":["sha256:zz"]}}',
    ]) {
      const members = support.legacyMembers({ ...(await testImage()), config });
      assert.match(
        await problemOf(read(await tarOf(members))),
        /^image\/(?:damaged|not-an-image): Cannot read image\.tar: /,
      );
    }
  });

  test('links in a circle, and links out of the archive, lead nowhere', async () => {
    const image = await testImage();
    for (const linkname of ['layer.tar', '../../../../etc/passwd', '/etc/passwd']) {
      const members = support
        .legacyMembers(image)
        .map((member) => (member.type === 'symlink' ? { ...member, linkname } : member));
      assert.deepEqual(await bytesOfRows(members), [5030, 0, 20_005, null, 0]);
    }
  });
});

suite('what is no image', () => {
  const rootfs = [
    { name: 'etc/', type: 'directory' as const },
    { name: 'etc/passwd', data: 'root:x:0:0' },
    { name: 'app/manifest.json', data: '[]' },
  ];
  test('docker export and buildx type=local or type=tar: a file system', async () => {
    for (const members of [
      rootfs,
      [...rootfs, { name: 'provenance.json', data: '{}' }],
      [{ name: '.dockerenv' }, ...rootfs],
    ]) {
      const bytes = await tarOf(members);
      for (const archive of [bytes, gzipSync(bytes)]) {
        assert.equal(
          await problemOf(read(archive)),
          'image/not-an-image: Cannot read image.tar: this is a file system, not an image.',
        );
      }
    }
    const folder = memoryFolder('out', { 'etc/passwd': 'root' });
    assert.match(await problemOf(readImageFolder(folder, nodePlatform, QUIET)), /^image\/not-an-image: .*file system/);
  });

  test('a web application with a manifest.json of its own is a file system still', async () => {
    const members = [...rootfs, { name: 'manifest.json', data: '{"name":"app"}' }];
    assert.match(await problemOf(read(await tarOf(members))), /this is a file system/);
  });

  test('a build record (.dockerbuild)', async () => {
    const record = json({ Name: 'x' });
    const manifest = json({
      config: { mediaType: 'application/vnd.buildkit.historyrecord.v0', digest: sha256(record), size: record.length },
      layers: [],
    });
    const members = [record, manifest].map((data) => ({ name: `blobs/sha256/${support.hexOf(sha256(data))}`, data }));
    const index = json({
      manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256(manifest), size: 1 }],
    });
    assert.match(
      await problemOf(read(gzipSync(await tarOf([...members, { name: 'index.json', data: index }])))),
      /this is the record of a build, not an image/,
    );
  });

  test('a chart, a model: an artifact without file layers', async () => {
    const config = '{"name":"chart"}';
    const manifest = json({
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: sha256(config), size: config.length },
      layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: sha256('x'), size: 1 }],
    });
    const members = [config, manifest].map((data) => ({ name: `blobs/sha256/${support.hexOf(sha256(data))}`, data }));
    const index = json({ manifests: [{ digest: sha256(manifest), size: 1 }] });
    assert.match(
      await problemOf(read(await tarOf([...members, { name: 'index.json', data: index }]))),
      /artifact without file layers/,
    );
  });

  for (const [what, bytes, said] of [
    ['an empty file', Buffer.alloc(0), /^image\/truncated: .*the file is empty/],
    ['text', Buffer.from('FROM scratch\n'), /^image\/not-an-image: .*not a tar archive/],
    ['zeros', Buffer.alloc(10_240), /^image\/not-an-image: .*archive is empty/],
    ['compressed text', gzipSync('hello'), /^image\/not-an-image: .*not a tar archive/],
    ['xz', Buffer.from('\xfd7zXZ\0\0', 'latin1'), /^image\/unsupported: .*packed with xz/],
    ['an engine’s answer', Buffer.from('{"message":"No such image: x:y"}'), /^image\/truncated: .*engine gave up/],
  ] as const) {
    test(what, async () => {
      assert.match(await problemOf(read(bytes)), said);
    });
  }

  test('a Docker older than 1.10', async () => {
    const members = support.legacyMembers(await testImage()).filter(({ name }) => name !== 'manifest.json');
    assert.match(await problemOf(read(await tarOf(members))), /^image\/unsupported: .*older than 1\.10/);
  });

  test('buildx type=tar for several platforms, of an image with hardly a file', async () => {
    const members = ['linux_amd64/a', 'linux_arm64/a'].map((name) => ({ name, data: 'x' }));
    assert.match(await problemOf(read(await tarOf(members))), /this is a file system/);
  });

  test('a folder with neither list', async () => {
    assert.match(
      await problemOf(readImageFolder(memoryFolder('x', { 'a.txt': '' }), nodePlatform, QUIET)),
      /^image\/not-an-image: Cannot read x: the folder holds neither/,
    );
  });
});
