// Test support, no tests of its own: saved images in every shape that a program is known to write (image-facts §3.1), made in
// memory. The same image in all of them, so that one expectation fits all.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import type { ByteSource, FolderSource, ReadOptions } from '../port';

export interface TestMember extends Partial<Omit<Header, 'name' | 'size'>> {
  readonly name: string;
  readonly data?: Uint8Array | string;
}

/** A tar archive with an end marker, written by tar-stream. */
export async function tarOf(members: readonly TestMember[]): Promise<Buffer> {
  const archive = pack();
  for (const { data, ...header } of members) {
    archive.entry(header, typeof data === 'string' || data === undefined ? (data ?? '') : Buffer.from(data));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const sha256 = (data: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(data).digest('hex')}`;
export const hexOf = (digest: string): string => digest.replace(/^.*:/, '');
export const json = (value: unknown): string => JSON.stringify(value);

export const memorySource = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  size: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
});

export const memoryFolder = (name: string, files: Readonly<Record<string, Uint8Array | string>>): FolderSource => ({
  name,
  open: (path) => {
    const data = Object.hasOwn(files, path) ? files[path] : undefined;
    return Promise.resolve(data === undefined ? undefined : memorySource(path, Buffer.from(data)));
  },
});

export const QUIET: ReadOptions = { signal: { aborted: false } };

/** Frames of raw blocks: valid zstd (RFC 8878) without a compressor at hand. */
export function zstdStored(data: Uint8Array, blockBytes = 1000): Buffer {
  // Window descriptor 0x38: 128 KiB.
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38)];
  for (let at = 0; at === 0 || at < data.length; at += blockBytes) {
    const block = data.subarray(at, at + blockBytes);
    const bits = (block.length << 3) | (at + blockBytes >= data.length ? 1 : 0);
    parts.push(Uint8Array.of(bits & 255, (bits >> 8) & 255, bits >> 16), block);
  }
  return Buffer.concat(parts);
}

export const SKIPPABLE = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

export interface TestLayer {
  readonly tar: Buffer;
  readonly diffId: string;
  readonly bytes: number;
}

export async function testLayer(files: Readonly<Record<string, number>>): Promise<TestLayer> {
  const tar = await tarOf(Object.entries(files).map(([name, size]) => ({ name, data: Buffer.alloc(size, 'x') })));
  return { tar, diffId: sha256(tar), bytes: Object.values(files).reduce((sum, size) => sum + size, 0) };
}

export interface TestImage {
  readonly layers: readonly TestLayer[];
  readonly config: string;
  readonly tag: string;
}

/** Five rows, four layers; the second and the fourth layer are the same empty archive. */
export async function testImage(tag = 'app:dev', architecture = 'amd64'): Promise<TestImage> {
  const layers = [
    await testLayer({ 'bin/busybox': 5000, 'etc/passwd': 30 }),
    await testLayer({}),
    await testLayer({ 'app/main': 20_000, 'app/data': architecture.length }),
    await testLayer({}),
  ];
  const config = json({
    architecture,
    os: 'linux',
    created: '2026-11-21T06:48:53Z',
    config: { Env: ['PATH=/bin'], WorkingDir: '/app', Cmd: ['sh'], Labels: { a: 'b' } },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: [
      {
        created: '2026-11-20T06:48:53Z',
        created_by: 'COPY busybox /bin/busybox # buildkit',
        comment: 'buildkit.dockerfile.v0',
      },
      { created_by: 'RUN /bin/sh -c true # buildkit', comment: 'buildkit.dockerfile.v0' },
      { created_by: 'COPY app /app # buildkit', comment: 'buildkit.dockerfile.v0' },
      { created_by: 'RUN /bin/sh -c : # buildkit', comment: 'buildkit.dockerfile.v0' },
      { created_by: 'CMD ["sh"]', comment: 'buildkit.dockerfile.v0', empty_layer: true },
    ],
  });
  return { layers, config, tag };
}

/** docker save up to 24: a folder for each layer, equal layers as links to the first. */
export function legacyMembers(image: TestImage): TestMember[] {
  const folders = image.layers.map((layer, i) => hexOf(sha256(`v1 ${String(i)} ${layer.diffId}`)));
  const members = image.layers.flatMap((layer, i): TestMember[] => {
    const folder = folders[i] ?? '';
    const first = image.layers.findIndex((other) => other.diffId === layer.diffId);
    return [
      { name: `${folder}/`, type: 'directory' },
      { name: `${folder}/VERSION`, data: '1.0' },
      { name: `${folder}/json`, data: json({ id: folder }) },
      first === i
        ? { name: `${folder}/layer.tar`, data: layer.tar }
        : { name: `${folder}/layer.tar`, type: 'symlink', linkname: `../${folders[first] ?? ''}/layer.tar` },
    ];
  });
  const config = `${hexOf(sha256(image.config))}.json`;
  return [
    ...members,
    { name: config, data: image.config },
    {
      name: 'manifest.json',
      data: json([{ Config: config, RepoTags: [image.tag], Layers: folders.map((folder) => `${folder}/layer.tar`) }]),
    },
    { name: 'repositories', data: '{}' },
  ];
}

const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

/** How a layer is stored, and what its media type says (which need not be true). */
export interface Packing {
  readonly suffix: string;
  pack(tar: Buffer): Buffer;
}
export const RAW: Packing = { suffix: '', pack: (tar) => tar };
export const GZIP: Packing = { suffix: '+gzip', pack: (tar) => gzipSync(tar) };
export const ZSTD: Packing = { suffix: '+zstd', pack: (tar) => Buffer.concat([SKIPPABLE, zstdStored(tar), SKIPPABLE]) };

export interface OciParts {
  /** Blob path → contents. */
  readonly blobs: ReadonlyMap<string, Uint8Array | string>;
  readonly manifest: { mediaType: string; digest: string; size: number };
  readonly layerPaths: readonly string[];
}

export function ociParts(image: TestImage, packing: Packing): OciParts {
  const blobs = new Map<string, Uint8Array | string>();
  const put = (mediaType: string, data: Uint8Array | string) => {
    const digest = sha256(data);
    blobs.set(blobName(digest), data);
    return { mediaType, digest, size: Buffer.byteLength(data) };
  };
  const config = put('application/vnd.oci.image.config.v1+json', image.config);
  const layers = image.layers.map((layer) =>
    put(`application/vnd.oci.image.layer.v1.tar${packing.suffix}`, packing.pack(layer.tar)),
  );
  const manifest = put('application/vnd.oci.image.manifest.v1+json', json({ schemaVersion: 2, config, layers }));
  return { blobs, manifest, layerPaths: layers.map((layer) => blobName(layer.digest)) };
}

const blobMembers = (blobs: ReadonlyMap<string, Uint8Array | string>): TestMember[] => [
  { name: 'blobs/', type: 'directory' },
  { name: 'blobs/sha256/', type: 'directory' },
  ...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, data]) => ({ name, data })),
];

const LAYOUT = { name: 'oci-layout', data: json({ imageLayoutVersion: '1.0.0' }) };

/** An OCI layout with one index entry; `annotations` as the writer at hand gives them. */
export function ociMembers(image: TestImage, packing: Packing, annotations: Record<string, string> = {}): TestMember[] {
  const parts = ociParts(image, packing);
  const index = { schemaVersion: 2, manifests: [{ ...parts.manifest, annotations }] };
  return [...blobMembers(parts.blobs), { name: 'index.json', data: json(index) }, LAYOUT];
}

/** docker save since 25, and buildx type=docker: an OCI layout with docker's list beside it. */
export function dockerOciMembers(
  image: TestImage,
  packing: Packing,
  repoTags: string[] | null = [image.tag],
): TestMember[] {
  const parts = ociParts(image, packing);
  const index = { schemaVersion: 2, manifests: [parts.manifest] };
  const list = [{ Config: blobName(sha256(image.config)), RepoTags: repoTags, Layers: parts.layerPaths }];
  return [
    ...blobMembers(parts.blobs),
    { name: 'index.json', data: json(index) },
    { name: 'manifest.json', data: json(list) },
    LAYOUT,
  ];
}

/** podman save and skopeo docker-archive. */
export function podmanMembers(image: TestImage): TestMember[] {
  const config = `${hexOf(sha256(image.config))}.json`;
  const names = image.layers.map((layer) => `${hexOf(layer.diffId)}.tar`);
  const unique = [...new Map(image.layers.map((layer, i) => [names[i] ?? '', layer.tar]))];
  return [
    ...unique.map(([name, data]) => ({ name, data })),
    { name: config, data: image.config },
    ...names.map((name, i): TestMember => ({
      name: `${hexOf(sha256(String(i)))}/layer.tar`,
      type: 'symlink',
      linkname: `../${name}`,
    })),
    {
      name: 'manifest.json',
      data: json([{ Config: config, RepoTags: [`docker.io/library/${image.tag}`], Layers: names }]),
    },
    { name: 'repositories', data: '{}' },
  ];
}

/** crane, kaniko and Bazel: compressed layers, the config under its digest. */
export function craneMembers(image: TestImage): TestMember[] {
  const config = sha256(image.config);
  const packed = image.layers.map((layer) => GZIP.pack(layer.tar));
  const names = packed.map((data) => `${hexOf(sha256(data))}.tar.gz`);
  const unique = [...new Map(packed.map((data, i) => [names[i] ?? '', data]))];
  return [
    { name: config, data: image.config },
    ...unique.map(([name, data]) => ({ name, data })),
    { name: 'manifest.json', data: json([{ Config: config, RepoTags: [image.tag], Layers: names }]) },
  ];
}

export interface PlatformImage {
  readonly image: TestImage;
  readonly platform: { os: string; architecture: string; variant?: string };
  /** The manifest is not in the archive, as when only one platform was pulled. */
  readonly absent?: boolean;
}

/** docker save from the containerd store: index → image index → manifests, with an attestation for each. */
export function containerdMembers(images: readonly PlatformImage[], packing: Packing, name: string): TestMember[] {
  const blobs = new Map<string, Uint8Array | string>();
  const put = (mediaType: string, data: string) => {
    const digest = sha256(data);
    blobs.set(blobName(digest), data);
    return { mediaType, digest, size: data.length };
  };
  const entries = images.flatMap(({ image, platform, absent }) => {
    const parts = ociParts(image, packing);
    if (absent !== true) for (const [path, data] of parts.blobs) blobs.set(path, data);
    const statement = put('application/vnd.in-toto+json', json({ for: platform }));
    const config = put(
      'application/vnd.oci.image.config.v1+json',
      json({ rootfs: { type: 'layers', diff_ids: [statement.digest] } }),
    );
    const attestation = put('application/vnd.oci.image.manifest.v1+json', json({ config, layers: [statement] }));
    return [
      {
        ...attestation,
        annotations: {
          'vnd.docker.reference.digest': parts.manifest.digest,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
        platform: { os: 'unknown', architecture: 'unknown' },
      },
      { ...parts.manifest, platform },
    ];
  });
  const index = put('application/vnd.oci.image.index.v1+json', json({ schemaVersion: 2, manifests: entries }));
  const first = images[0]?.image;
  const parts = first && ociParts(first, packing);
  const annotations = {
    'io.containerd.image.name': `docker.io/library/${name}`,
    'org.opencontainers.image.ref.name': name.replace(/^.*:/, ''),
  };
  return [
    ...blobMembers(blobs),
    { name: 'index.json', data: json({ schemaVersion: 2, manifests: [{ ...index, annotations }] }) },
    {
      name: 'manifest.json',
      data: json([
        { Config: blobName(sha256(first?.config ?? '')), RepoTags: [name], Layers: parts?.layerPaths ?? [] },
      ]),
    },
    LAYOUT,
  ];
}
