// Knows: the bytes each predicted entry is shown with, and how current they are. Never gives a line another line's bytes.
import type { ByteCount } from '../base/bytes';
import { measuredSize, type SizeEstimate } from '../base/certainty';
import type { Image } from '../image/model';
import type { AlignedRow, Alignment } from '../layers/align';
import type { PredictedEntry } from '../layers/predict';

/** The built image that belongs to the document, and whether its numbers are still current. */
export interface BuiltImage {
  readonly image: Image;
  /** `app:dev`, `sample.tar`: what the user calls it. */
  readonly label: string;
  /** Why the numbers are old, when they are: `the engine no longer answers`. */
  readonly oldBecause?: string;
}

export interface EntrySize {
  readonly entry: PredictedEntry;
  /**
   * `measured`: read from the built image. `before-edit`: of the row that stood in its place before the text changed.
   * `predicted`: from the text alone.
   */
  readonly from: 'measured' | 'before-edit' | 'predicted';
  readonly size: SizeEstimate;
  readonly row?: AlignedRow;
}

export interface Sizes {
  readonly entries: readonly EntrySize[];
  /** Bytes of the whole image; null without one, or when its source cannot say. */
  readonly total: ByteCount | null;
  /** Bytes of the base image's rows. */
  readonly base: ByteCount | null;
  /** True when there is a built image and it has to do with this text. */
  readonly isBuilt: boolean;
  /** True when some of the numbers are from before an edit. */
  readonly isEdited: boolean;
}

export function sizesOf(
  entries: readonly PredictedEntry[],
  alignment: Alignment | undefined,
  built: BuiltImage | undefined,
): Sizes {
  if (!alignment || !built || alignment.fit === 'none') {
    return {
      entries: entries.map((entry) => ({ entry, from: 'predicted', size: entry.size })),
      total: null,
      base: null,
      isBuilt: false,
      isEdited: false,
    };
  }
  const rows = new Map(alignment.rows.flatMap((row) => (row.entry ? [[row.entry, row] as const] : [])));
  const replaced = rowsBeforeEdit(entries, alignment.rows);
  const sized = entries.map((entry) => sizeOf(entry, rows.get(entry), replaced.get(entry), built));
  return {
    entries: sized,
    total: built.image.total,
    base: sum(alignment.rows.filter(({ role }) => role === 'base')),
    isBuilt: true,
    isEdited: sized.some(({ from }) => from === 'before-edit'),
  };
}

function sizeOf(
  entry: PredictedEntry,
  row: AlignedRow | undefined,
  replaced: AlignedRow | undefined,
  built: BuiltImage,
): EntrySize {
  const measured = row ?? replaced;
  if (!measured || measured.row.bytes === null) return { entry, from: 'predicted', size: entry.size };
  const basis = `${row ? 'Measured' : 'Measured before your edit'} from ${built.label} (${built.image.source}).`;
  const size = measuredSize(measured.row.bytes, basis);
  return {
    entry,
    from: row ? 'measured' : 'before-edit',
    size:
      measured.certainty === 'estimated'
        ? { ...size, certainty: 'estimated', basis: `${basis} Its history and layers do not quite fit together.` }
        : size,
    row: measured,
  };
}

/**
 * Entries that an edit changed stand between two that still have their rows. When as many rows lost their entry there,
 * each of the same keyword, they are the values from before the edit.
 */
function rowsBeforeEdit(
  entries: readonly PredictedEntry[],
  rows: readonly AlignedRow[],
): Map<PredictedEntry, AlignedRow> {
  const replaced = new Map<PredictedEntry, AlignedRow>();
  const place = new Map(entries.map((entry, i) => [entry, i]));
  let nextEntry = rows.some(({ role }) => role === 'base') ? 0 : undefined;
  let strays: AlignedRow[] = [];
  const close = (until: number): void => {
    const gap = nextEntry === undefined ? [] : entries.slice(nextEntry, until);
    if (gap.length === strays.length) {
      gap.forEach((entry, i) => {
        const stray = strays[i];
        if (stray && keywordOf(stray.row.createdBy) === entryKeyword(entry)) replaced.set(entry, stray);
      });
    }
    strays = [];
  };
  for (const row of rows) {
    if (row.role === 'stray') strays.push(row);
    const at = row.entry ? place.get(row.entry) : undefined;
    if (at === undefined) continue;
    close(at);
    nextEntry = at + 1;
  }
  close(entries.length);
  return replaced;
}

const keywordOf = (createdBy: string): string => /^(?:\S+ -c #\(nop\) +)?([A-Z]+)\b/.exec(createdBy)?.[1] ?? 'RUN';
const entryKeyword = (entry: PredictedEntry): string => (entry.trigger ?? entry.instruction).keyword;

const sum = (rows: readonly AlignedRow[]): ByteCount | null =>
  rows.reduce<ByteCount | null>(
    (total, { row }) => (total === null || row.bytes === null ? null : total + row.bytes),
    0,
  );
