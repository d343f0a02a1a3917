// Knows: what a context weighs: what enters, biggest first, by file and by folder, what stays out, and which pattern
// decided. Plain rows; wording is the caller's.
import { byteOrder } from './byteOrder';
import type { IgnoreFile, IgnorePattern } from './ignoreFile';
import type { MatchState, Sender } from './ignoreMatcher';
import { below, type ContextNode, type DirectoryNode } from './tree';

export interface WeighedFile {
  readonly path: string;
  readonly bytes: number;
  readonly kind: ContextNode['kind'];
  /** The exception that lets it in, where an earlier pattern had kept it out. */
  readonly letInBy: IgnorePattern | undefined;
}

export interface WeighedFolder {
  /** Empty: the context itself. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

export interface KeptOut {
  readonly path: string;
  readonly kind: ContextNode['kind'];
  readonly by: IgnorePattern | undefined;
  /** What was listed of it; undefined for a folder that nobody looked into. */
  readonly bytes: number | undefined;
}

export interface WeighedContext {
  readonly bytes: number;
  /** Files and links. */
  readonly files: number;
  readonly folders: number;
  /** Biggest first. */
  readonly entering: readonly WeighedFile[];
  readonly byFolder: readonly WeighedFolder[];
  /** The topmost entries only; in byte order of paths. */
  readonly keptOut: readonly KeptOut[];
}

/** @param listed as the reader listed it, with what is kept out; folders that cannot let anything in may be empty. */
export function weighContext(listed: DirectoryNode, ignore: IgnoreFile, sender?: Sender): WeighedContext {
  const scale = new Scale(ignore, sender);
  const total = scale.weigh(listed, '', undefined);
  return {
    bytes: total.bytes,
    files: total.files,
    folders: scale.folders.length - 1,
    entering: scale.entering.sort((a, b) => b.bytes - a.bytes || byteOrder(a.path, b.path)),
    byFolder: scale.folders.sort((a, b) => b.bytes - a.bytes || byteOrder(a.path, b.path)),
    keptOut: scale.keptOut.sort((a, b) => byteOrder(a.path, b.path)),
  };
}

interface Weight {
  readonly bytes: number;
  readonly files: number;
}

class Scale {
  readonly entering: WeighedFile[] = [];
  readonly folders: WeighedFolder[] = [];
  readonly keptOut: KeptOut[] = [];

  constructor(
    private readonly ignore: IgnoreFile,
    private readonly sender: Sender | undefined,
  ) {}

  weigh(folder: DirectoryNode, path: string, state: MatchState | undefined): Weight {
    let bytes = 0;
    let files = 0;
    for (const [name, child] of folder.children) {
      const weight = this.#child(child, below(path, name), state);
      bytes += weight.bytes;
      files += weight.files;
    }
    this.folders.push({ path, bytes, files });
    return { bytes, files };
  }

  #child(child: ContextNode, path: string, state: MatchState | undefined): Weight {
    const { matcher } = this.ignore;
    if (child.kind === 'directory') {
      const verdict = matcher.directory(path, state);
      if (verdict.matched && matcher.prunesIgnored(path, this.sender)) {
        this.keptOut.push({ path, kind: child.kind, by: this.#pattern(verdict.by), bytes: undefined });
        return { bytes: 0, files: 0 };
      }
      const before = { entering: this.entering.length, folders: this.folders.length, out: this.keptOut.length };
      const weight = this.weigh(child, path, verdict.state);
      // A folder that is kept out, and out of which nothing is let in again, is one row.
      if (verdict.matched && this.entering.length === before.entering) {
        const lost = this.keptOut.splice(before.out).reduce((sum, row) => sum + (row.bytes ?? 0), 0);
        this.folders.length = before.folders;
        this.keptOut.push({ path, kind: child.kind, by: this.#pattern(verdict.by), bytes: lost });
      }
      return weight;
    }
    const { matched, by } = matcher.verdict(path, state);
    const bytes = child.kind === 'file' ? child.size : 0;
    if (matched) {
      this.keptOut.push({ path, kind: child.kind, by: this.#pattern(by), bytes });
      return { bytes: 0, files: 0 };
    }
    this.entering.push({ path, bytes, kind: child.kind, letInBy: this.#pattern(by) });
    return { bytes, files: 1 };
  }

  #pattern(by: number | undefined): IgnorePattern | undefined {
    return by === undefined ? undefined : this.ignore.patterns[by];
  }
}
