// Knows: what an engine says of itself and of images, as far as it decides build caches: its identity, its builder, its
// store, an image's digests. Only reads; bounded; silence is a value. Sources: moby: api/types/{system,image},
// daemon/images/image_builder.go, builder-next/adapters/containerimage/pull.go.
import { createHash } from 'node:crypto';
import type { CancelSignal } from '../base/platform';
import { runFields } from '../image/config';
import { fieldOf, parseJson, recordOf, textOf, textsOf } from '../image/json';
import { isImageReference } from '../image/name';
import type { Target } from './endpoints';
import { EngineHttp, type Connector } from './http';
import { readStore } from './records/info';

const MIB = 1024 * 1024;
/** An engine puts an archive together before its first byte. */
const SAVE_MS = 60_000;

export interface EngineFacts {
  /** `ID` of `/info`: stays when the engine restarts, differs between engines. */
  readonly id: string;
  readonly version: string;
  /** `overlay2`, `containerd`, … */
  readonly store: string;
  /** `Builder-Version` of the ping: what old docker programs go by. */
  readonly defaultBuilder: 'classic' | 'buildkit';
}

/** An image as an engine knows it. */
export interface ImageFacts {
  readonly id: string;
  /** Digest of its manifest, or of the index that a containerd store was given. */
  readonly manifest: string | undefined;
  /** Of its layers; equal for equal file systems. */
  readonly chainId: string;
  /** Of its layers, as this engine counts; undefined when it does not say. */
  readonly bytes: number | undefined;
  readonly config: {
    readonly env: readonly string[];
    readonly workingDir: string;
    readonly user: string;
    readonly shell?: readonly string[];
    readonly onBuild: readonly string[];
    readonly diffIds: readonly string[];
  };
}

/** Asks one engine. */
export class BuilderEngine {
  readonly #http: EngineHttp;

  constructor(
    target: Target,
    connect: Connector,
    private readonly limits: { readonly signal: CancelSignal; readonly timeoutMs: number },
  ) {
    this.#http = new EngineHttp(target.way, connect);
  }

  async facts(): Promise<EngineFacts | undefined> {
    const ping = await this.#get('/_ping', MIB);
    if (ping === undefined) return undefined;
    const info = await this.#get('/info', 8 * MIB);
    const said = info && parseJson(info.body);
    const id = textOf(fieldOf(said, 'ID')) ?? '';
    if (id === '') return undefined;
    return {
      id,
      version: textOf(fieldOf(said, 'ServerVersion')) ?? '',
      store: readStore(said),
      defaultBuilder: ping.headers['builder-version'] === '1' ? 'classic' : 'buildkit',
    };
  }

  async image(reference: string): Promise<ImageFacts | undefined> {
    if (!isImageReference(reference)) return undefined;
    const answer = await this.#get(`/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`, 32 * MIB);
    return answer && readImageFacts(parseJson(answer.body));
  }

  /** The image as an archive, as it comes; undefined when the engine does not give it. */
  async save(id: string, signal = this.limits.signal): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (!isImageReference(id)) return undefined;
    const opened = await this.#http.open(`/images/${encodeURIComponent(id)}/get`, { signal, timeoutMs: SAVE_MS });
    return opened.ok && opened.value.status === 200 ? opened.value.chunks : undefined;
  }

  close(): void {
    this.#http.close();
  }

  /** Without a version in the path an engine answers by its newest. */
  async #get(path: string, maxBytes: number): Promise<{ body: string; headers: Record<string, unknown> } | undefined> {
    const answer = await this.#http.get(path, { ...this.limits, maxBytes });
    return answer.ok && answer.value.status === 200 ? answer.value : undefined;
  }
}

function readImageFacts(value: unknown): ImageFacts | undefined {
  const record = recordOf(value);
  const id = textOf(fieldOf(record, 'Id')) ?? '';
  if (record === undefined || id === '') return undefined;
  const diffIds = textsOf(fieldOf(fieldOf(record, 'RootFS'), 'Layers'));
  const { env, workingDir, user, shell, onBuild } = runFields(fieldOf(record, 'Config'));
  const size = fieldOf(record, 'Size');
  return {
    id,
    bytes: typeof size === 'number' ? size : undefined,
    manifest: textOf(fieldOf(fieldOf(record, 'Descriptor'), 'digest')),
    chainId: chainIdOf(diffIds),
    config: { env, workingDir, user, onBuild, diffIds, ...(shell && { shell }) },
  };
}

/** OCI image spec: config.md, "Layer ChainID". Empty for an image without layers. */
const chainIdOf = (diffIds: readonly string[]): string =>
  diffIds.reduce(
    (chain, diffId) =>
      chain === '' ? diffId : `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`,
    '',
  );
