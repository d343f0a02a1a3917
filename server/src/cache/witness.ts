// Knows: what a built image tells of a builder's cache when no build was recorded: steps whose history texts are those of
// the Dockerfile, from the first one on, were built; what they copied is known only where somebody read it.
import type { Stage } from '../build/graph';
import { predictHistory } from '../layers/predict';
import { compareTexts } from '../layers/sameText';
import type { Sha256 } from '../context/tree';
import type { ShellParser } from '../shell/model';
import type { Copied } from './copied';
import { KeyStore, type StoredKeys } from './keyStore';
import { learnBuild } from './learn';
import type { PreviousBuild } from './plan';
import type { Observation } from './solve';
import type { Vertex } from './vertex';

/** A history entry of the image, base image left out, oldest first. */
export interface WitnessRow {
  readonly createdBy: string;
  readonly empty: boolean;
}

export interface WitnessInput extends PreviousBuild {
  readonly rows: readonly WitnessRow[];
  readonly sha256: Sha256;
  readonly shell?: ShellParser;
  /** Whether the files that a COPY or ADD left in the image are those that it would leave now. */
  copied(vertex: Vertex): Copied['kind'];
}

/** Keys that a builder which made this image has, unless it dropped them since. */
export function witnessedKeys(input: WitnessInput): KeyStore {
  const { graph, flags, facts, sha256 } = input;
  const store = new KeyStore();
  const told = toldPlaces(input);
  const inChain = new Set(graph.chain.map(({ index }) => index));
  /** `absent`: another text, or other files, were built. */
  const seen = (vertex: Vertex | undefined, vertexes: readonly Vertex[]): 'built' | 'perhaps' | 'absent' => {
    const step = vertex?.step;
    if (!vertex || !step) return 'built';
    // Stages that are no part of the image leave no trace in it.
    if (!inChain.has(step.stage.index)) return 'perhaps';
    if (!told.has(placeOf(step.stage, step.instruction.line))) return 'absent';
    if (!vertex.inputs.some(({ vertex: at }) => vertexes[at]?.effect.kind === 'local')) return 'built';
    const copied = input.copied(vertex);
    return copied === 'same' ? 'built' : copied === 'different' ? 'absent' : 'perhaps';
  };
  const { definition, solved } = learnBuild({
    graph,
    flags: { ...flags, noCache: false },
    facts,
    store,
    sha256,
    buildId: 'witness',
    ...(input.shell && { shell: input.shell }),
    observe:
      ({ vertexes }) =>
      (index): Observation =>
        seen(vertexes[index], vertexes) === 'built' ? 'unseen' : 'lost',
  });
  const absent = new Set(
    definition.vertexes.flatMap((vertex, i) =>
      seen(vertex, definition.vertexes) === 'absent' ? (solved[i]?.commit ?? []) : [],
    ),
  );
  const added = store.added();
  const keys: StoredKeys = { links: added.links, results: added.results.filter(([key]) => !absent.has(key)) };
  return KeyStore.read([keys]);
}

const placeOf = ({ index }: Stage, line: number): string => `${String(index)}:${String(line)}`;

/** Lines whose every entry is in the image, up to the first one that is not. */
function toldPlaces({ graph, rows }: WitnessInput): Set<string> {
  const told = new Set<string>();
  const entries = predictHistory(graph);
  for (const [i, entry] of entries.entries()) {
    const row = rows[i];
    const match = row && compareTexts(entry, row.createdBy);
    // Texts that differ only in their arguments are not the same step.
    const fits =
      row &&
      (match === 'exact' || entry.alternatives.includes(row.createdBy)) &&
      (entry.empty === null || entry.empty === row.empty);
    if (fits !== true) {
      told.delete(placeOf(entry.stage, entry.line));
      return told;
    }
    told.add(placeOf(entry.stage, entry.line));
  }
  return told;
}
