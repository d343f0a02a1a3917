// Knows: joining an engine's history with an image's layers. The history does not say which rows made a layer; sizes, the
// builders' habits (builder-semantics §1) and the number of layers do, and where they leave a doubt the row says so.
import type { Digest } from '../base/digest';
import type { ImageRow } from '../image/model';
import type { HistoryRecord } from './records/history';

/** What a size of 0 means depends on the store (image-facts §4.1). */
export type StoreKind = 'containerd' | 'podman' | 'other';

/** Number of layers up to and including a row, by the row's index: known where the row's own image can be looked at. */
export type LayerCounts = ReadonlyMap<number, number>;

/** How likely a row made a layer. 0: it has bytes. 1: its builder always makes one. 2: can be either. 3: metadata. */
type Likelihood = 0 | 1 | 2 | 3;

/** `records` and `diffIds` oldest first. Total: never throws. */
export function joinEngineRows(
  records: readonly HistoryRecord[],
  diffIds: readonly Digest[],
  store: StoreKind,
  counts: LayerCounts = new Map(),
): ImageRow[] {
  const newestWithBytes = records.findLastIndex((record) => (record.bytes ?? 0) > 0);
  /** Bytes of a row that made, or may have made, a layer. */
  const bytesOf = (record: HistoryRecord, index: number): number | null => {
    if (record.bytes !== 0) return record.bytes;
    // A tar archive is never empty in Podman's count, so 0 means that it does not know.
    if (store === 'podman') return null;
    // In the containerd store an unpacked layer mostly has bytes, and 0 means "not unpacked", unless one above it is.
    return store === 'containerd' && index > newestWithBytes ? null : 0;
  };

  const rows: ImageRow[] = [];
  for (const segment of segmentsOf(records.length, diffIds.length, counts)) {
    const likelihoods = records.slice(segment.from, segment.to).map(likelihood);
    const verdict = judge(likelihoods, segment.layers);
    const layerAt = placeLayers(verdict, segment.layers);
    for (const [i, { isLayer, sure }] of verdict.rows.entries()) {
      const index = segment.from + i;
      const record = records[index];
      if (record === undefined) continue;
      const at = layerAt[i];
      rows.push({
        createdBy: record.createdBy,
        ...(record.createdAt === undefined ? {} : { createdAt: record.createdAt }),
        ...(record.comment === '' ? {} : { comment: record.comment }),
        empty: !isLayer,
        bytes: isLayer || !sure ? bytesOf(record, index) : 0,
        diffId: at === undefined ? null : (diffIds[segment.layersBefore + at] ?? null),
        joinIsSure: sure,
      });
    }
    // Layers that no row speaks of: an image without history, or with too little of it.
    for (let i = 0; i < verdict.surplus; i++) {
      const only = verdict.rows.length === 0;
      rows.push({
        createdBy: '',
        empty: false,
        bytes: null,
        diffId: only ? (diffIds[segment.layersBefore + i] ?? null) : null,
        joinIsSure: only,
      });
    }
  }
  return rows;
}

/** Indexes of rows whose images would settle doubts, if they can be looked at: each doubtful row and the one before it. */
export function rowsToLookAt(rows: readonly ImageRow[], records: readonly HistoryRecord[]): number[] {
  const wanted = new Set<number>();
  for (const [i, row] of rows.entries()) {
    if (row.joinIsSure) continue;
    wanted.add(i - 1);
    wanted.add(i);
  }
  // The newest row is the image itself, which has been looked at.
  return [...wanted].filter((i) => i >= 0 && i < records.length - 1 && records[i]?.id !== '');
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly layersBefore: number;
  /** Layers made by the rows of this segment. */
  readonly layers: number;
}

