// Knows: numbers of bytes, and how Docker writes them. Decimal units, as `docker history` prints them.

/** A number of bytes; never negative, always whole. */
export type ByteCount = number;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * Three significant digits in powers of 1000, with a blank before the unit: `42.1 MB`, `0 B`, `1.07 GB`; where
 * `docker history` prints `1e+03kB` it is `1 MB` here (docker/go-units: size.go, `HumanSizeWithPrecision(size, 3)`).
 */
export function formatBytes(bytes: ByteCount): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  let rounded = threeDigits(value);
  if (rounded >= 1000 && unit < UNITS.length - 1) {
    rounded /= 1000;
    unit++;
  }
  return `${String(rounded)} ${UNITS[unit] ?? 'B'}`;
}

/** As Go's `%.3g` rounds: what lies in the very middle goes to the even digit. JavaScript rounds it up. */
function threeDigits(value: number): number {
  const rounded = Number(value.toPrecision(3));
  // Enough digits to be exact for any number from 1 to 1000.
  const digits = value.toPrecision(60).replace('.', '');
  const third = Number(digits[2]);
  const isMiddle = /^\d{3}50*$/.test(digits);
  return isMiddle && third % 2 === 0
    ? Number(`${digits.slice(0, 3)}e${String(Math.floor(Math.log10(value)) - 2)}`)
    : rounded;
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
