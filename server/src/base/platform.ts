// Knows: the few machine services the core needs, as a port. The host answers it; a test can fake it.
import type { Digest } from './digest';

/** An AbortSignal is one. */
export interface CancelSignal {
  readonly aborted: boolean;
}

export const NEVER_CANCELLED: CancelSignal = { aborted: false };

export interface Sha256Stream {
  update(data: Uint8Array): void;
  end(): Digest;
}

export interface Platform {
  sha256(data: Uint8Array): Digest;
  sha256Stream(): Sha256Stream;
  decodeUtf8(data: Uint8Array): string;
  /** Kinds of compression this host can undo. */
  readonly inflates: ReadonlySet<'gzip' | 'zstd'>;
  /** Inflates a stream with back-pressure; the bytes out may be far more than the bytes in. Throws on damaged input. */
  inflate(kind: 'gzip' | 'zstd', bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}
