// Knows: how sure a number is. Every number a user sees carries one of these words and what it rests on.
import type { ByteCount } from './bytes';

/**
 * `measured`: an engine or archive said so of this very thing. `known`: follows from the text by the builder's rules.
 * `estimated`: likely, with a basis. `unknown`: cannot be said; shown as unknown, never as zero.
 */
export type Certainty = 'measured' | 'known' | 'estimated' | 'unknown';

export interface SizeEstimate {
  /** Most likely bytes; null when unknown. */
  readonly likely: ByteCount | null;
  readonly low: ByteCount | null;
  readonly high: ByteCount | null;
  readonly certainty: Certainty;
  /** One sentence for the hover: what the number rests on. */
  readonly basis: string;
}

export const knownSize = (bytes: ByteCount, basis: string): SizeEstimate => ({
  likely: bytes,
  low: bytes,
  high: bytes,
  certainty: 'known',
  basis,
});

export const unknownSize = (basis: string): SizeEstimate => ({
  likely: null,
  low: null,
  high: null,
  certainty: 'unknown',
  basis,
});

export const measuredSize = (bytes: ByteCount, basis: string): SizeEstimate => ({
  likely: bytes,
  low: bytes,
  high: bytes,
  certainty: 'measured',
  basis,
});
