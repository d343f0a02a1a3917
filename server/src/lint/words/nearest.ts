// Knows: which of several words somebody meant who mistyped one.

/** Farther than this is another word, not a slip (as BuildKit: util/suggest). */
const FARTHEST = 2;
/** Lists beyond these are nobody's Dockerfile, and would only cost time. */
const MOST_OPTIONS = 1000;
const LONGEST = 64;

/** The option with the fewest edits between, the first of several; undefined when all are too far, or one is equal. */
export function nearest(word: string, options: Iterable<string>, farthest: number = FARTHEST): string | undefined {
  let best: string | undefined;
  let least = farthest + 1;
  let seen = 0;
  for (const option of options) {
    if (option === word) return undefined;
    if (++seen > MOST_OPTIONS) return best;
    const edits = distance(word, option, least - 1);
    if (edits < least) {
      best = option;
      least = edits;
    }
  }
  return best;
}

/** The only option at distance 1: then nothing else can be meant. */
export function onlyNeighbour(word: string, options: Iterable<string>): string | undefined {
  const found = [...options].slice(0, MOST_OPTIONS).filter((option) => distance(word, option, 1) === 1);
  return found.length === 1 ? found[0] : undefined;
}

/** Levenshtein's distance; `Infinity` beyond `most`, so that long or unlike words cost nothing. */
export function distance(a: string, b: string, most: number): number {
  const [from, to] = [Array.from(a), Array.from(b)];
  if (Math.abs(from.length - to.length) > most || from.length > LONGEST || to.length > LONGEST) return Infinity;
  let row = to.map((_, i) => i + 1);
  for (const [i, char] of from.entries()) {
    const next: number[] = [];
    let left = i + 1;
    let diagonal = i;
    for (const [j, other] of to.entries()) {
      const above = row[j] ?? 0;
      left = Math.min(above + 1, left + 1, diagonal + (char === other ? 0 : 1));
      diagonal = above;
      next.push(left);
    }
    row = next;
  }
  const edits = to.length === 0 ? from.length : (row[to.length - 1] ?? 0);
  return edits <= most ? edits : Infinity;
}
