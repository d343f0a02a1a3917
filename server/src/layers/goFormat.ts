// Knows: how Go prints values, because builders write history text with its fmt package (%q, %v, %+v, Duration).

const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII blank. */
const isPrintable = (char: string): boolean => char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);

function quoteChar(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const short = SHORT[char];
  if (short !== undefined) return short;
  if (isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0');
  if (code < 0x20 || code === 0x7f) return `\\x${hex(2)}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\uFFFD';
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

/** `%q` of a string. */
export const quoted = (text: string): string => `"${Array.from(text, (char) => quoteChar(char, '"')).join('')}"`;

/** `%q` of a list of strings: `["a" "b"]`. */
export const quotedList = (texts: readonly string[]): string => `[${texts.map(quoted).join(' ')}]`;

/** `%v` of a list of strings: `[a b]`. */
export const plainList = (texts: readonly string[]): string => `[${texts.join(' ')}]`;

/** `%q` of an integer: a quoted rune, `'\x03'`. */
export function quotedRune(code: number): string {
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return `'${quoteChar(valid ? String.fromCodePoint(code) : '\uFFFD', "'")}'`;
}

const UNIT_NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Go's time.ParseDuration, in nanoseconds; undefined when it would refuse. Exact below 2^53 ns (104 days). */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.exec(text);
  if (text === '0' || text === '+0' || text === '-0') return 0;
  if (!match) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g)) {
    total += Math.trunc(Number((Number(amount) * (UNIT_NANOSECONDS[unit ?? ''] ?? 0)).toPrecision(15)));
  }
  return match[1] === '-' ? -total : total;
}

/** Go's Duration.String: `1m30s`, `1.5s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const value = Math.abs(nanoseconds);
  if (value < 1e3) return `${sign}${String(value)}ns`;
  if (value < 1e6) return `${sign}${fraction(value, 3)}µs`;
  if (value < 1e9) return `${sign}${fraction(value, 6)}ms`;
  const hours = Math.floor(value / 3600e9);
  const minutes = Math.floor((value % 3600e9) / 60e9);
  const seconds = `${fraction(value % 60e9, 9)}s`;
  if (hours > 0) return `${sign}${String(hours)}h${String(minutes)}m${seconds}`;
  return minutes > 0 ? `${sign}${String(minutes)}m${seconds}` : `${sign}${seconds}`;
}

/** `value` / 10^digits without trailing zeros. */
function fraction(value: number, digits: number): string {
  const text = String(value).padStart(digits + 1, '0');
  const decimals = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (decimals === '' ? '' : `.${decimals}`);
}
