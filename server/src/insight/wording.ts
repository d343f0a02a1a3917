// Knows: the words on a line (product.md, "Words on the line"): size first, at most three facts, no colour-only meaning.
import { exactBytes, formatBytes, formatShare } from '../base/bytes';
import type { BuiltImage, EntrySize, Sizes } from './sizes';

/** `42.1 MB · 22%`, `42.1 MB · 22% · 12.4 s` where a record has the time, `~42.1 MB · measured before your edit`, `? unknown until built`. */
export function entryWords(
  { from, size }: EntrySize,
  sizes: Sizes,
  built: BuiltImage | undefined,
  seconds: number | null = null,
): string {
  if (size.likely === null) return from === 'predicted' ? '? unknown until built' : '? unknown';
  const amount = formatBytes(size.likely);
  if (from === 'predicted') return size.certainty === 'known' ? `${amount} · known from the text` : `≈ ${amount}`;
  if (from === 'before-edit') return `~${amount} · measured before your edit`;
  if (built?.oldBecause !== undefined) return `~${amount} · ${built.oldBecause}`;
  const share = sizes.total === null ? '' : formatShare(size.likely, sizes.total);
  const time = seconds === null ? '' : formatSeconds(seconds);
  return [size.certainty === 'estimated' ? `≈ ${amount}` : amount, share, time]
    .filter((part) => part !== '')
    .join(' · ');
}

/** `12,345 bytes`, for hovers. */
export const exactWords = (bytes: number): string => `${exactBytes(bytes)} bytes`;

export const plural = (count: number, word: string): string => `${String(count)} ${word}${count === 1 ? '' : 's'}`;

/** `<0.1 s`, `0.2 s`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.05) return '<0.1 s';
  if (seconds < 59.95) return `${seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min${whole % 60 === 0 ? '' : ` ${String(whole % 60)} s`}`;
  const minutes = Math.round(whole / 60);
  return `${String(Math.floor(minutes / 60))} h${minutes % 60 === 0 ? '' : ` ${String(minutes % 60)} min`}`;
}
