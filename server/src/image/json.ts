// Knows: looking into JSON that somebody else wrote. Nothing is trusted: a value of the wrong type counts as absent.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The parsed value, or undefined when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as unknown;
  } catch (error) {
    // Not JSON, or nested deeper than the stack: both are "no JSON" to a reader.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

export const recordOf = (value: unknown): JsonRecord | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;

/** The property if the record has it itself: names like `constructor` find nothing. */
export const fieldOf = (value: unknown, name: string): unknown => {
  const record = recordOf(value);
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The strings of a list; other elements are left out. */
export const textsOf = (value: unknown): string[] => listOf(value).filter((entry) => typeof entry === 'string');

/** A whole number that counts something: not negative, exact. */
export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** String values by name; entries of other types are left out. */
export const textMapOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(recordOf(value) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** A time as RFC 3339, or undefined; Go's zero time (year 1) means "not set". */
export function timeOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || text.startsWith('0001-01-01')) return undefined;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && text.length <= 40 ? text : undefined;
}
