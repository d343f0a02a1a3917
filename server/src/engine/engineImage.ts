// Knows: making an Image of what an engine said: inspect and history, and, where they leave doubts, the images of earlier rows.
import { totalBytes } from '../image/model';
import type { Image, ImageRow } from '../image/model';
import type { HistoryRecord } from './records/history';
import type { InspectRecord } from './records/inspect';
import { joinEngineRows, rowsToLookAt } from './rows';
import type { LayerCounts, StoreKind } from './rows';
import { sourceText } from './session';
import type { Answering } from './session';

/** Earlier images that are looked at for one image: each is a question to the engine. */
const MAX_LOOKS = 64;
const LOOKS_AT_ONCE = 4;

/** Number of layers of an image by its id; undefined when the engine has it no more. */
export type CountLayers = (id: string) => Promise<number | undefined>;

export async function engineImage(
  inspect: InspectRecord,
  records: readonly HistoryRecord[],
  state: Answering,
  countLayers: CountLayers,
): Promise<Image> {
  const rows = await joinRows(inspect, records, storeKind(state), countLayers);
  return {
    id: inspect.id,
    names: inspect.names,
    config: inspect.config,
    rows,
    total: totalBytes(rows),
    sizeKind: 'engine',
    source: sourceText(state),
    ...(inspect.createdAt === undefined ? {} : { createdAt: inspect.createdAt }),
  };
}

const storeKind = ({ product, store }: Answering): StoreKind =>
  product === 'podman' ? 'podman' : store === 'containerd' ? 'containerd' : 'other';

async function joinRows(
  inspect: InspectRecord,
  records: readonly HistoryRecord[],
  store: StoreKind,
  countLayers: CountLayers,
): Promise<ImageRow[]> {
  const { diffIds } = inspect.config;
  const told = countsFromHistory(inspect, records);
  const rows = joinEngineRows(records, diffIds, store, told);
  if (told.size > 0) return rows;
  // The classic builder leaves an image for each of its steps.
  const looks = rowsToLookAt(rows, records).slice(0, MAX_LOOKS);
  if (looks.length === 0) return rows;
  const counts = new Map<number, number>();
  for (let at = 0; at < looks.length; at += LOOKS_AT_ONCE) {
    await Promise.all(
      looks.slice(at, at + LOOKS_AT_ONCE).map(async (i) => {
        const count = await countLayers(records[i]?.id ?? '');
        if (count !== undefined) counts.set(i, count);
      }),
    );
  }
  return joinEngineRows(records, diffIds, store, counts);
}

/** Podman's inspect has the config's own history, which says of each row whether it made a layer. */
function countsFromHistory({ history, config }: InspectRecord, records: readonly HistoryRecord[]): LayerCounts {
  const layers = history.filter((entry) => !entry.emptyLayer).length;
  const fits =
    history.length === records.length &&
    layers === config.diffIds.length &&
    history.every((entry, i) => entry.createdBy === records[i]?.createdBy);
  const counts = new Map<number, number>();
  let count = 0;
  if (!fits) return counts;
  for (const [i, entry] of history.entries()) {
    if (!entry.emptyLayer) count++;
    counts.set(i, count);
  }
  return counts;
}
