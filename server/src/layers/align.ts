// Knows: which history entry of a built image each instruction made. When they do not fit it says so; it never shifts
// sizes to lines that only might have made them.
import type { Certainty } from '../base/certainty';
import type { BuildGraph } from '../build/graph';
import type { BuildOptions } from '../build/options';
import type { Image, ImageRow } from '../image/model';
import type { DockerfileModel } from '../syntax/model';
import { learnOptions, detectBuilder } from './learn';
import type { PredictedEntry } from './predict';
import { readingOf, type Reading } from './reading';
import { matchRow, RowIndex } from './rowIndex';
import { compareTexts, type TextMatch } from './sameText';
import { writtenHistory } from './overwrite';

export interface AlignedRow {
  readonly row: ImageRow;
  /** The predicted entry that made it; undefined for the base image, and for rows that fit nothing. */
  readonly entry?: PredictedEntry;
  /** `base`: below the Dockerfile. `own`: made by it. `stray`: neither could be shown. */
  readonly role: 'base' | 'own' | 'stray';
  /** How sure the row, its line and its bytes belong together. */
  readonly certainty: Certainty;
}

export interface Alignment {
  readonly graph: BuildGraph;
  readonly entries: readonly PredictedEntry[];
  /** One per row of the image, oldest first. */
  readonly rows: readonly AlignedRow[];
  /** `whole`: every entry has its row, in order. `partial`: some have. `none`: this text did not make this image. */
  readonly fit: 'whole' | 'partial' | 'none';
  /** Entries that found their row. */
  readonly matched: number;
}

/** Comment of the entries that BuildKit's exporter adds for layers without a history entry. */
const SURPLUS = 'buildkit.exporter.image.v0';

/**
 * Finds the reading of the Dockerfile that fits the image best: as asked for, then with what the image itself tells
 * (builder, build args, variables of the base), then with other targets when none was asked for.
 */
export function align(model: DockerfileModel, image: Image, options: BuildOptions, builderIsGiven = false): Alignment {
  const asked: BuildOptions = builderIsGiven
    ? options
    : { ...options, builder: detectBuilder(image.rows) ?? options.builder };
  let best: Alignment | undefined;
  let first: Alignment | undefined;
  const index = new RowIndex(image.rows);
  const attempt = (candidate: BuildOptions): boolean => {
    const alignment = alignReading(readingOf(model, candidate), image, index);
    first ??= alignment;
    if (
      !best ||
      alignment.matched - alignment.entries.length / 1e6 > best.matched - best.entries.length / 1e6 ||
      (alignment.fit === 'whole' && best.fit !== 'whole')
    )
      best = alignment;
    // A stage without instructions fits everything, which says nothing.
    return best.fit === 'whole' && best.entries.length > 0;
  };
  const targets = options.target === '' ? ['', ...otherTargets(readingOf(model, asked), index)] : [options.target];
  for (const target of targets) {
    const plain = { ...asked, target };
    if (attempt(plain)) break;
    const learned = learnOptions(model, image, plain);
    if (
      teaches(learned, readingOf(model, plain), image) &&
      (attempt(learned) || attempt(learnOptions(model, image, learned)))
    )
      break;
    // A reading that leaves only few entries without a row is the text after an edit, not another target.
    if (best && target === '' && best.matched * 2 >= best.entries.length && best.entries.length > 0) break;
  }
  // When nothing fits, no reading is better than the one asked for.
  if (best?.fit === 'none') best = first;
  return best ?? alignReading(readingOf(model, asked), image, index);
}

/** Stages looked at as targets when none was asked for: the last ones. */
const MOST_TARGETS = 40;

/** Stages before the last of which an own instruction may have made one of the rows, the last one first. */
function otherTargets({ graph, stages }: Reading, index: RowIndex): string[] {
  return graph.stages
    .slice(0, -1)
    .filter((stage) => stages[stage.index]?.some((entry) => index.hasMatch(entry)))
    .map(({ label }) => label)
    .slice(-MOST_TARGETS)
    .reverse();
}

/** True when the image told something that may change the reading. */
function teaches(learned: BuildOptions, before: Reading, image: Image): boolean {
  const moreArgs = Object.keys(learned.buildArgs).length > Object.keys(before.options.buildArgs).length;
  return moreArgs || image.config.shell !== undefined || before.entries.some(({ textIsSure }) => !textIsSure);
}

