// Knows: sums of sizes of which some may be unknown.
import type { ByteCount } from '../base/bytes';
import { unknownSize, type SizeEstimate } from '../base/certainty';

export const estimatedSize = (bytes: ByteCount, basis: string): SizeEstimate => ({
  likely: bytes,
  low: null,
  high: null,
  certainty: 'estimated',
  basis,
});

/** At least the known part: when something is unknown, the sum is a lower bound only. */
export function sumOfSizes(sizes: readonly SizeEstimate[], basis: string): SizeEstimate {
  let bytes = 0;
  let unknown = false;
  let estimated = false;
  for (const { likely, certainty } of sizes) {
    if (likely === null) unknown = true;
    else bytes += likely;
    if (certainty === 'estimated') estimated = true;
  }
  if (unknown)
    return bytes > 0 ? { likely: null, low: bytes, high: null, certainty: 'unknown', basis } : unknownSize(basis);
  if (estimated) return estimatedSize(bytes, basis);
  const certainty = sizes.every((size) => size.certainty === 'measured') && sizes.length > 0 ? 'measured' : 'known';
  return { likely: bytes, low: bytes, high: bytes, certainty, basis };
}
