// Knows: a built image's own layers as they are: what each stores, what later ones hide, and what is there in the end.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

export interface StoredFile {
  readonly kind: string;
  readonly bytes: number;
  readonly mode: number;
  readonly owner: string;
  readonly content: string;
}

export interface BuiltLayers {
  /** Bytes of the regular files of each own layer, the base's left out. */
  readonly layers: readonly number[];
  /** Bytes of own layers that a later layer deletes or replaces. */
  readonly hidden: number;
  readonly finished: ReadonlyMap<string, StoredFile>;
}

/** Bytes of all own layers. */
export const bytesOf = ({ layers }: BuiltLayers): number => layers.reduce((sum, bytes) => sum + bytes, 0);

/** What the archive of a layer holds, in its order, markers of deletion included. */
export type Entries = readonly (readonly [path: string, file: StoredFile])[];

/** @param archive of `docker save`; @param base how many layers are the base's */
export const readLayers = async (archive: string, base: number): Promise<BuiltLayers> =>
  stack(await readEntries(archive), base);

/** Of each layer, the base's first. */
export async function readEntries(archive: string): Promise<Entries[]> {
  const files = new Map<string, Buffer>();
  await eachEntry(createReadStream(archive), (header, body) => {
    files.set(header.name, body);
  });
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '[]') as { Layers: string[] }[];
  const layers: Entries[] = [];
  for (const path of manifest[0]?.Layers ?? []) {
    const entries: [string, StoredFile][] = [];
    const blob = files.get(path) ?? Buffer.alloc(0);
    // Some stores keep layers as they came from the registry.
    const tar = blob[0] === 0x1f && blob[1] === 0x8b ? gunzipSync(blob) : blob;
    await eachEntry(Readable.from([tar]), (header, body) => {
      entries.push([`/${header.name.replace(/^\.?\//, '').replace(/\/$/, '')}`, stored(header, body)]);
    });
    layers.push(entries);
  }
  return layers;
}

const stored = ({ type, mode, uid, gid, linkname, size }: Header, body: Buffer): StoredFile => ({
  kind: type,
  bytes: type === 'file' ? size : 0,
  mode,
  owner: `${String(uid)}:${String(gid)}`,
  content: type === 'file' ? createHash('sha256').update(body).digest('hex') : `to ${linkname}`,
});

/** What the layers make together; @param base how many of them are the base's */
export function stack(layers: readonly Entries[], base: number): BuiltLayers {
  const finished = new Map<string, StoredFile & { readonly layer: number }>();
  let hidden = 0;
  const hide = (path: string): void => {
    const there = finished.get(path);
    if (there && there.layer >= base) hidden += there.bytes;
    finished.delete(path);
  };
  layers.forEach((entries, layer) => {
    for (const [path, file] of entries) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (name.startsWith('.wh.')) {
        const gone = name === '.wh..wh..opq' ? folder : `${folder}/${name.slice(4)}`;
        for (const other of [...finished.keys()])
          if ((other === gone && name !== '.wh..wh..opq') || other.startsWith(`${gone}/`)) hide(other);
        continue;
      }
      if (file.kind !== 'directory' || finished.get(path)?.kind !== 'directory') hide(path);
      finished.set(path, { ...file, layer });
    }
  });
  return {
    layers: layers.slice(base).map((entries) => entries.reduce((sum, [, { bytes }]) => sum + bytes, 0)),
    hidden,
    finished,
  };
}

async function eachEntry(source: Readable, take: (header: Header, body: Buffer) => void): Promise<void> {
  const tar = extract();
  source.pipe(tar);
  for await (const entry of tar) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    take(entry.header, Buffer.concat(parts));
  }
}

/** Paths that differ in content, mode or owner, or are in one of the two only; `isExcept` leaves some out. */
export function differences(one: BuiltLayers, other: BuiltLayers, isExcept: (path: string) => boolean): string[] {
  const paths = new Set([...one.finished.keys(), ...other.finished.keys()]);
  const say = (file: StoredFile | undefined): string =>
    file ? `${file.kind} ${file.mode.toString(8)} ${file.owner} ${file.content.slice(0, 12)}` : 'absent';
  return [...paths]
    .filter((path) => !isExcept(path) && say(one.finished.get(path)) !== say(other.finished.get(path)))
    .map((path) => `${path}: ${say(one.finished.get(path))} / ${say(other.finished.get(path))}`)
    .sort();
}