function alignReading({ graph, entries }: Reading, image: Image, index: RowIndex): Alignment {
  const { rows } = image;
  const surplus = trailing(rows, (row) => row.comment === SURPLUS);
  const start = rows.length - surplus - entries.length;
  const floor = baseRows(graph, rows);
  // Behind a known base only entries without a layer can be the base's own.
  const strangers = floor > 0 && rows.slice(floor, Math.max(floor, start)).some(({ empty }) => !empty);
  if (start >= floor && !strangers) {
    const matches = entries.map((entry, i) => matchRow(entry, rows[start + i]));
    const good = matches.filter((match) => match !== 'different').length;
    if (good === entries.length && surplus === 0) return whole(graph, entries, rows, start, matches);
    const repaired =
      surplus > 0 || good < entries.length ? overwritten(graph, entries, rows, start, matches) : undefined;
    if (repaired) return repaired;
  }
  return partial(graph, entries, index, floor);
}

/** Rows that a known base image accounts for: they cannot be ours. */
function baseRows(graph: BuildGraph, rows: readonly ImageRow[]): number {
  const bottom = graph.chain[0];
  const base = bottom?.base.kind === 'image' ? graph.options.base(bottom.base.reference) : undefined;
  const layers = base?.diffIds?.length ?? 0;
  if (layers === 0) return 0;
  let seen = 0;
  const last = rows.findIndex((row) => !row.empty && ++seen === layers);
  const sameLayers = rows
    .filter((row) => !row.empty)
    .every((row, i) => i >= layers || row.diffId === base?.diffIds?.[i]);
  return sameLayers && last !== -1 ? last + 1 : 0;
}

function whole(
  graph: BuildGraph,
  entries: readonly PredictedEntry[],
  rows: readonly ImageRow[],
  start: number,
  matches: readonly TextMatch[],
): Alignment {
  const aligned = rows.map((row, i): AlignedRow => {
    const entry = entries[i - start];
    if (!entry) return { row, role: 'base', certainty: row.joinIsSure ? 'measured' : 'estimated' };
    const sure = row.joinIsSure && matches[i - start] !== 'different';
    return { row, entry, role: 'own', certainty: sure ? 'measured' : 'estimated' };
  });
  return { graph, entries, rows: aligned, fit: 'whole', matched: entries.length };
}

/**
 * Sibling stages overwrite each other's history in BuildKit before 0.30 (builder-semantics §6b.21): texts and their
 * empty flags are then wrong, but the layers still lie in the order in which they were made. Undefined when the rows are
 * not what that fault makes of this Dockerfile.
 */
function overwritten(
  graph: BuildGraph,
  entries: readonly PredictedEntry[],
  rows: readonly ImageRow[],
  start: number,
  matches: readonly TextMatch[],
): Alignment | undefined {
  if (graph.options.builder !== 'buildkit') return undefined;
  const written = [4, 8].some((frontend) => {
    const texts = writtenHistory(graph, start, frontend);
    return (
      texts.length === entries.length &&
      texts.every((entry, i) => compareTexts(entry, rows[start + i]?.createdBy ?? '') !== 'different')
    );
  });
  if (!written || entries.some(({ empty }) => empty === null)) return undefined;
  const layersBelow = rows.slice(0, start).filter((row) => !row.empty).length;
  const layers = rows.filter((row) => !row.empty).slice(layersBelow);
  if (entries.filter(({ empty }) => empty === false).length !== layers.length) return undefined;
  let next = 0;
  const aligned = rows.map((row, i): AlignedRow => {
    const entry = entries[i - start];
    if (i < start) return { row, role: 'base', certainty: row.joinIsSure ? 'measured' : 'estimated' };
    // Rows that the exporter added for layers without an entry: their layers now stand with the entries that made them.
    if (!entry) return { row: { ...row, empty: true, bytes: 0, diffId: null }, role: 'stray', certainty: 'unknown' };
    const layer = entry.empty === false ? layers[next++] : undefined;
    const joined = {
      ...row,
      empty: layer === undefined,
      bytes: layer ? layer.bytes : 0,
      diffId: layer?.diffId ?? null,
    };
    const unchanged = matches[i - start] !== 'different' && joined.diffId === row.diffId && joined.bytes === row.bytes;
    return { row: joined, entry, role: 'own', certainty: unchanged && row.joinIsSure ? 'measured' : 'estimated' };
  });
  return { graph, entries, rows: aligned, fit: 'whole', matched: entries.length };
}

