// Knows: numbers of bytes, and how Docker writes them. Decimal units, as `docker history` prints them.

/** A number of bytes; never negative, always whole. */
export type ByteCount = number;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * Three significant digits in powers of 1000, with a blank before the unit: `42.1 MB`, `0 B`, `1.07 GB`
 * (docker/go-units: size.go, `HumanSize`, which has no blank).
 */
export function formatBytes(bytes: ByteCount): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${trimDigits(value)} ${UNITS[unit] ?? 'B'}`;
}

/** Four significant digits at most, as Go's `%.4g` would print a size below 1000, but rounded to three. */
function trimDigits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return String(rounded >= 1000 ? Math.round(rounded) : rounded);
}

/** `42,113,024`: exact bytes for hovers. */
export const exactBytes = (bytes: ByteCount): string => bytes.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Share of a total in per cent, as shown on a line: whole numbers, `<1%` below one, empty when the total is 0. */
export function formatShare(bytes: ByteCount, total: ByteCount): string {
  if (total <= 0) return '';
  const share = (bytes / total) * 100;
  if (share > 0 && share < 1) return '<1%';
  return `${String(Math.round(share))}%`;
}
