// Sizes as `docker history` prints them (Go's %.3g in powers of 1000), with a blank before the unit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exactBytes, formatBytes, formatShare } from './bytes';

/** Written by `units.HumanSizeWithPrecision(n, 3)`, but for the blank and for the rows marked: there Go has 1e+03. */
const PRINTED: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1004, '1 kB'],
  [1005, '1 kB'], // 1.005 is a little less in binary
  [1006, '1.01 kB'],
  [1125, '1.12 kB'], // exactly in the middle: to the even digit
  [1135, '1.14 kB'],
  [1375, '1.38 kB'],
  [12_250, '12.2 kB'],
  [12_350, '12.3 kB'], // 12.35 is a little less in binary
  [99_950, '100 kB'],
  [100_000, '100 kB'],
  [100_500, '100 kB'],
  [101_500, '102 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'], // Go: 1e+03kB
  [999_999, '1 MB'], // Go: 1e+03kB
  [1_000_000, '1 MB'],
  [42_113_024, '42.1 MB'],
  [187_400_000, '187 MB'],
  [1_073_741_824, '1.07 GB'],
  [999_999_999_999, '1 TB'], // Go: 1e+03GB
  [Number.MAX_SAFE_INTEGER, '9.01 PB'],
];

test('sizes as docker history prints them', () => {
  for (const [bytes, words] of PRINTED) assert.equal(formatBytes(bytes), words, String(bytes));
});

test('never an exponent, never more than three digits, never far from the truth', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      const [number = '', unit = ''] = formatBytes(bytes).split(' ');
      assert.match(number, /^(?:\d{1,3}|\d{1,2}\.\d|\d\.\d{1,2})$/);
      const shown = Number(number) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
      assert.ok(Math.abs(shown - bytes) <= bytes * 0.005 + 1e-9, `${bytes} is shown as ${number} ${unit}`);
    }),
  );
});

test('more bytes are never shown as less', () => {
  const valueOf = (words: string): number => {
    const [number = '', unit = ''] = words.split(' ');
    return Number(number) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
  };
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(2000), (bytes, more) => {
      assert.ok(valueOf(formatBytes(bytes + more)) >= valueOf(formatBytes(bytes)));
    }),
  );
});

test('exact bytes have commas', () => {
  const words = [0, 12, 999, 1000, 12_345, 1_234_567, 42_113_024, Number.MAX_SAFE_INTEGER].map(exactBytes);
  assert.deepEqual(words, ['0', '12', '999', '1,000', '12,345', '1,234,567', '42,113,024', '9,007,199,254,740,991']);
});

test('shares are whole per cents; a little is less than one, and of nothing there is none', () => {
  const words = [
    formatShare(0, 100),
    formatShare(1, 1000),
    formatShare(10, 1000),
    formatShare(999, 1000),
    formatShare(5, 5),
    formatShare(0, 0),
    formatShare(5, 0),
  ];
  assert.deepEqual(words, ['0%', '<1%', '1%', '100%', '100%', '', '']);
});
