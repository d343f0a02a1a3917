// Knows: two ways to walk over the bytes of an archive: by seeking in a source, and along a stream that comes once.
import type { ByteSource } from './port';

/** Bytes in order. `take` and `skip` answer at once when they can, so that a walk over many small entries is quick. */
export interface TarInput {
  /** Offset of the next byte from the start of the archive. */
  readonly position: number;
  /** The next `length` bytes, fewer only when the input ends. Valid until the next call. */
  take(length: number): Uint8Array | Promise<Uint8Array>;
  /** Passes over bytes and says over how many; fewer only when the input ends. */
  skip(length: number): number | Promise<number>;
}

/** A part of a source as a source of its own. */
export const sliceSource = (source: ByteSource, offset: number, size: number): ByteSource => ({
  name: source.name,
  size,
  read: (at, length) => source.read(offset + at, Math.max(0, Math.min(length, size - at))),
});

const SMALLEST_WINDOW = 4096;
const LARGEST_WINDOW = 256 * 1024;
/** Passing over less than this by reading on is cheaper than a read of its own for each header. */
const JUMP = 64 * 1024;

/** Reads a source through a window that grows while the walk is continuous and shrinks again after a jump. */
export class SourceInput implements TarInput {
  position = 0;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;
  #next = SMALLEST_WINDOW;

  constructor(
    private readonly source: ByteSource,
    /** Called before each read of the medium; throws to stop the walk. */
    private readonly beforeRead: (position: number) => void,
  ) {}

  take(length: number): Uint8Array | Promise<Uint8Array> {
    const from = this.position - this.#windowAt;
    if (from + length > this.#window.length) return this.#fill(length);
    this.position += length;
    return this.#window.subarray(from, from + length);
  }

  skip(length: number): number {
    const skipped = Math.min(length, this.source.size - this.position);
    this.position += skipped;
    if (this.position > this.#windowAt + this.#window.length + JUMP) this.#next = SMALLEST_WINDOW;
    return skipped;
  }

  async #fill(length: number): Promise<Uint8Array> {
    this.beforeRead(this.position);
    const kept = this.#window.subarray(this.position - this.#windowAt);
    const wanted = Math.max(length - kept.length, this.#next);
    const fresh = await this.source.read(this.position + kept.length, wanted);
    this.#next = Math.min(this.#next * 2, LARGEST_WINDOW);
    this.#window = kept.length === 0 ? fresh : joinBytes([kept, fresh]);
    this.#windowAt = this.position;
    const taken = this.#window.subarray(0, length);
    this.position += taken.length;
    return taken;
  }
}

/** Walks along chunks that come only once. */
export class StreamInput implements TarInput {
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  take(length: number): Uint8Array | Promise<Uint8Array> {
    if (this.#at + length > this.#chunk.length) return this.#takeAcross(length);
    const taken = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += length;
    this.position += length;
    return taken;
  }

  skip(length: number): number | Promise<number> {
    if (this.#at + length > this.#chunk.length) return this.#skipAcross(length);
    this.#at += length;
    this.position += length;
    return length;
  }

  /** The next bytes without passing them; fewer only when the input ends. */
  async peek(length: number): Promise<Uint8Array> {
    const parts = [this.#chunk.subarray(this.#at)];
    let have = this.#chunk.length - this.#at;
    while (have < length && (await this.#nextChunk())) {
      parts.push(this.#chunk);
      have += this.#chunk.length;
    }
    this.#chunk = joinBytes(parts);
    this.#at = 0;
    return this.#chunk.subarray(0, length);
  }

  /** The next `length` bytes as chunks, passing them as they are asked for. */
  async *body(length: number): AsyncGenerator<Uint8Array, void, void> {
    for (let left = length; left > 0;) {
      if (this.#at >= this.#chunk.length && !(await this.#nextChunk())) return;
      const part = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += part.length;
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }

  /** Passes over all that is left: a digest covers it, and a failing engine may have written there. */
  async drain(): Promise<void> {
    do {
      this.position += this.#chunk.length - this.#at;
      this.#at = this.#chunk.length;
    } while (await this.#nextChunk());
  }

  /** Lets go of the stream, so that what feeds it can stop. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#chunks.return?.();
  }

  async #takeAcross(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of this.body(length)) parts.push(part);
    return joinBytes(parts);
  }

  async #skipAcross(length: number): Promise<number> {
    let left = length;
    for (;;) {
      const part = Math.min(left, this.#chunk.length - this.#at);
      this.#at += part;
      this.position += part;
      left -= part;
      if (left === 0 || !(await this.#nextChunk())) return length - left;
    }
  }

  async #nextChunk(): Promise<boolean> {
    if (this.#ended) return false;
    const step = await this.#chunks.next();
    if (step.done === true) {
      this.#ended = true;
      return false;
    }
    this.#chunk = step.value;
    this.#at = 0;
    return true;
  }
}

/** Bytes of their own. Not `slice`: a Buffer's shares memory, and a few kept bytes would keep their whole chunk alive. */
export const copyBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const CHUNK = 128 * 1024;

/** All bytes of a source, in order. */
export async function* chunksOf(
  source: ByteSource,
  beforeRead: (position: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < source.size;) {
    beforeRead(at);
    const chunk = await source.read(at, CHUNK);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
  }
}
