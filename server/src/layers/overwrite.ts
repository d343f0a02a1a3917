// Knows: a fault of BuildKit before 0.30 (frontend 1.24): stages that stand on one stage share its history list in
// memory, so that each overwrites what the one before appended, unless Go had to move the list (builder-semantics §6b.21).
import type { BuildGraph, Stage } from '../build/graph';
import { predictHistory, predictStages, type PredictedEntry } from './predict';

/** A Go slice: several may look at one array. */
interface Slice {
  readonly array: { readonly cells: (PredictedEntry | undefined)[]; readonly capacity: number };
  readonly length: number;
}

/** First frontend without the fault. */
const REPAIRED = 24;
/** Engines from 25.0 on (frontend 1.6) are built with a Go whose JSON decoder grows slices by doubling. */
const DOUBLING = 6;

/**
 * The target's own entries as the builder writes them, when the base image has `baseLength` history entries. Equal to the
 * prediction where nothing is overwritten, and always for frontends that are repaired.
 */
export function writtenHistory(
  graph: BuildGraph,
  baseLength: number,
  frontend = graph.options.frontend,
): PredictedEntry[] {
  if (frontend >= REPAIRED || graph.options.builder !== 'buildkit' || !graph.target) return predictHistory(graph);
  const slices = new Map<number, Slice>();
  const own = predictStages(graph);
  for (const stage of graph.stages) {
    if (!graph.reachable.has(stage.index)) continue;
    let slice = startOf(stage, slices, baseLength, frontend);
    for (const entry of own[stage.index] ?? []) slice = append(slice, entry);
    slices.set(stage.index, slice);
  }
  const target = slices.get(graph.target.index);
  return (target?.array.cells.slice(0, target.length) ?? []).filter((entry) => entry !== undefined);
}

function startOf(stage: Stage, slices: ReadonlyMap<number, Slice>, baseLength: number, frontend: number): Slice {
  const below = stage.base.kind === 'stage' ? slices.get(stage.base.stage) : undefined;
  if (below) return below;
  const length = stage.base.kind === 'image' ? baseLength : 0;
  return {
    array: { cells: new Array<undefined>(length).fill(undefined), capacity: decodedCapacity(length, frontend) },
    length,
  };
}

/** Capacity of a slice that Go's encoding/json filled one by one. */
function decodedCapacity(length: number, frontend: number): number {
  let capacity = 0;
  while (capacity < length)
    capacity = frontend >= DOUBLING ? Math.max(1, capacity * 2) : Math.max(4, capacity + Math.floor(capacity / 2));
  return capacity;
}

/** Go's append of one element: in place while there is room, else into a new array of twice the size. */
function append({ array, length }: Slice, entry: PredictedEntry): Slice {
  if (length < array.capacity) {
    array.cells[length] = entry;
    return { array, length: length + 1 };
  }
  const cells = array.cells.slice(0, length);
  cells[length] = entry;
  return { array: { cells, capacity: Math.max(1, array.capacity * 2) }, length: length + 1 };
}
