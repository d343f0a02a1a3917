// Knows: which files some layers of a saved image hold: names, modes, digests of contents. Passes over the archive twice,
// as a stream, and holds no file whole. Docker archives only (`manifest.json`); what it cannot read it leaves out.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { WitnessedFile } from '../cache/copied';
import { fieldOf, listOf, parseJson, textsOf } from '../image/json';
import { scanTar, type TarEntry } from '../image/tar';
import { StreamInput } from '../image/tarInput';
import { decodeUtf8, readLayer } from './layerEntries';
import { nodePlatform } from './nodePlatform';

/** More files than this in a layer are not what a COPY brought. */
const MOST_FILES = 200_000;
const LARGEST_LIST = 16 * 1024 * 1024;
/** Inflated bytes of all layers that are looked into. */
const MOST_BYTES = 8 * 1024 * 1024 * 1024;

/** `wanted`: positions of layers, base first. Never rejects; layers that cannot be read are not in the answer. */
export async function readLayerFiles(
  path: string,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly WitnessedFile[]>> {
  const found = new Map<number, readonly WitnessedFile[]>();
  try {
    const layers = await layerPaths(path);
    const places = new Map([...wanted].flatMap((at) => (layers[at] === undefined ? [] : [[layers[at], at] as const])));
    if (places.size === 0) return found;
    let bytes = 0;
    await walk(path, async (entry, input) => {
      const at = places.get(entry.name);
      if (at === undefined || entry.type !== 'file') return true;
      bytes += entry.dataBytes;
      if (bytes > MOST_BYTES) return false;
      const files = await filesOf(input.body(entry.dataBytes));
      if (files) found.set(at, files);
      return true;
    });
  } catch {
    // A file that goes away or breaks off: what was read before it stands.
  }
  return found;
}

async function layerPaths(path: string): Promise<readonly string[]> {
  let layers: readonly string[] = [];
  await walk(path, async (entry, input) => {
    if (entry.name !== 'manifest.json' || entry.dataBytes > LARGEST_LIST) return true;
    const parts: Uint8Array[] = [];
    for await (const part of input.body(entry.dataBytes)) parts.push(part.slice());
    const [image] = listOf(parseJson(Buffer.concat(parts).toString('utf8')));
    layers = textsOf(fieldOf(image, 'Layers'));
    return false;
  });
  // Two equal layers are one file: whose files they are is then not asked.
  return layers;
}

async function walk(path: string, visit: (entry: TarEntry, input: StreamInput) => Promise<boolean>): Promise<void> {
  const input = new StreamInput(await inflated(path));
  try {
    await scanTar(input, decodeUtf8, (entry) => visit(entry, input));
  } finally {
    await input.close();
  }
}

async function inflated(path: string): Promise<AsyncIterable<Uint8Array>> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
  const kind = compressionOf(buffer);
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  return kind === undefined ? bytes : nodePlatform.inflate(kind, bytes);
}

function compressionOf(start: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? 'zstd' : undefined;
}

/** Undefined when the layer cannot be read to its end. */
async function filesOf(packed: AsyncIterable<Uint8Array>): Promise<readonly WitnessedFile[] | undefined> {
  let entries = 0;
  const layer = await readLayer(packed, { goOn: () => ++entries <= MOST_FILES });
  return layer?.entries.map(({ path, kind, mode, digest, target }) => ({
    path,
    kind,
    mode,
    ...(digest !== undefined && { digest }),
    ...(kind === 'symlink' && { target: target ?? '' }),
  }));
}
