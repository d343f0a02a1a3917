// Knows: what the core asks of whoever reads a context from a disk. Every answer is a state, never an exception.
import type { Outcome } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import type { ContextMatcher } from './ignoreMatcher';
import type { ContextNode, DirectoryNode } from './tree';

export interface ReadProgress {
  /** Entries listed, or files read, so far. */
  readonly entries: number;
  readonly bytes: number;
}

export interface ListOptions {
  /** Folders that the ignore file keeps out, and into which nothing is let in again, are listed as empty. */
  readonly matcher?: ContextMatcher;
  /**
   * Sources whose files will be asked for anyway: they are read while the rest is listed, and come with their digests.
   * The empty path is all of it. A hint: whoever ignores it is only slower.
   */
  readonly ahead?: readonly string[];
  readonly signal: CancelSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
}

export interface HashOptions {
  readonly signal: CancelSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** What became of a file whose bytes were asked for. */
export interface HashedFile {
  readonly path: string;
  /**
   * With the header as it was when the bytes were read. Undefined: it is gone, while the context is still there; a file
   * of a context that went altogether is `vanished`.
   */
  readonly node: ContextNode | undefined;
}

/**
 * Codes of problems: `context/missing`, `context/not-a-folder`, `context/unreadable`, `context/cancelled`,
 * `context/reader-failed`. A folder inside that cannot be listed is a file with the problem `unreadable`: the builder
 * fails on it, and whatever takes it in has no digest.
 */
export interface ContextReader {
  /** All entries with their headers, no bytes read. Files known from an earlier reading keep their digest. */
  list(options: ListOptions): Promise<Outcome<DirectoryNode>>;
  /** Reads files and streams what became of them, in no order. Ends early when cancelled. */
  hash(paths: Iterable<string>, options: HashOptions): AsyncIterable<readonly HashedFile[]>;
  /** One entry; links are not followed. Undefined: nothing there, or it cannot be looked at. */
  stat(path: string): Promise<ContextNode | undefined>;
  /**
   * The tree with the entries at `paths` as they are now. Undefined: too much changed, list again.
   * Paths are relative to the root, with forward slashes.
   */
  refresh(
    tree: DirectoryNode,
    paths: readonly string[],
    options: ListOptions,
  ): Promise<Outcome<DirectoryNode | undefined>>;
  dispose(): void;
}
