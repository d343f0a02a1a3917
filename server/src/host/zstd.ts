// Knows: undoing zstd (RFC 8878) with bounded memory. fzstd decodes; we cut the stream into frames and blocks for it, so that
// a few hostile bytes can neither ask for a huge window nor burst into gigabytes at once. Node's own decoder is not used: below
// Node 26 it silently stops after the first frame (nodejs/node#64741).
import { Decompress } from 'fzstd';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InflateError } from '../image/port';
import { StreamInput, copyBytes, joinBytes } from '../image/tarInput';

/** Largest window we keep (zstd's own `--memory` default, image-facts §9.2). */
const MAX_WINDOW = 128 * 1024 * 1024;
const MAX_BLOCK = 128 * 1024;
/** fzstd moves its whole window for each block: many tiny blocks in a large window are a way to burn hours. */
const MAX_MOVED = 512 * 1024 ** 3;
/** A block takes well under a millisecond; one made to be slow takes seconds. */
const MAX_BLOCK_MS = 3000;
/** How long we may keep the event loop before others get a turn, a user's "stop" among them. */
const TURN_MS = 20;

export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const input = new StreamInput(packed);
  const guard = new Guard();
  try {
    while ((await input.peek(1)).length > 0) {
      const magic = await exactly(input, 4);
      const number = littleEndian(magic);
      if (number === 0xfd2fb528) yield* frame(input, magic, guard);
      else if (number >>> 4 === 0x184d2a5) await skipFrame(input);
      else throw new InflateError('not a zstd frame', false);
    }
  } finally {
    await input.close();
  }
}

/** RFC 8878 §3.1.2: size, then that many bytes that are not ours. */
async function skipFrame(input: StreamInput): Promise<void> {
  const size = littleEndian(await exactly(input, 4));
  if ((await input.skip(size)) < size) throw cutShort();
}

async function* frame(input: StreamInput, magic: Uint8Array, guard: Guard): AsyncGenerator<Uint8Array, void, void> {
  const header = await readFrameHeader(input);
  const blocks: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    if (block.length > 0) blocks.push(block);
  });
  const maxBlock = Math.min(MAX_BLOCK, header.window);
  let produced = 0;
  // The header goes in with the first block, the checksum with the last: fzstd wants to see 18 bytes before it begins.
  let before = joinBytes([magic, header.bytes]);
  for (let last = false; !last;) {
    // RFC 8878 §3.1.1.2: last block, type, size.
    const head = await exactly(input, 3);
    const bits = (head[0] ?? 0) | ((head[1] ?? 0) << 8) | ((head[2] ?? 0) << 16);
    last = (bits & 1) === 1;
    const type = (bits >> 1) & 3;
    const size = bits >> 3;
    if (type === 3 || size > maxBlock) throw new InflateError('a zstd block is damaged', false);
    const body = await exactly(input, type === 1 ? 1 : size);
    const checksum = last && header.hasChecksum ? await exactly(input, 4) : new Uint8Array(0);
    await guard.beforeBlock(header.window);
    try {
      decoder.push(joinBytes([before, head, body, checksum]), last);
    } catch (error) {
      throw new InflateError(`zstd: ${error instanceof Error ? error.message : String(error)}`, false);
    }
    guard.afterBlock();
    before = new Uint8Array(0);
    for (const block of blocks.splice(0)) {
      produced += block.length;
      yield block;
    }
  }
  if (header.contentSize !== undefined && produced !== header.contentSize) {
    throw new InflateError('a zstd frame has another size than its header says', false);
  }
}

interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly window: number;
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

/** RFC 8878 §3.1.1.1. */
async function readFrameHeader(input: StreamInput): Promise<FrameHeader> {
  const [descriptor = 0] = await exactly(input, 1);
  const single = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const windowBytes = single ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  const rest = await exactly(input, windowBytes + dictionaryBytes + sizeBytes);
  if ((descriptor & 8) !== 0) throw new InflateError('a zstd header is damaged', false);
  if (rest.subarray(windowBytes, windowBytes + dictionaryBytes).some((byte) => byte !== 0)) {
    throw new InflateError('it needs a zstd dictionary', false);
  }
  const contentSize =
    sizeBytes === 0
      ? undefined
      : littleEndian(rest.subarray(windowBytes + dictionaryBytes)) + (sizeBytes === 2 ? 256 : 0);
  const [windowByte = 0] = rest;
  const base = 2 ** (10 + (windowByte >> 3));
  const window = single ? (contentSize ?? 0) : base + (base / 8) * (windowByte & 7);
  if (window > MAX_WINDOW) throw new InflateError('it needs a zstd window of more than 128 MiB', false);
  return {
    bytes: joinBytes([Uint8Array.of(descriptor), rest]),
    window,
    contentSize,
    hasChecksum: (descriptor & 4) !== 0,
  };
}

const littleEndian = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0);

async function exactly(input: StreamInput, length: number): Promise<Uint8Array> {
  const bytes = copyBytes(await input.take(length));
  if (bytes.length < length) throw cutShort();
  return bytes;
}

const cutShort = (): InflateError => new InflateError('the compressed bytes end too soon', true);

/** Bounds the time one stream may take, and lets others have their turn. */
class Guard {
  #moved = 0;
  #turnBegan = performance.now();
  #blockBegan = 0;

  async beforeBlock(window: number): Promise<void> {
    this.#moved += window;
    if (this.#moved > MAX_MOVED) throw new InflateError('it is made to take very long to unpack', false);
    if (performance.now() - this.#turnBegan > TURN_MS) {
      await nextTurn();
      this.#turnBegan = performance.now();
    }
    this.#blockBegan = performance.now();
  }

  afterBlock(): void {
    const took = performance.now() - this.#blockBegan;
    if (took > MAX_BLOCK_MS) throw new InflateError('it is made to take very long to unpack', false);
  }
}
