// Knows: the functions of bake's standard library that are plain (docker/buildx: bake/hclparser/stdlib.go; cty:
// function/stdlib). A function that is not here makes its value unknown.
import { asBoolean, asNumber, asText, isList, isObject, MOST_SIZE, sameValue, weigh, type HclValue } from './hclValue';

/** Undefined: not for these arguments. */
type HclFunction = (args: readonly HclValue[]) => HclValue | undefined;

const texts = (to: (...args: string[]) => HclValue | undefined) => (args: readonly HclValue[]) => {
  const given = args.map(asText);
  return given.every((text) => text !== undefined) ? to(...given) : undefined;
};

const numbers = (to: (...args: number[]) => HclValue | undefined) => (args: readonly HclValue[]) => {
  const given = args.map(asNumber);
  return given.every((number) => number !== undefined) ? to(...given) : undefined;
};

const booleans = (to: (...args: boolean[]) => HclValue | undefined) => (args: readonly HclValue[]) => {
  const given = args.map(asBoolean);
  return given.every((value) => value !== undefined) ? to(...given) : undefined;
};

const whole = (value: number): number | undefined => (Number.isSafeInteger(value) ? value : undefined);

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  add: numbers((a = 0, b = 0) => whole(a + b)),
  subtract: numbers((a = 0, b = 0) => whole(a - b)),
  multiply: numbers((a = 0, b = 0) => whole(a * b)),
  modulo: numbers((a = 0, b = 0) => whole(a % b)),
  negate: numbers((a = 0) => -a),
  absolute: numbers((a = 0) => Math.abs(a)),
  ceil: numbers((a = 0) => Math.ceil(a)),
  floor: numbers((a = 0) => Math.floor(a)),
  max: numbers((...all) => (all.length === 0 ? undefined : Math.max(...all))),
  min: numbers((...all) => (all.length === 0 ? undefined : Math.min(...all))),
  greaterthan: numbers((a = 0, b = 0) => a > b),
  greaterthanorequalto: numbers((a = 0, b = 0) => a >= b),
  lessthan: numbers((a = 0, b = 0) => a < b),
  lessthanorequalto: numbers((a = 0, b = 0) => a <= b),
  and: booleans((a = false, b = false) => a && b),
  or: booleans((a = false, b = false) => a || b),
  not: booleans((a = false) => !a),
  equal: ([a = null, b = null]) => sameValue(a, b),
  notequal: ([a = null, b = null]) => !sameValue(a, b),
  upper: texts((text = '') => letterByLetter(text, (letter) => letter.toUpperCase())),
  lower: texts((text = '') => letterByLetter(text, (letter) => letter.toLowerCase())),
  title: texts((text = '') =>
    text.replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  trimspace: texts((text = '') => text.trim()),
  trimprefix: texts((text = '', prefix = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimsuffix: texts((text = '', suffix = '') =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  trim: texts((text = '', set = '') => trimmed(text, set)),
  chomp: texts((text = '') => withoutEnd(text, ['\r\n', '\n'])),
  strlen: texts((text = '') => Array.from(text).length),
  substr: ([text, offset, length]) => substring(text, offset, length),
  replace: texts((text = '', from = '', to = '') => (from === '' ? undefined : glued(text.split(from), to))),
  split: texts((separator = '', text = '') => text.split(separator)),
  join: ([separator = '', ...lists]) => joined(separator, lists),
  format: ([pattern = '', ...args]) => formatted(pattern, args),
  // docker/buildx: bake/hclparser/stdlib.go (sanitizeFunc).
  sanitize: texts((text = '') => text.replace(/[^a-zA-Z0-9_-]/g, '_')),
  basename: texts((path = '') => withoutEnd(path, ['/']).split('/').at(-1) ?? ''),
  dirname: texts((path = '') => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.')),
  concat: (lists) => (lists.every(isList) ? lists.flat() : undefined),
  contains: ([list = null, value = null]) => (isList(list) ? list.some((item) => sameValue(item, value)) : undefined),
  compact: ([list = null]) => (isList(list) ? list.filter((item) => item !== '' && item !== null) : undefined),
  distinct: ([list = null]) =>
    isList(list) ? list.filter((item, i) => list.findIndex((other) => sameValue(item, other)) === i) : undefined,
  coalesce: (values) => values.find((value) => value !== null),
  coalescelist: (lists) => lists.find((list) => isList(list) && list.length > 0),
  element: ([list = null, at = null]) => {
    const index = asNumber(at);
    return isList(list) && list.length > 0 && index !== undefined ? list[index % list.length] : undefined;
  },
  flatten: ([list = null]) => (isList(list) ? flattened(list) : undefined),
  index: ([of = null, key = null]) => indexed(of, key),
  hasindex: ([of = null, key = null]) => indexed(of, key) !== undefined,
  keys: ([map = null]) => (isObject(map) ? [...map.keys()].sort(byText) : undefined),
  values: ([map = null]) =>
    isObject(map) ? [...map].sort(([a], [b]) => byText(a, b)).map(([, value]) => value) : undefined,
  length: ([of = null]) => (isList(of) ? of.length : isObject(of) ? of.size : undefined),
  lookup: ([map = null, key = null, other]) => {
    const name = asText(key);
    return isObject(map) && name !== undefined ? (map.get(name) ?? other) : undefined;
  },
  merge: (maps) =>
    maps.every((map) => map === null || isObject(map))
      ? new Map(maps.flatMap((map) => (isObject(map) ? [...map] : [])))
      : undefined,
  range: numbers((...given) => range(given)),
  reverselist: ([list = null]) => (isList(list) ? [...list].reverse() : undefined),
  reverse: texts((text = '') => Array.from(text).reverse().join('')),
  slice: ([list = null, from = null, to = null]) => {
    const [start, end] = [asNumber(from), asNumber(to)];
    return isList(list) && start !== undefined && end !== undefined ? list.slice(start, end) : undefined;
  },
  sort: ([list = null]) => {
    const given = isList(list) ? list.map(asText) : [undefined];
    return given.every((text) => text !== undefined) ? given.sort(byText) : undefined;
  },
  zipmap: ([keys = null, values = null]) =>
    isList(keys) && isList(values) && keys.length === values.length
      ? new Map(keys.map((key, i) => [asText(key) ?? '', values[i] ?? null]))
      : undefined,
};

/** Undefined: no such function here, or not for these arguments. */
export function callStandard(name: string, args: readonly HclValue[]): HclValue | undefined {
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (call === undefined || args.reduce<number>((sum, arg) => sum + weigh(arg), 0) > MOST_SIZE) return undefined;
  const value = call(args);
  return value === undefined || weigh(value) > MOST_SIZE ? undefined : value;
}

/** Go turns each letter into one letter; where JavaScript makes two of it (ß), the letter stays. */
const letterByLetter = (text: string, to: (letter: string) => string): string =>
  Array.from(text, (letter) => (Array.from(to(letter)).length === 1 ? to(letter) : letter)).join('');

/** Not by a pattern: those look again from each place of the text. */
function withoutEnd(text: string, ends: readonly string[]): string {
  let left = text.length;
  for (let end = find(); end !== undefined; end = find()) left -= end.length;
  return text.slice(0, left);

  function find(): string | undefined {
    return ends.find((end) => left >= end.length && text.startsWith(end, left - end.length));
  }
}

function trimmed(text: string, set: string): string {
  const letters = new Set(set);
  const all = Array.from(text);
  let start = 0;
  let end = all.length;
  while (start < end && letters.has(all[start] ?? '')) start++;
  while (end > start && letters.has(all[end - 1] ?? '')) end--;
  return all.slice(start, end).join('');
}

function substring(text: HclValue = null, offset: HclValue = null, length: HclValue = null): HclValue | undefined {
  const [whole, from, count] = [asText(text), asNumber(offset), asNumber(length)];
  if (whole === undefined || from === undefined || count === undefined) return undefined;
  const letters = Array.from(whole);
  const start = from < 0 ? letters.length + from : from;
  return letters.slice(start, count < 0 ? undefined : start + count).join('');
}

function joined(separator: HclValue, lists: readonly HclValue[]): HclValue | undefined {
  const between = asText(separator);
  if (between === undefined || !lists.every(isList)) return undefined;
  const items = lists.flat().map(asText);
  return items.every((text) => text !== undefined) ? glued(items, between) : undefined;
}

const glued = (parts: readonly string[], between: string): string | undefined =>
  parts.length * between.length > MOST_SIZE ? undefined : parts.join(between);

/** `%s`, `%d`, `%v`, `%%`, `%0Nd`; other verbs are left unknown (cty: stdlib/format.go). */
function formatted(pattern: HclValue, args: readonly HclValue[]): HclValue | undefined {
  const text = asText(pattern);
  if (text === undefined) return undefined;
  let used = 0;
  const left = new Set<string>();
  const filled = text.replace(/%(?:%|(0\d{1,2})?([a-zA-Z])|)/g, (found, width: string | undefined, verb?: string) => {
    if (found === '%%') return '%';
    const value = args[used++];
    const said = value === undefined ? undefined : asText(value);
    const plain = width === undefined;
    if (said !== undefined && plain && (verb === 's' || verb === 'v')) return said;
    if (said !== undefined && verb === 'd' && /^-?\d+$/.test(said)) {
      return plain ? said : said.padStart(Number(width), '0');
    }
    left.add(found);
    return found;
  });
  return left.size > 0 || used !== args.length ? undefined : filled;
}

const flattened = (list: readonly HclValue[]): readonly HclValue[] =>
  list.flatMap((item) => (isList(item) ? flattened(item) : [item]));

export function indexed(of: HclValue, key: HclValue): HclValue | undefined {
  if (isList(of)) {
    const at = asNumber(key);
    return at === undefined ? undefined : of[at];
  }
  const name = asText(key);
  return isObject(of) && name !== undefined ? of.get(name) : undefined;
}

function range(given: readonly number[]): HclValue | undefined {
  const [start = 0, end = 0, by] = given.length === 1 ? [0, ...given] : given;
  const step = by ?? (end < start ? -1 : 1);
  const count = Math.ceil((end - start) / step);
  if (!Number.isFinite(count) || count > 1024) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, i) => start + i * step);
}
