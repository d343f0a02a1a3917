// Knows: what is said of one entry of a build context. Knows not how a folder keeps its entries.
import type { Digest } from '../base/digest';

export interface NodeHeader {
  /** Permission bits with setuid, setgid and sticky: 07777. */
  readonly mode: number;
  /** Clients send a local context as 0:0 (moby/buildkit: client/solve.go, prepareSyncedFiles). */
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since the epoch, decimal; empty when unknown. */
  readonly mtime: string;
}

export interface FileNode extends NodeHeader {
  readonly kind: 'file';
  readonly size: number;
  /** sha256 of the bytes; undefined: not read yet, or `problem` says why they cannot be read. */
  readonly digest: Digest | undefined;
  /** ADD copies it as it is: no builder finds an archive in its bytes. Absent: it may be one. */
  readonly isNoArchive?: true;
  readonly problem?: 'unreadable' | 'vanished' | 'changing';
}

/** Of a file without bytes, whatever its size is said to be. */
export const EMPTY_FILE = {
  digest: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
} as const satisfies Partial<FileNode>;

export interface LinkNode extends NodeHeader {
  readonly kind: 'symlink';
  readonly target: string;
}

export interface DirectoryNode extends NodeHeader {
  readonly kind: 'directory';
  /**
   * In the byte order of names. Mostly an `EntryList`, which makes nodes when asked for them: only folders are the same
   * object each time, files are to be compared by what they say.
   */
  readonly children: ReadonlyMap<string, ContextNode>;
}

/** A pipe, a device or a socket. */
export interface OtherNode extends NodeHeader {
  readonly kind: 'other';
}

export type ContextNode = FileNode | LinkNode | DirectoryNode | OtherNode;
