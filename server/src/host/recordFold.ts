// Knows: how what many builds added to a builder's keys becomes one piece that says the same. Knows no disk.
import type { RecordedKeys, StoredCost } from '../cache/record';

/** BuildKit itself forgets all but some 50 builds of the last days. */
const MOST_HISTORY = 1000;

/** `records` oldest first; undefined when there are none. */
export function foldKeys(records: readonly RecordedKeys[], id: string): RecordedKeys | undefined {
  const last = records.at(-1);
  if (!last) return undefined;
  const links = new Map<string, readonly [string, string, string, 0 | 1]>();
  const results = new Map<string, readonly [string, string, 0 | 1]>();
  const costs = new Map<string, StoredCost>();
  for (const { keys, costs: told } of records) {
    for (const link of keys.links) {
      const name = JSON.stringify(link.slice(0, 3));
      // What was certain once stays so.
      if (links.get(name)?.[3] !== 1) links.set(name, link);
    }
    for (const result of keys.results) results.set(result[0], result);
    for (const [key, seconds, bytes] of told) {
      const old = costs.get(key);
      costs.set(key, [key, seconds ?? old?.[1] ?? null, bytes ?? old?.[2] ?? null]);
    }
  }
  const { version, at, builder } = last;
  const history = [...new Set(records.flatMap((record) => record.history ?? []))].slice(-MOST_HISTORY);
  return {
    version,
    id,
    at,
    builder,
    keys: { links: [...links.values()], results: [...results.values()] },
    costs: [...costs.values()],
    ...(history.length > 0 && { history }),
  };
}
