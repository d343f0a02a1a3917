// Knows: what the image readers ask of the outside. The host answers with files, tests with memory.
import type { CancelSignal } from '../base/platform';

/** Bytes that can be read at any place: a file on disk, or a buffer in a test. */
export interface ByteSource {
  /** What to call it in messages: a file name. */
  readonly name: string;
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. Rejects when the medium fails. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A folder of files: an OCI layout. */
export interface FolderSource {
  readonly name: string;
  /** The file at a relative path with forward slashes, or undefined when it is not there. */
  open(path: string): Promise<ByteSource | undefined>;
}

export interface ReadProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface ReadOptions {
  readonly signal: CancelSignal;
  /** Platform to choose from an index, `linux/arm64`; a problem when it is not there. */
  readonly platform?: string;
  /** Platform of this machine: taken when none is asked for and the index has it; the first image otherwise. */
  readonly hostPlatform?: string;
  /** Which image of an archive with several: its name; the first otherwise. */
  readonly imageName?: string;
  /** Most bytes to inflate in all; `LIMITS.inflatedBytes` when absent. */
  readonly maxInflatedBytes?: number;
  /** True: the layers' entries are kept (`Image.layers`), and the text of `TEXT_FILES`. Costs memory per file. */
  readonly files?: boolean;
  onProgress?(progress: ReadProgress): void;
}

/** What `Platform.inflate` throws when the compressed bytes are at fault, so that it can be told from a failing disk. */
export class InflateError extends Error {
  constructor(
    message: string,
    /** True when the input just stops; false when it is wrong. */
    readonly cutShort: boolean,
  ) {
    super(message);
    this.name = 'InflateError';
  }
}
