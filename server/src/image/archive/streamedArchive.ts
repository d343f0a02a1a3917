// Knows: an image archive that is compressed as a whole. Its lists come after its layers (image-facts §3.1), so every member
// that could be a layer is measured as it passes, and bound to the image afterwards. Nothing but small JSON is kept.
import { LIMITS } from '../limits';
import { InflateError } from '../port';
import type { ByteSource } from '../port';
import { scanTar } from '../tar';
import type { TarEnd, TarEntry } from '../tar';
import { StreamInput, chunksOf, copyBytes, joinBytes } from '../tarInput';
import { DETECT_BYTES, detect } from './detect';
import type { Content } from './detect';
import { counted, scanLayerStream } from './layer';
import type { LayerScan } from './layer';
import { MemberTable, TAIL_BYTES } from './member';
import type { Archive } from './member';
import type { Reading } from './reading';

/** What is kept of a member after it has passed. */
interface Passed {
  readonly content: Content;
  readonly json?: Uint8Array | 'too-large';
  readonly layer: LayerScan;
}

const OPAQUE: LayerScan = { kind: 'opaque' };

export async function readStreamed(source: ByteSource, packing: 'gzip' | 'zstd', reading: Reading): Promise<Archive> {
  const packed = chunksOf(source, (position) => {
    reading.check();
    reading.progress(position, source.size);
  });
  const outer = new OuterStream(counted(reading.platform.inflate(packing, packed), reading));
  const input = new StreamInput(outer.chunks());
  const table = new MemberTable();
  const passed = new Map<TarEntry, Passed>();
  const keeper = new Keeper(reading);
  let end: TarEnd;
  try {
    end = await scanTar(input, reading.decode, async (entry) => {
      if (!table.add(entry)) return false;
      passed.set(entry, { content: 'unknown', layer: OPAQUE });
      if (entry.type === 'file') passed.set(entry, await keeper.look(entry, input));
      return true;
    });
    if (end.kind !== 'stopped') await input.drain();
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    end = { kind: 'truncated', offset: input.position, got: 0 };
  } finally {
    await input.close();
  }
  if (outer.fault !== undefined && !outer.fault.cutShort) {
    end = { kind: 'damaged', offset: input.position, why: outer.fault.message };
  } else if (outer.fault === undefined && end.kind === 'truncated' && table.members.length === 0) {
    end = { kind: 'damaged', offset: 0, why: 'what it unpacks to is no tar archive' };
  } else if (outer.fault !== undefined && end.kind === 'complete') {
    // The compressed stream stopped after the last member, at most its checksum is missing.
    end = { ...end, marked: false };
  }
  reading.progress(source.size, source.size);

  const find = (path: string): { entry: TarEntry; kept: Passed } | undefined => {
    const entry = table.resolve(path)?.entry;
    const kept = entry && passed.get(entry);
    return entry && kept && { entry, kept };
  };
  return {
    small: (path) => Promise.resolve(find(path)?.kept.json),
    size: (path) => Promise.resolve(find(path)?.entry.dataBytes),
    layer: (path) => Promise.resolve(find(path)?.kept.layer),
    members: table.members,
    end,
    contentOf: ({ entry }) => Promise.resolve(passed.get(entry)?.content ?? 'unknown'),
    tail: () => Promise.resolve(outer.tail()),
  };
}

/** Looks into the members as they pass and keeps what an image may need. */
class Keeper {
  #keptJson = 0;

  constructor(private readonly reading: Reading) {}

  async look(entry: TarEntry, input: StreamInput): Promise<Passed> {
    // Image archives are flat; the files of an exported file system are not worth a look.
    if (entry.name.replace(/^\.?\/+/, '').split('/').length > 3) return { content: 'unknown', layer: OPAQUE };
    const content = detect(await input.peek(Math.min(DETECT_BYTES, entry.dataBytes)));
    if (content === 'json') return { content, layer: OPAQUE, json: await this.#json(entry, input) };
    return { content, layer: await scanLayerStream(content, input.body(entry.dataBytes), this.reading) };
  }

  async #json(entry: TarEntry, input: StreamInput): Promise<Uint8Array | 'too-large'> {
    this.#keptJson += entry.dataBytes;
    if (entry.dataBytes > LIMITS.jsonBytes || this.#keptJson > LIMITS.keptJsonBytes) return 'too-large';
    return copyBytes(await input.take(entry.dataBytes));
  }
}

/** The bytes of the outer archive; remembers their end and why they stopped. */
class OuterStream {
  fault: InflateError | undefined;
  #before: Uint8Array = new Uint8Array(0);
  #last: Uint8Array = new Uint8Array(0);

  constructor(private readonly inflated: AsyncIterable<Uint8Array>) {}

  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for await (const chunk of this.inflated) {
        this.#before = this.#last;
        this.#last = chunk;
        yield chunk;
      }
    } catch (error) {
      if (error instanceof InflateError) this.fault = error;
      throw error;
    }
  }

  tail(): Uint8Array {
    return joinBytes([this.#before, this.#last]).subarray(-TAIL_BYTES);
  }
}
