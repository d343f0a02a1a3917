// Knows: what is sure of a build after it ran: the state that it worked on, what it left in the builder's keys, and what
// its steps cost.
import { NEVER_CANCELLED } from '../base/platform';
import { costKeys } from '../cache/costs';
import { learnBuild } from '../cache/learn';
import type { BuildFlags } from '../cache/flags';
import { readState, storeOf, type BuildState } from '../cache/planner';
import { joinClassicSteps, joinSteps, observer, type ReportedStep } from '../cache/progress';
import type { RecordedKeys, StoredCost } from '../cache/record';
import { factsOf, imageReferences } from '../cache/sources';
import type { StoredKeys } from '../cache/keyStore';
import { withNodes } from '../context/patch';
import { nodeAt, walkTree, type ContextNode, type DirectoryNode } from '../context/tree';
import type { BuildRun } from '../host/buildRunner';
import { localEngine } from '../host/localEngine';
import { sha256 } from '../host/nodePlatform';
import type { Image } from '../image/model';
import { align, type Alignment } from '../layers/align';
import { askBases, optionsOf, type ReadContexts, type StateRequest } from './buildState';

/** Images that were pulled meanwhile are known now, and files that changed meanwhile are not. */
export async function stateAfter(
  request: StateRequest,
  { contexts }: ReadContexts,
  state: BuildState,
): Promise<BuildState> {
  const { builder, whole, model } = request;
  const references = imageReferences(state.definition);
  const now = await askBases(builder, references, whole.pull);
  const keysOf = (bases: typeof now, reference: string): string => factsOf(bases, reference)?.keys.join() ?? '';
  const isNew = references.some((reference) => keysOf(now, reference) !== keysOf(state.facts.bases, reference));
  const after = isNew ? await withBases(request, contexts, state, { ...state.facts.bases, ...now }) : state;
  const trees: Record<string, DirectoryNode> = {
    ...after.facts.namedContexts,
    ...(after.facts.context && { context: after.facts.context }),
  };
  for (const [name, tree] of Object.entries(trees)) {
    const given = contexts[name];
    const listed = await given?.reader.list({ matcher: given.matcher, signal: NEVER_CANCELLED });
    if (listed?.ok === true) trees[name] = withoutChanging(tree, listed.value);
  }
  const { context, ...namedContexts } = trees;
  return { ...after, facts: { bases: after.facts.bases, context, namedContexts } };

  async function withBases(
    { whole: { flags } }: StateRequest,
    given: ReadContexts['contexts'],
    old: BuildState,
    bases: typeof now,
  ): Promise<BuildState> {
    const known = Object.entries(given).map(([name, context]) => {
      const tree = old.listed[name];
      return [name, tree ? { ...context, tree } : context] as const;
    });
    const read = await readState({
      model,
      options: optionsOf(whole),
      flags,
      contexts: Object.fromEntries(known),
      sha256,
      signal: NEVER_CANCELLED,
      bases: () => Promise.resolve(bases),
    });
    return read.ok ? read.value : old;
  }
}

/** Nobody knows which bytes the builder was sent of a file that changed while it built. */
function withoutChanging(tree: DirectoryNode, now: DirectoryNode): DirectoryNode {
  const changes = new Map<string, ContextNode>();
  for (const [path, node] of walkTree(tree)) {
    if (node.kind !== 'file' || node.digest === undefined) continue;
    const found = nodeAt(now, path);
    if (found?.kind !== 'file' || found.size !== node.size || found.mtime !== node.mtime)
      changes.set(path, { ...node, digest: undefined, problem: 'changing' });
  }
  return changes.size === 0 ? tree : withNodes(tree, changes);
}

export interface LearnedRun {
  readonly keys: StoredKeys;
  readonly costs: readonly StoredCost[];
}

export interface RunToLearn {
  readonly request: StateRequest;
  readonly state: BuildState;
  readonly flags: BuildFlags;
  readonly known: readonly RecordedKeys[];
  readonly id: string;
  readonly run: BuildRun;
}

export async function learnRun({ request, state, flags, known, id, run }: RunToLearn): Promise<LearnedRun> {
  const store = storeOf(known);
  const { graph } = state;
  const { steps } = run.report;
  const joined =
    graph.options.builder === 'buildkit'
      ? joinSteps(state.definition, steps, graph.stages.length)
      : joinClassicSteps(state.definition, steps);
  learnBuild({
    graph,
    flags,
    facts: state.facts,
    store,
    sha256,
    buildId: id,
    observe: () => observer(joined, run.code === 0),
  });
  const bytes = run.code === 0 ? await layerBytes(request, state, run.report.image) : new Map<string, number>();
  return { keys: store.added(), costs: stepCosts(state, joined, bytes) };
}

export function stepCosts(
  { definition: { vertexes } }: BuildState,
  joined: ReadonlyMap<number, ReportedStep>,
  bytes: ReadonlyMap<string, number>,
): StoredCost[] {
  const costs: StoredCost[] = [];
  const places = vertexes.map(({ step }) => step && placeOf(step.stage.index, step.instruction.line));
  for (const [index, vertex] of vertexes.entries()) {
    const place = places[index];
    if (place === undefined) continue;
    const report = joined.get(index);
    const ran = report !== undefined && report.completed && !report.cached && !report.failed;
    // Of two steps on one line (a linked copy, triggers) nobody can say which made the layer.
    const size = places.indexOf(place) === places.lastIndexOf(place) ? (bytes.get(place) ?? null) : null;
    const seconds = ran ? report.seconds : null;
    if (seconds === null && size === null) continue;
    for (const key of costKeys(vertex)) costs.push([key, seconds, size]);
  }
  return costs;
}

/** Bytes of the layers by stage and line, where the image says for sure which line made which. */
export function bytesByPlace({ rows }: Alignment): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { row, entry, certainty } of rows) {
    if (!entry || certainty !== 'measured' || row.bytes === null || entry.empty === true) continue;
    bytes.set(placeOf(entry.stage.index, entry.line), row.bytes);
  }
  return bytes;
}

const placeOf = (stage: number, line: number): string => `${String(stage)}:${String(line)}`;

/** What the engine's history of the image says. */
async function layerBytes(
  { builder, whole, model, asked }: StateRequest,
  state: BuildState,
  made: string,
): Promise<Map<string, number>> {
  const bytes = new Map<string, number>();
  if (!builder.answers || builder.version === '') return bytes;
  const tag = asked.words?.tags.find(({ known }) => known);
  const engine = localEngine(builder.address, () => undefined);
  try {
    let image: Image | undefined;
    for (const reference of [made, tag?.known === true ? tag.value : '']) {
      if (reference === '' || image) continue;
      const outcome = await engine.image(reference, NEVER_CANCELLED);
      if (outcome.ok) image = outcome.value;
    }
    if (!image) return bytes;
    const options = { ...optionsOf(whole), base: (reference: string) => factsOf(state.facts.bases, reference)?.config };
    return bytesByPlace(align(model, image, options, true));
  } finally {
    engine.dispose();
  }
}
