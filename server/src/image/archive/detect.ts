// Knows: what bytes are, by their first few. Names and media types are not trusted (image-facts §3.1).
import { BLOCK, startsWithHeader } from '../tarHeader';

export type Content = 'tar' | 'empty-tar' | 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'zip' | 'json' | 'nothing' | 'unknown';

/** Enough of the start of a file for `detect`. */
export const DETECT_BYTES = 2 * BLOCK;

export function detect(start: Uint8Array): Content {
  const magic = (...bytes: number[]): boolean => bytes.every((byte, i) => start[i] === byte);
  if (start.length === 0) return 'nothing';
  if (startsWithHeader(start)) return 'tar';
  if (magic(0x1f, 0x8b)) return 'gzip';
  // RFC 8878: a frame, or a skippable frame before it.
  if (magic(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (((start[0] ?? 0) & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18) return 'zstd';
  if (magic(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (magic(0x42, 0x5a, 0x68)) return 'bzip2';
  if (magic(0x50, 0x4b, 0x03, 0x04)) return 'zip';
  // The end marker alone: a layer without entries.
  if (start.length >= BLOCK && start.every((byte) => byte === 0)) return 'empty-tar';
  const first = start.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  if (first === 0x7b || first === 0x5b) return 'json';
  return 'unknown';
}
