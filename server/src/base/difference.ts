// Knows: where two texts differ, when they are equal in front of one place and behind it: what an edit did.

export interface Difference {
  /** Offset of the first character that differs, in both. */
  readonly start: number;
  /** How many characters stood there before, and stand there after. */
  readonly removed: number;
  readonly inserted: number;
}

/** Comparing stretches is one call each; what is left of the last one is looked at letter by letter. */
const STRETCH = 512;

export function difference(before: string, after: string): Difference {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start + STRETCH <= most && before.slice(start, start + STRETCH) === after.slice(start, start + STRETCH))
    start += STRETCH;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  const rest = most - start;
  const { length: from } = before;
  const { length: to } = after;
  let tail = 0;
  while (
    tail + STRETCH <= rest &&
    before.slice(from - tail - STRETCH, from - tail) === after.slice(to - tail - STRETCH, to - tail)
  )
    tail += STRETCH;
  while (tail < rest && before.charCodeAt(from - 1 - tail) === after.charCodeAt(to - 1 - tail)) tail++;
  return { start, removed: from - start - tail, inserted: to - start - tail };
}
