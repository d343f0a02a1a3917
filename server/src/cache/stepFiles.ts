// Knows: what is known of the files in a step's result: those that were written, over a tree that nobody here has read.
import type { Digest } from '../base/digest';
import { utf8 } from '../context/byteOrder';
import { directory, type DirectoryNode, type Sha256 } from '../context/tree';
import { isWithin } from './twinPaths';

/** A write whose place or content hangs on what lies below, or is no tree of ours (an unpacked archive, a RUN's). */
export interface LooseWrite {
  readonly path: string;
  /** Everything about it but the content. */
  readonly form: string;
  /** As in WrittenKey. */
  readonly content: string;
  /** A file, or a folder's own header: nothing below the path is meant. Absent: the whole tree there. */
  readonly isEntry?: true;
  /** No link is among what was written. Absent: there may be. */
  readonly isPlain?: true;
  /** `whole` has it: there it is no guess. */
  readonly isExact?: true;
}

export interface ResultFiles {
  /** What lies below and was not read; undefined: nothing. */
  readonly below: string | undefined;
  readonly written: DirectoryNode;
  /** In the order of writing. */
  readonly loose: readonly LooseWrite[];
  /** Digest of all writes, in their order; empty: none. */
  readonly trail: string;
  /** Below lies an image whose links are no others than those of every system. */
  readonly isUsual?: true;
  /** Some write went below a loose one that may hold links: nobody knows where to. */
  readonly isLed?: true;
  /**
   * All files, where those below are known: what was written stands in it as well, as long as no link led a write elsewhere.
   * Loose writes do not, but for exact ones.
   */
  readonly whole?: DirectoryNode | undefined;
  /** Of files in it that commands wrote: their text, by its digest. */
  readonly texts?: ReadonlyMap<Digest, string>;
  /** Set when some source of it is not read yet; nothing can then be said of it. */
  readonly unread?: string;
}

export const NO_FILES: ResultFiles = { below: undefined, written: directory([]), loose: [], trail: '' };
export const unreadFiles = (below: string): ResultFiles => ({ ...NO_FILES, below });
export const treeFiles = (tree: DirectoryNode): ResultFiles => ({ ...NO_FILES, written: tree });

/** One more write. `said`: all that it is a function of. */
export const withTrail = (files: ResultFiles, said: string, sha256: Sha256): ResultFiles => ({
  ...files,
  trail: sha256(utf8(`${files.trail}\n${said}`)),
});

/** Before a write to the path. */
export function ledAt(files: ResultFiles, path: string): ResultFiles {
  const isBelow = (write: LooseWrite): boolean => write.path !== path && isWithin(path, write.path);
  const isLed = files.loose.some((write) => write.isPlain !== true && write.isEntry !== true && isBelow(write));
  return isLed ? { ...files, isLed } : files;
}

/** What no tree can say, written after all that is there. */
export const withLoose = (files: ResultFiles, writes: readonly LooseWrite[], sha256: Sha256): ResultFiles =>
  withTrail({ ...files, loose: [...files.loose, ...writes] }, JSON.stringify(writes), sha256);

/** Writes of which even `whole` knows nothing. */
export const openWrites = ({ loose }: ResultFiles): readonly LooseWrite[] =>
  loose.filter(({ isExact }) => isExact !== true);

/** Where the traces stand that a process may leave beside its work, such as a history. */
export const TRACES = '/.traces';
