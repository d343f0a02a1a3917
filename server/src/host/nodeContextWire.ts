// Knows: what the context's reader and its worker say to each other. Entries travel as one text: a hundred thousand small
// objects would cost the server's loop more than reading the files cost the worker.
import type { ContextNode, FileNode } from '../context/tree';

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
  /** Of `list`: folders, each after all that lie in it. */
  | { readonly kind: 'blocks'; readonly id: number; readonly blocks: readonly Block[] }
  /** Of `hash` and `stat`, and of what a `list` reads ahead: entries by whole path. */
  | { readonly kind: 'entries'; readonly id: number; readonly fields: Packed }
  | { readonly kind: 'progress'; readonly id: number; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'end'; readonly id: number; readonly fault?: Fault };

export interface Fault {
  readonly code: 'missing' | 'not-a-folder' | 'unreadable' | 'failed';
  readonly detail: string;
}

export interface Block {
  readonly path: string;
  /** Large folders come in several blocks. */
  readonly isLast: boolean;
  readonly fields: Packed;
}

/** Texts in one: neither a path nor a link target can hold a NUL. */
export type Packed = string;
export const pack = (texts: readonly Field[]): Packed => texts.join('\0');
export const unpack = (packed: Packed): readonly string[] => (packed === '' ? [] : packed.split('\0'));

/** Six for each entry: name or path, kind, mode, size, time, and digest, link target or problem. */
export type Field = string | number;
export const FIELDS = 6;

export type Kind = 'f' | 'd' | 'l' | 'o' | 'problem' | 'gone';

export function addEntry(fields: Field[], name: string, kind: Kind, header: EntryHeader, extra: string): void {
  fields.push(name, kind, header.mode, header.size, header.mtime, extra);
}

export interface EntryHeader {
  readonly mode: number;
  readonly size: number;
  readonly mtime: string;
}

export const NO_HEADER: EntryHeader = { mode: 0, size: 0, mtime: '' };

/** The node of one entry; a directory comes without what is in it. Undefined: gone. */
export function nodeOf(fields: readonly string[], at: number): ContextNode | undefined {
  const header = { mode: Number(fields[at + 2]), uid: 0, gid: 0, mtime: fields[at + 4] ?? '' };
  const extra = fields[at + 5] ?? '';
  const size = Number(fields[at + 3]);
  switch (fields[at + 1]) {
    case 'f':
      return { kind: 'file', ...header, size, digest: extra === '' ? undefined : extra };
    case 'problem':
      return { kind: 'file', ...header, size, digest: undefined, problem: extra as NonNullable<FileNode['problem']> };
    case 'l':
      return { kind: 'symlink', ...header, target: extra };
    case 'd':
      return { kind: 'directory', ...header, children: new Map() };
    case 'o':
      return { kind: 'other', ...header };
    default:
      return undefined;
  }
}
