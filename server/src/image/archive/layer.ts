// Knows: measuring one layer: the sum of the sizes in its tar headers, whatever it is packed with. Holds no layer whole.
import type { Digest } from '../../base/digest';
import type { LayerEntry } from '../model';
import { InflateError } from '../port';
import type { ByteSource } from '../port';
import { scanTar } from '../tar';
import type { TarEnd, TarEntry } from '../tar';
import { SourceInput, StreamInput, chunksOf, copyBytes } from '../tarInput';
import type { TarInput } from '../tarInput';
import { DETECT_BYTES, detect } from './detect';
import type { Content } from './detect';
import type { Reading } from './reading';

export type LayerScan =
  /** `diffId`: digest of the uncompressed archive, when all its bytes passed by anyway. */
  | {
      readonly kind: 'measured';
      readonly bytes: number;
      readonly diffId?: Digest;
      readonly entries?: readonly LayerEntry[];
    }
  /** A compression or content that we cannot look into: its size stays unknown. */
  | { readonly kind: 'opaque' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'damaged'; readonly why: string };

/** A layer that can be read at any place. `onRead` hears the position in it. */
export async function scanLayer(
  source: ByteSource,
  reading: Reading,
  onRead: (position: number) => void,
): Promise<LayerScan> {
  const beforeRead = (position: number): void => {
    reading.check();
    onRead(position);
  };
  const content = detect(await source.read(0, DETECT_BYTES));
  if (content === 'tar') {
    // Contents are passed over by seeking, so there is no digest: reading every byte would cost ten times as much.
    return measure(new SourceInput(source, beforeRead), reading);
  }
  return scanPacked(content, chunksOf(source, beforeRead), reading);
}

/** A layer that comes once, as part of a stream; `content` is what its first bytes are. */
export const scanLayerStream = (
  content: Content,
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
): Promise<LayerScan> => (content === 'tar' ? measureStream(chunks, reading) : scanPacked(content, chunks, reading));

async function scanPacked(content: Content, chunks: AsyncIterable<Uint8Array>, reading: Reading): Promise<LayerScan> {
  if (content === 'empty-tar' || content === 'nothing') return { kind: 'measured', bytes: 0 };
  if (content !== 'gzip' && content !== 'zstd') return { kind: 'opaque' };
  if (!reading.platform.inflates.has(content)) return { kind: 'opaque' };
  return measureStream(counted(reading.platform.inflate(content, chunks), reading), reading);
}

/** Passes inflated bytes on while they are within the limit. */
export async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    reading.check();
    reading.countInflated(chunk.length);
    yield chunk;
  }
}

async function measureStream(chunks: AsyncIterable<Uint8Array>, reading: Reading): Promise<LayerScan> {
  const hash = reading.platform.sha256Stream();
  const hashed = async function* (): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const input = new StreamInput(hashed());
  try {
    const scan = await measure(input, reading);
    if (scan.kind !== 'measured') return scan;
    // A diff ID covers the bytes after the end marker as well.
    await input.drain();
    return { ...scan, diffId: hash.end() };
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return error.cutShort ? { kind: 'cut' } : { kind: 'damaged', why: error.message };
  } finally {
    await input.close();
  }
}

/** Files whose text rules ask for. */
const TEXT_FILES: ReadonlySet<string> = new Set(['etc/passwd', 'etc/shadow', 'etc/group']);
const LONGEST_TEXT = 262_144;

const cleanPath = (name: string): string =>
  name
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');

async function textOf(entry: TarEntry, input: TarInput, reading: Reading): Promise<string> {
  return reading.decode(copyBytes(await input.take(entry.dataBytes)));
}

async function measure(input: TarInput, reading: Reading): Promise<LayerScan> {
  let bytes = 0;
  const kept: LayerEntry[] | undefined = reading.options.files === true ? [] : undefined;
  const add = (entry: TarEntry): boolean | Promise<boolean> => {
    bytes += entry.size;
    if (!kept) return true;
    reading.countEntry();
    const { type: kind, size, mode, linkName } = entry;
    const path = cleanPath(entry.name);
    const found: LayerEntry = { path, kind, bytes: size, mode, linkName };
    if (kind !== 'file' || !TEXT_FILES.has(path) || entry.dataBytes > LONGEST_TEXT) {
      kept.push(found);
      return true;
    }
    return textOf(entry, input, reading).then((text) => {
      kept.push({ ...found, text });
      return true;
    });
  };
  const end: TarEnd = await scanTar(input, reading.decode, add);
  if (end.kind === 'truncated') return { kind: 'cut' };
  if (end.kind === 'damaged') {
    // Wrong from the first byte: no tar at all, so this is something else that was stored as a layer.
    return end.offset === 0 ? { kind: 'opaque' } : { kind: 'damaged', why: end.why };
  }
  return Number.isSafeInteger(bytes)
    ? { kind: 'measured', bytes, ...(kept && { entries: kept }) }
    : { kind: 'damaged', why: 'its sizes are impossible' };
}
