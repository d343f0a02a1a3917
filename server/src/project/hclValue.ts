// Knows: values of HCL expressions, some of them unknown, and how they become one another (hashicorp/hcl: spec.md; cty).

export type HclValue =
  string | number | boolean | null | readonly HclValue[] | ReadonlyMap<string, HclValue> | UnknownValue;

/** Cannot be known from the files; says why. */
export class UnknownValue {
  constructor(
    readonly why: string,
    readonly written: string,
  ) {}
}

/** No text or collection grows beyond this: doubling values would fill the memory. */
export const MOST_SIZE = 100_000;

export const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);
export const isObject = (value: HclValue): value is ReadonlyMap<string, HclValue> => value instanceof Map;

const weights = new WeakMap<object, number>();

/** Letters and items, those of shared values counted each time: what a walk over the value costs. */
export function weigh(value: HclValue): number {
  if (typeof value === 'string') return value.length + 1;
  if (!isList(value) && !isObject(value)) return 1;
  let weight = weights.get(value);
  if (weight === undefined) {
    weight = 1;
    for (const item of value.values()) weight += weigh(item);
    weights.set(value, weight);
  }
  return weight;
}

export function firstUnknown(values: readonly HclValue[]): UnknownValue | undefined {
  for (const value of values) {
    if (value instanceof UnknownValue) return value;
    const inner = isList(value) ? firstUnknown(value) : isObject(value) ? firstUnknown([...value.values()]) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Numbers and booleans are texts where a text is wanted (cty: convert). */
export function asText(value: HclValue): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' ? String(value) : undefined;
}

/** cty counts in 512 bits: where our own digits are not enough to say the same, there is no text. */
function numberText(value: number): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  return /^-?\d{1,9}\.\d{1,6}$/.test(text) ? text : undefined;
}

export function asNumber(value: HclValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(value)) return undefined;
  return Number(value);
}

export function asBoolean(value: HclValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined;
}

export function sameValue(left: HclValue, right: HclValue): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, i) => sameValue(item, right[i] ?? null));
  }
  if (isObject(left) && isObject(right)) {
    return left.size === right.size && [...left].every(([key, item]) => sameValue(item, right.get(key) ?? null));
  }
  return left === right;
}
