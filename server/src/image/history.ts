// Knows: how history entries and layers are joined (OCI image spec, config.md; irregular cases: image-facts §3.4).
import type { HistoryEntry, ImageLayer, ImageRow } from './model';

/**
 * Walks the history from the start with a cursor over the layers: each entry that is not empty takes the next layer.
 * Images without history get one row per layer; surplus layers get rows of their own; surplus entries become empty.
 * In the last three cases `joinIsSure` is false for the rows that were touched. Total: never throws.
 */
export function joinHistory(history: readonly HistoryEntry[], layers: readonly ImageLayer[]): ImageRow[] {
  const filled = history.filter((entry) => !entry.emptyLayer).length;
  const sure = filled === layers.length;
  const rows: ImageRow[] = [];
  let cursor = 0;
  for (const entry of history) {
    const layer = entry.emptyLayer ? undefined : layers[cursor];
    if (layer) cursor++;
    rows.push({
      createdBy: entry.createdBy,
      ...(entry.createdAt === undefined ? {} : { createdAt: entry.createdAt }),
      ...(entry.comment === undefined ? {} : { comment: entry.comment }),
      empty: layer === undefined,
      bytes: layer ? layer.bytes : 0,
      diffId: layer ? layer.diffId : null,
      joinIsSure: sure || entry.emptyLayer,
    });
  }
  for (const layer of layers.slice(cursor)) {
    rows.push({
      createdBy: '',
      empty: false,
      bytes: layer.bytes,
      diffId: layer.diffId,
      joinIsSure: history.length === 0,
    });
  }
  return rows;
}
