// Knows: what is sure of a build after it ran: the state that it worked on, what it left in the builder's keys, and what
// its steps cost.
import { NEVER_CANCELLED } from '../base/platform';
import { costKeys } from '../cache/costs';
import { learnBuild, type Learned } from '../cache/learn';
import type { BuildFlags } from '../cache/flags';
import { baseFilesFor, readState, storeOf, type BuildState } from '../cache/planner';
import { joinBuildahSteps, joinClassicSteps, joinSteps, observer, type ReportedStep } from '../cache/progress';
import type { RecordedKeys, StoredCost } from '../cache/record';
import { factsOf, imageReferences } from '../cache/sources';
import type { KeyStore, StoredKeys } from '../cache/keyStore';
import type { Solved } from '../cache/solve';
import { withNodes } from '../context/patch';
import { nodeAt, walkTree, type ContextNode, type DirectoryNode } from '../context/tree';
import type { BuildRun } from '../host/buildRunner';
import { localEngine } from '../host/localEngine';
import { sha256 } from '../host/nodePlatform';
import type { Image } from '../image/model';
import { align, type Alignment } from '../layers/align';
import { createParser } from '../shell/parser';
import { askBases, optionsOf, type ReadContexts, type StateRequest } from './buildState';

export interface StateAfter {
  /** Without what the builder may have been sent in another form. */
  readonly state: BuildState;
  /** The forms, where files changed while it built: as they were before, and as they are now. */
  readonly forms: readonly BuildState[];
}

/** Images that were pulled meanwhile are known now, and files that changed meanwhile are not. */
export async function stateAfter(
  request: StateRequest,
  { contexts }: ReadContexts,
  state: BuildState,
): Promise<StateAfter> {
  const { builder, whole, model } = request;
  const references = imageReferences(state.definition);
  const now = await askBases(builder, references, whole.pull);
  const keysOf = (bases: typeof now, reference: string): string => factsOf(bases, reference)?.keys.join() ?? '';
  const isNew = references.some((reference) => keysOf(now, reference) !== keysOf(state.facts.bases, reference));
  const bases = { ...state.facts.bases, ...now };
  const before = isNew ? ((await reread((name) => state.listed[name])) ?? state) : state;
  const sure: Record<string, DirectoryNode> = {};
  const current: Record<string, DirectoryNode> = {};
  for (const [name, tree] of Object.entries(treesOf(before))) {
    const given = contexts[name];
    const listed = await given?.reader.list({ matcher: given.matcher, signal: NEVER_CANCELLED });
    sure[name] = listed?.ok === true ? withoutChanging(tree, listed.value) : tree;
    if (listed?.ok === true) current[name] = listed.value;
  }
  const { context, ...namedContexts } = sure;
  const isSame = Object.entries(treesOf(before)).every(([name, tree]) => sure[name] === tree);
  const after = isSame ? undefined : await reread((name) => current[name]);
  // Last: it takes its time, in which files may change again.
  const shell = createParser();
  const { baseFiles: lister } = request;
  const asked = { flags: whole.flags, sha256, shell, ...(lister && { baseFiles: lister }) };
  const baseFiles = await baseFilesFor(asked, before);
  const withFiles = (form: BuildState): BuildState =>
    baseFiles ? { ...form, facts: { ...form.facts, baseFiles } } : form;
  return {
    state: withFiles({ ...before, facts: { bases: before.facts.bases, context, namedContexts } }),
    forms: (isSame ? [] : [before, ...(after ? [after] : [])]).map(withFiles),
  };

  async function reread(treeOf: (name: string) => DirectoryNode | undefined): Promise<BuildState | undefined> {
    const known = Object.entries(contexts).map(([name, given]) => {
      const tree = treeOf(name);
      return [name, tree ? { ...given, tree } : given] as const;
    });
    const read = await readState({
      model,
      options: optionsOf(whole),
      flags: whole.flags,
      contexts: Object.fromEntries(known),
      sha256,
      signal: NEVER_CANCELLED,
      bases: () => Promise.resolve(bases),
    });
    return read.ok ? read.value : undefined;
  }
}

const treesOf = ({ facts: { context, namedContexts } }: BuildState): Record<string, DirectoryNode> => ({
  ...namedContexts,
  ...(context && { context }),
});

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
  readonly after: StateAfter;
  readonly flags: BuildFlags;
  readonly known: readonly RecordedKeys[];
  readonly id: string;
  readonly run: BuildRun;
}

export async function learnRun({ request, after, flags, known, id, run }: RunToLearn): Promise<LearnedRun> {
  const store = storeOf(known);
  const shell = createParser();
  const { state, forms } = after;
  const { graph, definition } = state;
  const { steps } = run.report;
  const joined =
    graph.options.builder === 'buildkit'
      ? joinSteps(definition, steps, graph.stages.length)
      : graph.options.builder === 'buildah'
        ? joinBuildahSteps(definition, steps)
        : joinClassicSteps(definition, steps);
  const observe = observer(joined, run.code === 0);
  const learn = (form: BuildState, into: KeyStore, buildId: string, doubt: ReadonlySet<number>): Learned =>
    learnBuild({
      graph: form.graph,
      flags,
      facts: form.facts,
      store: into,
      sha256,
      buildId,
      shell,
      observe: () => (index) => (doubt.has(index) ? 'lost' : observe(index)),
    });
  if (forms.length === 0) learn(state, store, id, new Set());
  else {
    // Each form may be the one that was built: what took such a file in is stored as doubtful under all of them.
    const { solved } = learn(state, store.fork(), id, new Set());
    const takesOpen = ({ inputs }: Solved): boolean =>
      inputs.some(({ content }) => content?.some(({ kind }) => kind === 'unread') === true);
    const doubt = new Set(solved.flatMap((one, index) => (takesOpen(one) ? [index] : [])));
    forms.forEach((form, i) => learn(form, store, `${id}.form${String(i)}`, doubt));
  }
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
