// Knows: how much this run asks. `LAYERLENS_ASK=all`: everybody everything. `each` (when the engine tier is asked alone, and
// in CI): each question once, of one builder that can answer it, and a share of the others. `part` (in a whole `npm test`,
// which is to end in minutes): a third of that, another one each time; `LAYERLENS_SEED` asks for one again.

/** Begins what is drawn by lot. */
export const SEED = Number(process.env['LAYERLENS_SEED'] ?? Date.now() % 1_000_000);

const ask = process.env['LAYERLENS_ASK'] ?? 'each';
if (!['part', 'each', 'all'].includes(ask)) throw new Error(`LAYERLENS_ASK is part, each or all, not ${ask}.`);

export const asksAll = ask === 'all';

const PARTS = 3;

/** The part of a list that is asked. */
export const partOf = <T>(list: readonly T[]): readonly T[] =>
  ask === 'part' ? list.filter((_, i) => i % PARTS === SEED % PARTS) : list;

/** Of what every builder is asked in full: whose turn it is. */
export const isTurnOf = <T>(one: T, all: readonly T[]): boolean =>
  ask !== 'part' || all.indexOf(one) === SEED % all.length;

export const words: string =
  ask === 'part' ? `a part of the questions, LAYERLENS_SEED=${String(SEED)}` : `LAYERLENS_ASK=${ask}`;
