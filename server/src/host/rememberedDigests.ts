// Knows: digests of files by what the file system said of them, a hundred thousand of them in a few megabytes: bytes in
// tables rather than texts. Forgets the oldest when there are too many.
import { hash } from 'node:crypto';

/** Half of a sha256 is enough to know a text again, for the look of a file. */
const KEY = 16;
/** And one byte more, as in a line of context/entryLine.ts. */
const DIGEST = 33;
const ENTRY = KEY + DIGEST;
/** Entries of one piece of memory. */
const PIECE = 4096;

/** What is to be remembered, as it travels between workers. */
export type Learned = Uint8Array;

export class RememberedDigests {
  #now = new Table();
  #before = new Table();

  /** @param most more are forgotten, oldest first. */
  constructor(private readonly most: number) {}

  get isEmpty(): boolean {
    return this.#now.size + this.#before.size === 0;
  }

  /** The digest in hexadecimal. */
  get(path: string, stamp: string): string | undefined {
    // Most files are asked about when nothing was read yet.
    if (this.isEmpty) return undefined;
    const entry = Buffer.allocUnsafe(ENTRY);
    entry.write(keyOf(path, stamp), 0, 'latin1');
    if (this.#now.find(entry)) return entry.toString('hex', KEY);
    if (!this.#before.find(entry)) return undefined;
    this.#add(entry);
    return entry.toString('hex', KEY);
  }

  remember(path: string, stamp: string, digest: string): void {
    this.#add(entryOf(path, stamp, digest));
  }

  rememberAll(learned: Learned): void {
    const bytes = Buffer.from(learned.buffer, learned.byteOffset, learned.byteLength);
    for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) this.#add(bytes.subarray(at, at + ENTRY));
  }

  #add(entry: Buffer): void {
    this.#now.put(entry);
    // Of two halves the older one goes; what was asked for since is in the newer one.
    if (this.#now.size < this.most / 2) return;
    this.#before = this.#now;
    this.#now = new Table();
  }
}

export function entryOf(path: string, stamp: string, digest: string): Buffer {
  const entry = Buffer.allocUnsafe(ENTRY);
  entry.write(keyOf(path, stamp), 0, 'latin1');
  entry.write(digest, KEY, 'hex');
  return entry;
}

// A stamp has no line end in it.
const keyOf = (path: string, stamp: string): string => hash('sha256', `${stamp}\n${path}`, 'binary').slice(0, KEY);

/** Open addressing over entries that lie one after another. */
class Table {
  size = 0;
  readonly #pieces: Buffer[] = [];
  /** Number of an entry, counted from 1; 0 is free. */
  #places = new Uint32Array(1024);

  /** Completes an entry of which only the key is filled in. */
  find(entry: Buffer): boolean {
    const number = this.#places[this.#placeOf(entry)] ?? 0;
    if (number === 0) return false;
    const at = ((number - 1) % PIECE) * ENTRY;
    this.#pieces[Math.floor((number - 1) / PIECE)]?.copy(entry, KEY, at + KEY, at + ENTRY);
    return true;
  }

  put(entry: Buffer): void {
    const place = this.#placeOf(entry);
    const known = this.#places[place] ?? 0;
    const number = known === 0 ? ++this.size : known;
    this.#places[place] = number;
    const index = Math.floor((number - 1) / PIECE);
    const piece = (this.#pieces[index] ??= Buffer.allocUnsafeSlow(PIECE * ENTRY));
    entry.copy(piece, ((number - 1) % PIECE) * ENTRY);
    if (this.size * 4 > this.#places.length * 3) this.#grow();
  }

  /** Where the entry is, or the free place where it belongs. */
  #placeOf(entry: Buffer): number {
    const mask = this.#places.length - 1;
    for (let place = entry.readUInt32LE(0) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place] ?? 0;
      if (number === 0) return place;
      const at = ((number - 1) % PIECE) * ENTRY;
      if (this.#pieces[Math.floor((number - 1) / PIECE)]?.compare(entry, 0, KEY, at, at + KEY) === 0) return place;
    }
  }

  #grow(): void {
    this.#places = new Uint32Array(this.#places.length * 2);
    const mask = this.#places.length - 1;
    for (let number = 1; number <= this.size; number++) {
      const piece = this.#pieces[Math.floor((number - 1) / PIECE)];
      let place = (piece?.readUInt32LE(((number - 1) % PIECE) * ENTRY) ?? 0) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number;
    }
  }
}