/** Rows between two places where the number of layers is known. Counts that contradict each other are left out. */
function segmentsOf(rowCount: number, layerCount: number, counts: LayerCounts): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  let before = 0;
  const known = [...counts].sort(([a], [b]) => a - b);
  for (const [row, count] of [...known, [rowCount - 1, layerCount] as const]) {
    const isEnd = row >= rowCount - 1;
    if (!isEnd && (row < from || count < before || count > layerCount || count - before > row + 1 - from)) continue;
    segments.push({
      from,
      to: isEnd ? rowCount : row + 1,
      layersBefore: before,
      layers: (isEnd ? layerCount : count) - before,
    });
    if (isEnd) break;
    from = row + 1;
    before = count;
  }
  return segments;
}

interface Verdict {
  readonly rows: readonly { readonly isLayer: boolean; readonly sure: boolean }[];
  /** Layers without a row. */
  readonly surplus: number;
}

/** Takes rows as layers, the likeliest first, until there are as many as the image has. */
function judge(likelihoods: readonly Likelihood[], layers: number): Verdict {
  const upTo = (limit: number): number => likelihoods.filter((likelihood) => likelihood <= limit).length;
  const all = (isLayer: (likelihood: Likelihood) => boolean, isSure: (likelihood: Likelihood) => boolean): Verdict => ({
    rows: likelihoods.map((likelihood) => ({ isLayer: isLayer(likelihood), sure: isSure(likelihood) })),
    surplus: Math.max(0, layers - likelihoods.filter(isLayer).length),
  });
  for (const limit of [0, 1, 2, 3]) {
    const taken = upTo(limit);
    if (taken === layers)
      return all(
        (likelihood) => likelihood <= limit,
        () => true,
      );
    if (taken < layers) continue;
    // More rows with bytes than layers: the two do not belong together.
    if (limit === 0)
      return all(
        (likelihood) => likelihood === 0,
        (likelihood) => likelihood !== 0,
      );
    // Some rows of this likelihood made a layer, and nothing says which: the oldest are taken.
    let left = layers - upTo(limit - 1);
    return {
      rows: likelihoods.map((likelihood) => ({
        isLayer: likelihood < limit || (likelihood === limit && left-- > 0),
        sure: likelihood !== limit,
      })),
      surplus: 0,
    };
  }
  // Fewer rows than layers.
  return all(
    (likelihood) => likelihood < 3,
    () => false,
  );
}

/**
 * For each row the place of its layer among those of the segment, where that is certain: counted from the start up to the
 * first doubt, and from the end down to the last one.
 */
function placeLayers({ rows, surplus }: Verdict, layers: number): (number | undefined)[] {
  const places: (number | undefined)[] = rows.map(() => undefined);
  const firstDoubt = rows.findIndex((row) => !row.sure);
  const lastDoubt = rows.findLastIndex((row) => !row.sure);
  let next = 0;
  for (let i = 0; i < (firstDoubt < 0 ? rows.length : firstDoubt); i++)
    if (rows[i]?.isLayer === true) places[i] = next++;
  if (firstDoubt < 0 || surplus > 0) return places;
  let last = layers - 1;
  for (let i = rows.length - 1; i > lastDoubt; i--) if (rows[i]?.isLayer === true) places[i] = last--;
  return places;
}

function likelihood({ bytes, comment, createdBy }: HistoryRecord): Likelihood {
  if (bytes !== null && bytes > 0) return 0;
  // Rows that the exporter adds for layers the frontend does not know of.
  if (comment.startsWith('buildkit.exporter')) return 1;
  if (comment.startsWith('buildkit.dockerfile')) {
    return /^(?:RUN|COPY|ADD)\s/.test(createdBy) || /^WORKDIR (?!\/$)/.test(createdBy) ? 1 : 3;
  }
  // The classic builder and Buildah: what is not run is marked so. These three may have changed files, or not.
  const marked = /#\(nop\)\s+([A-Za-z]+)/.exec(createdBy)?.[1]?.toUpperCase();
  if (marked !== undefined) return ['ADD', 'COPY', 'WORKDIR'].includes(marked) ? 2 : 3;
  return 2;
}
