// Knows: the words on a line (product.md, "Words on the line"): size first, at most three facts, no colour-only meaning.
import { exactBytes, formatBytes, formatShare } from '../base/bytes';
import type { BuiltImage, EntrySize, Sizes } from './sizes';

/** `42.1 MB · 22%`, `~42.1 MB · measured before your edit`, `? unknown until built`. */
export function entryWords({ from, size }: EntrySize, sizes: Sizes, built: BuiltImage | undefined): string {
  if (size.likely === null) return from === 'predicted' ? '? unknown until built' : '? unknown';
  const amount = formatBytes(size.likely);
  if (from === 'predicted') return size.certainty === 'known' ? `${amount} · known from the text` : `≈ ${amount}`;
  if (from === 'before-edit') return `~${amount} · measured before your edit`;
  if (built?.oldBecause !== undefined) return `~${amount} · ${built.oldBecause}`;
  const share = sizes.total === null ? '' : formatShare(size.likely, sizes.total);
  return [size.certainty === 'estimated' ? `≈ ${amount}` : amount, share].filter((part) => part !== '').join(' · ');
}

/** `12,345 bytes`, for hovers. */
export const exactWords = (bytes: number): string => `${exactBytes(bytes)} bytes`;

export const plural = (count: number, word: string): string => `${String(count)} ${word}${count === 1 ? '' : 's'}`;
