// Knows: the rows of an image by their texts, so that the rows an entry may have made are looked up, not searched for.
import type { ImageRow } from '../image/model';
import type { PredictedEntry } from './predict';
import { compareTexts, hangsOnHash, withoutArgs, type TextMatch } from './sameText';

/** Row index → how its text matches; rows that do not match are left out. */
export type RowMatches = ReadonlyMap<number, Exclude<TextMatch, 'different'>>;

export class RowIndex {
  readonly #byText = new Map<string, number[]>();
  readonly #byCommand = new Map<string, number[]>();

  constructor(readonly rows: readonly ImageRow[]) {
    for (const [i, { createdBy }] of rows.entries()) {
      put(this.#byText, createdBy, i);
      put(this.#byCommand, withoutArgs(createdBy), i);
    }
  }

  matchesOf(entry: PredictedEntry): RowMatches {
    const matches = new Map<number, 'exact' | 'equivalent'>();
    for (const i of this.#candidates(entry)) {
      const match = matchRow(entry, this.rows[i]);
      if (match !== 'different') matches.set(i, match);
    }
    return matches;
  }

  hasMatch(entry: PredictedEntry): boolean {
    return this.#candidates(entry).some((i) => matchRow(entry, this.rows[i]) !== 'different');
  }

  #candidates({ createdBy, alternatives }: PredictedEntry): readonly number[] {
    // The hash of copied files is not known: every row may be it.
    if (hangsOnHash(createdBy)) return [...this.rows.keys()];
    return [
      ...new Set([
        ...[createdBy, ...alternatives].flatMap((text) => this.#byText.get(text) ?? []),
        ...(this.#byCommand.get(withoutArgs(createdBy)) ?? []),
      ]),
    ];
  }
}

function put(map: Map<string, number[]>, key: string, index: number): void {
  const known = map.get(key);
  if (known) known.push(index);
  else map.set(key, [index]);
}

export function matchRow(entry: PredictedEntry, row: ImageRow | undefined): TextMatch {
  if (!row || (entry.empty === true && !row.empty) || (entry.empty === false && row.empty)) return 'different';
  return compareTexts(entry, row.createdBy);
}
