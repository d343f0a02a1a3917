// Knows: the files of images that an engine holds, listed once and kept in the state folder by what the image is (the
// chain ID of its layers), never by its name. Bounded; what cannot be listed is a state.
//   images/<image>.json.gz   its tree, or that it has none
import { mkdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CancelSignal } from '../base/platform';
import type { BaseFacts } from '../cache/sources';
import { parseTree, serializeTree } from '../context/serialize';
import type { DirectoryNode } from '../context/tree';
import type { ImageFacts } from '../engine/builderEngine';
import { fieldOf, textOf } from '../image/json';
import { RECORD_VERSION } from '../cache/record';
import { scanTar } from '../image/tar';
import { StreamInput } from '../image/tarInput';
import type { Builder } from './builderIdentity';
import { treeOfLayers } from './imageTree';
import { decodeUtf8, readLayer, type FoundEntry, type LayerLimits } from './layerEntries';
import { pruneFolder, readRecordFile, SUFFIX, sweepTemporaries, writeRecordFile } from './recordFiles';

/** Of layers, unpacked. A larger image is not listed. */
export const LARGEST_IMAGE = 1024 * 1024 * 1024;
/** Listed while somebody waits. */
export const SMALL_IMAGE = 64 * 1024 * 1024;
const MOST_ENTRIES = 200_000;
/** For all lists together. */
const MOST_KEPT = 64 * 1024 * 1024;
/** A list that was used on another day than it was written is not the oldest. */
const DAY_MS = 24 * 60 * 60 * 1000;

export interface ListRequest {
  /** Engines count packed layers, or unpacked ones: both end here. */
  readonly mostBytes: number;
  readonly signal: CancelSignal;
}

export interface ImageLists {
  /** What was listed before. */
  known(facts: BaseFacts): Promise<DirectoryNode | undefined>;
  /** Lists the image when the engine has this very one; undefined: it has not, or it is too large. Never rejects. */
  list(
    facts: BaseFacts,
    reference: string,
    engine: Pick<Builder, 'image' | 'save'>,
    request: ListRequest,
  ): Promise<DirectoryNode | undefined>;
}

/** `tell` hears why an image could not be listed. */
export const imageLists = (stateFolder: string, tell: (line: string) => void = () => undefined): ImageLists =>
  new FolderLists(join(stateFolder, 'images'), tell);

type Kept = { readonly kind: 'tree'; readonly tree: DirectoryNode } | { readonly kind: 'none' } | undefined;

class FolderLists implements ImageLists {
  /** Lists that somebody still holds, by image. */
  readonly #held = new Map<string, WeakRef<DirectoryNode>>();

  constructor(
    private readonly folder: string,
    private readonly tell: (line: string) => void,
  ) {}

  async known({ content }: BaseFacts): Promise<DirectoryNode | undefined> {
    const kept = await this.#kept(content);
    return kept?.kind === 'tree' ? kept.tree : undefined;
  }

  async list(
    { content }: BaseFacts,
    reference: string,
    engine: Pick<Builder, 'image' | 'save'>,
    { mostBytes, signal }: ListRequest,
  ): Promise<DirectoryNode | undefined> {
    try {
      const kept = await this.#kept(content);
      if (kept) return kept.kind === 'tree' ? kept.tree : undefined;
      const image = await engine.image(reference);
      if (image?.chainId !== content || image.bytes === undefined || image.bytes > mostBytes) return undefined;
      const chunks = await engine.save(image.id, signal);
      const listed = chunks && (await listImage(chunks, image, mostBytes, signal));
      if (listed === undefined || signal.aborted) return undefined;
      await this.#keep(content, listed);
      return listed === 'none' ? undefined : listed;
    } catch (error) {
      // An engine that breaks off, a disk that is full: then nobody listed it.
      if (!signal.aborted) this.tell(`The files of ${reference} could not be listed: ${String(error)}`);
      return undefined;
    }
  }

  #place(content: string): string {
    return join(this.folder, `${content.replace(/^sha256:/, '').replace(/[^0-9a-f]/g, '')}${SUFFIX}`);
  }

  async #kept(content: string): Promise<Kept> {
    const held = this.#held.get(content)?.deref();
    if (held) return { kind: 'tree', tree: held };
    const path = this.#place(content);
    const read = await readRecordFile(path, (value): Kept => {
      if (textOf(fieldOf(value, 'image')) !== content) return undefined;
      const text = textOf(fieldOf(value, 'tree'));
      const tree = text === undefined ? undefined : parseTree(text);
      return tree ? { kind: 'tree', tree } : text === undefined ? { kind: 'none' } : undefined;
    });
    if (read.kind !== 'read') return undefined;
    if (read.value.kind === 'tree') this.#held.set(content, new WeakRef(read.value.tree));
    await touch(path);
    return read.value;
  }

  async #keep(content: string, listed: DirectoryNode | 'none'): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await sweepTemporaries(this.folder);
    const tree = listed === 'none' ? {} : { tree: serializeTree(listed) };
    await writeRecordFile(this.#place(content), { version: RECORD_VERSION, image: content, ...tree });
    if (listed !== 'none') this.#held.set(content, new WeakRef(listed));
    await pruneFolder(this.folder, MOST_KEPT, 'age');
  }
}

async function touch(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const now = Date.now();
  if (found && now - found.mtimeMs > DAY_MS) await utimes(path, now / 1000, now / 1000).catch(() => undefined);
}

/** `none`: read to its end, and its files cannot be known. Undefined: it was not read to its end. */
async function listImage(
  chunks: AsyncIterable<Uint8Array>,
  { config: { diffIds } }: ImageFacts,
  mostBytes: number,
  signal: CancelSignal,
): Promise<DirectoryNode | 'none' | undefined> {
  let bytes = 0;
  let entries = 0;
  const limits: LayerLimits = {
    goOn: (more) => !signal.aborted && (bytes += more) <= mostBytes && ++entries <= MOST_ENTRIES,
  };
  // Layers are known by their digests: names in the archive, and other images in it, decide nothing.
  const wanted = new Set(diffIds);
  const found = new Map<string, readonly FoundEntry[]>();
  const input = new StreamInput(chunks);
  try {
    await scanTar(input, decodeUtf8, async (member) => {
      if (member.type !== 'file' || member.dataBytes === 0) return !signal.aborted;
      const layer = await readLayer(input.body(member.dataBytes), limits);
      if (layer && wanted.has(layer.diffId)) found.set(layer.diffId, layer.entries);
      return found.size < wanted.size && !signal.aborted;
    });
  } finally {
    await input.close();
  }
  const layers = diffIds.map((id) => found.get(id));
  const isWhole = layers.every((layer) => layer !== undefined);
  if (isWhole) return (await treeOfLayers(layers)) ?? 'none';
  const isTooLarge = bytes > mostBytes && mostBytes >= LARGEST_IMAGE;
  return isTooLarge || entries > MOST_ENTRIES ? 'none' : undefined;
}