/** The longest common reading; of several, the one whose matches lie together and as late as possible. */
function partial(graph: BuildGraph, entries: readonly PredictedEntry[], index: RowIndex, floor: number): Alignment {
  const { rows } = index;
  const pairs = commonSubsequence(entries, index, floor);
  const matched = pairs.size;
  const fits = matched > 0 && hasEvidence(pairs, entries);
  const first = fits ? Math.min(...pairs.keys()) : rows.length;
  // The base ends where the first entry's row begins, if that entry has its row; a known base has no further layers.
  const beginsAtFirst = fits && pairs.get(first) === 0;
  const isBaseRow = (row: ImageRow, i: number): boolean =>
    i < floor || (beginsAtFirst && i < first && (floor === 0 || row.empty));
  const aligned = rows.map((row, i): AlignedRow => {
    const entry = fits ? entries[pairs.get(i) ?? -1] : undefined;
    if (entry) return { row, entry, role: 'own', certainty: row.joinIsSure ? 'measured' : 'estimated' };
    const isBase = isBaseRow(row, i);
    return { row, role: isBase ? 'base' : 'stray', certainty: isBase && row.joinIsSure ? 'measured' : 'unknown' };
  });
  const fit = !fits ? 'none' : isWhole(aligned, entries) ? 'whole' : 'partial';
  return { graph, entries, rows: aligned, fit, matched: fits ? matched : 0 };
}

/** Every entry in one piece, with nothing behind it but metadata: `docker build --label` and `docker commit` add such. */
function isWhole(rows: readonly AlignedRow[], entries: readonly PredictedEntry[]): boolean {
  const first = rows.findIndex(({ entry }) => entry !== undefined);
  const inPlace = entries.every((entry, i) => rows[first + i]?.entry === entry);
  const before = rows.slice(0, first).every(({ role }) => role === 'base');
  return inPlace && before && rows.slice(first + entries.length).every(({ row }) => row.empty);
}

/** A lone `CMD ["sh"]` or `WORKDIR /` says nothing: half of all images have one. */
function hasEvidence(pairs: ReadonlyMap<number, number>, entries: readonly PredictedEntry[]): boolean {
  const filled = [...pairs.values()].filter((index) => entries[index]?.empty !== true).length;
  return filled > 0 && (pairs.size >= 2 || entries.length === 1);
}

/** Entries times rows beyond which nothing is compared: no image has so many, and it would cost seconds. */
const MOST_PAIRS = 4_000_000;

/** Row index → entry index. */
function commonSubsequence(entries: readonly PredictedEntry[], index: RowIndex, floor: number): Map<number, number> {
  const pairs = new Map<number, number>();
  const height = entries.length;
  const width = index.rows.length;
  if (height * width > MOST_PAIRS) return pairs;
  const matches = entries.map((entry) => index.matchesOf(entry));
  if (matches.every(({ size }) => size === 0)) return pairs;
  const best = Array.from({ length: height + 1 }, () => new Float64Array(width + 1));
  const score = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = height - 1; i >= 0; i--) {
    const line = best[i];
    const below = best[i + 1];
    if (!line || !below) continue;
    for (let j = width - 1; j >= floor; j--) {
      const match = matches[i]?.get(j);
      // A small bonus when the neighbours match too, so that matches lie together.
      const bonus = match !== undefined && matches[i + 1]?.has(j + 1) === true ? 0.01 : 0;
      const taken = match === undefined ? -1 : (match === 'exact' ? 1 : 0.9) + bonus + (below[j + 1] ?? 0);
      line[j] = Math.max(taken, below[j] ?? 0, line[j + 1] ?? 0);
    }
  }
  for (let i = 0, j = floor; i < height && j < width;) {
    // Later rows win a tie: what the base image has in common with us lies before.
    if (score(i, j + 1) === score(i, j)) j++;
    else if (matches[i]?.has(j) === true && score(i, j) > score(i + 1, j)) pairs.set(j++, i++);
    else i++;
  }
  return pairs;
}

function trailing<T>(list: readonly T[], wanted: (item: T) => boolean): number {
  let count = 0;
  while (count < list.length) {
    const item = list[list.length - 1 - count];
    if (item === undefined || !wanted(item)) break;
    count++;
  }
  return count;
}
