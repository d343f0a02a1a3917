// Knows: the base images of a scenario: a stub for each name, unlike those of all other scenarios, and what a planner may
// be told of them.
import {
  makeImage,
  digestOf,
  stubImage,
  stubProgram,
  busyboxEntries,
  type BaseNeeds,
  type StoredImage,
} from '../../../scripts/rig/baseImages.mjs';
import type { TarEntry } from '../../../scripts/rig/tar.mjs';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { prepareContext } from '../../../scripts/rig/context.mjs';
import { nodePlatform } from '../../src/host/nodePlatform';
import { utf8 } from '../../src/context/byteOrder';
import type { BaseFacts } from '../../src/cache/sources';

export interface BaseSpec {
  /** Another text makes other layers. */
  readonly files?: string;
  /** What stands in its config: Env, WorkingDir, User, Shell, OnBuild, Labels, Cmd. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** A base on which RUN really runs. */
  readonly busybox?: boolean;
  /** With `busybox`: further files; `-> path` is a link, an empty text after a name with a slash at its end a folder. */
  readonly also?: Readonly<Record<string, string>>;
}

/** What all Dockerfiles of a scenario ask of their bases together, so that no edit changes a base by accident. */
export function needsOf(
  dockerfiles: readonly string[],
  folder: string,
  args: Readonly<Record<string, string>>,
  present: readonly string[],
): BaseNeeds {
  const all = dockerfiles.map((text) => prepareContext(text, folder, { buildArgs: args }).needs);
  const merge = (lists: readonly (readonly string[])[]): string[] => {
    const paths = [...new Set(lists.flat())];
    return paths
      .filter(
        (path) => !paths.some((other) => other !== path && other.startsWith(path.endsWith('/') ? path : `${path}/`)),
      )
      .sort();
  };
  return {
    users: merge(all.map(({ users }) => users)),
    programs: merge(all.map(({ programs }) => programs.filter((program) => !program.startsWith('/no/')))),
    wanted: merge(all.map(({ wanted }) => wanted)),
    // What stages without a RUN are asked for comes from their COPYs; the stub has what is asked of images.
    present,
  };
}

export async function makeBase(
  reference: string,
  spec: BaseSpec,
  needs: BaseNeeds,
  salt: string,
): Promise<StoredImage> {
  const mark = `.layerlens-${salt}-${Buffer.from(`${reference} ${spec.files ?? ''}`).toString('hex')}`.slice(0, 200);
  if (spec.busybox === true)
    return makeImage({
      layers: [await busyboxEntries(), [{ path: mark }, ...Object.entries(spec.also ?? {}).map(entryOf)]],
      config: spec.config ?? {},
    });
  const stub = stubImage(await stubProgram(), { ...needs, present: [...(needs.present ?? []), `/${mark}`] });
  return spec.config ? withConfig(stub, spec.config) : stub;
}

function entryOf([path, text]: readonly [string, string]): TarEntry {
  if (path.endsWith('/')) return { path: path.slice(0, -1), kind: 'dir' };
  return text.startsWith('-> ') ? { path, kind: 'symlink', target: text.slice(3), mode: 0o777 } : { path, body: text };
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface ImageConfig {
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: readonly unknown[];
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

interface Manifest {
  readonly config: { readonly digest: string; readonly size: number };
}

/** The same layers under another config. */
function withConfig(image: StoredImage, config: Readonly<Record<string, unknown>>): StoredImage {
  const manifest = JSON.parse(image.manifest.toString()) as Manifest;
  const bytes = Buffer.from(JSON.stringify({ ...readConfig(image), config: { Env: [PATH], ...config } }));
  const descriptor = { ...manifest.config, digest: digestOf(bytes), size: bytes.length };
  const changed = Buffer.from(JSON.stringify({ ...manifest, config: descriptor }));
  const blobs = new Map(image.blobs).set(descriptor.digest, bytes);
  return { ...image, manifest: changed, digest: digestOf(changed), blobs };
}

function readConfig(image: StoredImage): ImageConfig {
  const { config } = JSON.parse(image.manifest.toString()) as Manifest;
  return JSON.parse(image.blobs.get(config.digest)?.toString() ?? '{}') as ImageConfig;
}

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As an engine would tell it. */
export function factsOfBase(image: StoredImage, builder: Builder): BaseFacts {
  const { config, history, rootfs } = readConfig(image);
  const chain = rootfs.diff_ids.reduce(
    (id, diff) => (id === '' ? diff : nodePlatform.sha256(utf8(`${id} ${diff}`))),
    '',
  );
  const manifest = JSON.parse(image.manifest.toString()) as Manifest;
  // Builds here pull, so an engine on a graph driver knows the manifest as well; of what it only has, the layers alone
  // (moby: daemon/internal/builder-next/adapters/containerimage/pull.go, CacheKey).
  const byBuilder = {
    buildkit: [image.digest, chain],
    classic: [manifest.config.digest],
    // Two images of one history and the same layers are one to buildah, whatever else stands in their configs.
    buildah: [nodePlatform.sha256(utf8(JSON.stringify([history, chain])))],
  };
  const shell = words(config['Shell']);
  return {
    keys: byBuilder[builder.frontend],
    content: chain,
    config: {
      env: words(config['Env']),
      workingDir: text(config['WorkingDir']),
      user: text(config['User']),
      onBuild: words(config['OnBuild']),
      ...(shell.length > 0 && { shell }),
    },
  };
}
