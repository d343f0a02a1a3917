// Knows: what the context's reader and its worker say to each other. Entries travel as the lines of a
// folder that a tree keeps: the server's loop takes them as they are, a hundred thousand objects are never made.
import { escapeName, lineEnd, readHeader, readLine } from '../context/entryLine';
import { EntryList } from '../context/entryList';
import { below, type ContextNode } from '../context/tree';

export type Stop = SharedArrayBuffer;
export const isStopped = (stop: Stop): boolean => Atomics.load(new Int32Array(stop), 0) !== 0;

export type Request =
  | {
      readonly kind: 'list';
      readonly id: number;
      /** Folder below the root; empty: all of it. */
      readonly at: string;
      readonly patterns: readonly string[];
      /** Files at or below these are read as well; the empty path is all of them. */
      readonly ahead: readonly string[];
      readonly stop: Stop;
    }
  | { readonly kind: 'hash'; readonly id: number; readonly paths: Packed; readonly stop: Stop }
  | { readonly kind: 'stat'; readonly id: number; readonly paths: Packed; readonly stop: Stop };

export type Answer =
  /** Of `list`: folders, in any order. */
  | { readonly kind: 'blocks'; readonly id: number; readonly blocks: readonly Block[] }
  /** Of `hash` and `stat`, and of what a `list` reads ahead: entries of folders, not all that are in them. */
  | { readonly kind: 'entries'; readonly id: number; readonly blocks: readonly Block[] }
  | { readonly kind: 'progress'; readonly id: number; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'end'; readonly id: number; readonly fault?: Fault };

export interface Fault {
  readonly code: 'missing' | 'not-a-folder' | 'unreadable' | 'failed';
  readonly detail: string;
}

/** Entries of one folder. */
export interface Block {
  readonly path: string;
  /** As context/entryLine.ts writes them, and `-` for what is gone. */
  readonly lines: string;
  readonly size: number;
}

/** Texts in one: neither a path nor a link target can hold a NUL. */
export type Packed = string;
export const pack = (texts: readonly string[]): Packed => texts.join('\0');
export const unpack = (packed: Packed): readonly string[] => (packed === '' ? [] : packed.split('\0'));

export interface EntryHeader {
  readonly mode: number;
  readonly size: number;
  readonly mtime: string;
}

export const NO_HEADER: EntryHeader = { mode: 0, size: 0, mtime: '' };

export type Kind = 'f' | 'd' | 'l' | 'o' | '-';

/** `extra` of a file: the digest in hexadecimal and what stands behind it in a line, or the problem; of a link: its target. */
export function lineOf(name: string, kind: Kind, { mode, size, mtime }: EntryHeader, extra = ''): string {
  const header = `${kind}${mode.toString(8)}\t\t${mtime}\t${escapeName(name)}`;
  if (kind === 'f') return `${header}\t${String(size)}\t${extra}`;
  return kind === 'l' ? `${header}\t${escapeName(extra)}` : header;
}

/** Gathers entries by folder, as they come. */
export class Entries {
  #blocks: Block[] = [];
  #path = '';
  #lines: string[] = [];
  size = 0;

  add(folder: string, line: string): void {
    if (folder !== this.#path) this.#flush();
    this.#path = folder;
    this.#lines.push(line);
    this.size++;
  }

  take(): readonly Block[] {
    this.#flush();
    const blocks = this.#blocks;
    this.#blocks = [];
    this.size = 0;
    return blocks;
  }

  #flush(): void {
    if (this.#lines.length > 0)
      this.#blocks.push({ path: this.#path, lines: this.#lines.join('\n'), size: this.#lines.length });
    this.#lines = [];
  }
}

/** What is said of each entry by itself; a directory comes without what is in it. Undefined: gone. */
export function* entriesIn({ path, lines, size }: Block): Generator<readonly [string, ContextNode | undefined]> {
  for (let i = 0, at = 0; i < size; i++) {
    const end = lineEnd(lines, at);
    const { name, node } = readLine(lines, at, end);
    const kind = lines[at];
    yield [below(path, name), kind === '-' ? undefined : (node ?? { ...readHeader(lines, at), ...NOTHING_IN_IT })];
    at = end + 1;
  }
}

const NOTHING_IN_IT = { kind: 'directory', children: EntryList.EMPTY } as const;
