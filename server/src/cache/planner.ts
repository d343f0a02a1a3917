// Knows: the way from a Dockerfile's text to its cache plan, with disk, records and engine behind ports. Reads no more of
// a context than the COPY sources need.
import { buildGraph, type BuildGraph } from '../build/graph';
import type { BuildOptions } from '../build/options';
import type { Outcome } from '../base/outcome';
import { ok } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import { filterContext, openedContext } from '../context/filter';
import type { ContextMatcher } from '../context/ignoreMatcher';
import { withNodes } from '../context/patch';
import type { ContextReader, ReadProgress } from '../context/port';
import { parseTree } from '../context/serialize';
import { afterUpload, sentContext } from '../context/upload';
import type { ContextNode, DirectoryNode, Sha256 } from '../context/tree';
import type { ShellParser } from '../shell/model';
import type { DockerfileModel } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import type { Costs, StepCost } from './costs';
import { define } from './definition';
import type { BuildFlags } from './flags';
import { KeyStore } from './keyStore';
import type { Definition } from './llb';
import { planBuild } from './planBuild';
import type { CachePlan, PlanInput, PreviousBuild } from './plan';
import type { BuildRecord, RecordedKeys } from './record';
import { factsOf, imageReferences, imagesAsked, unreadPaths, type BaseFacts, type SourceFacts } from './sources';

/** One context that a build is given. */
export interface PlannedContext {
  readonly reader: ContextReader;
  readonly matcher: ContextMatcher;
  /** Last component of the folder's path. */
  readonly baseName: string;
  /** A tree that is known already, so that nothing is listed. */
  readonly tree?: DirectoryNode;
  /** What the builder holds from an earlier upload. */
  readonly uploaded?: DirectoryNode;
}

export type BaseLister = (
  references: readonly string[],
  bases: Readonly<Record<string, BaseFacts>>,
) => Promise<Readonly<Record<string, DirectoryNode>>>;

export interface FactsRequest {
  readonly model: DockerfileModel;
  /** `base` is not asked: base images come from `bases`. */
  readonly options: BuildOptions;
  readonly flags: BuildFlags;
  /** `context` is the main one. */
  readonly contexts: Readonly<Record<string, PlannedContext>>;
  readonly sha256: Sha256;
  readonly signal: CancelSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Facts of images by reference; those that nobody knows are left out. */
  bases(references: readonly string[]): Promise<Readonly<Record<string, BaseFacts>>>;
  /** As for the plan that this is read for. */
  readonly shell?: ShellParser;
  /** Files of images by reference, as far as somebody listed them; asked only for those on which a verdict can hang. */
  readonly baseFiles?: BaseLister;
}

/** A build as it would be sent now: the graph, and everything outside the Dockerfile that decides its cache. */
export interface BuildState {
  readonly graph: BuildGraph;
  readonly definition: Definition;
  readonly facts: SourceFacts;
  /** The listed trees before filtering, so that a later plan refreshes them. */
  readonly listed: Readonly<Record<string, DirectoryNode>>;
}

/** Reads what the plan needs of the contexts; problems of a context leave it unread, and are returned beside. */
export async function readState(request: FactsRequest): Promise<Outcome<BuildState>> {
  const { model, flags, sha256 } = request;
  const rough = buildGraph(model, request.options);
  const references = imageReferences(define(rough, flags, sha256));
  const bases = await request.bases(references);
  const graph = buildGraph(model, { ...request.options, base: (reference) => factsOf(bases, reference)?.config });
  const definition = define(graph, flags, sha256);
  const baseFiles = await baseFilesFor(request, { graph, definition, facts: { bases } });
  const listed: Record<string, DirectoryNode> = {};
  const trees: Record<string, DirectoryNode> = {};
  for (const [name, context] of Object.entries(request.contexts)) {
    if (!usesContext(definition, name)) continue;
    const tree = await listContext(context, plainSources(definition, name), request);
    if (!tree.ok) return tree;
    listed[name] = tree.value;
    trees[name] = uploadedTree(tree.value, context, name, definition, graph);
  }
  const factsNow = (): SourceFacts => {
    const { context, ...namedContexts } = trees;
    return { bases, ...(baseFiles && { baseFiles }), context, namedContexts };
  };
  for (const [name, paths] of unreadPaths(definition, factsNow(), sha256)) {
    const context = request.contexts[name];
    if (!context) continue;
    for await (const read of hashFiles(context.reader, paths, request)) {
      const tree = trees[name];
      const whole = listed[name];
      if (!tree || !whole) continue;
      const patched = withNodes(tree, read);
      trees[name] = patched;
      // Without an ignore file both are one tree, which need not be made twice.
      listed[name] = whole === tree ? patched : withNodes(whole, read);
    }
  }
  return ok({ graph, definition, facts: factsNow(), listed });
}

/** Undefined: no verdict can hang on them. */
export async function baseFilesFor(
  { flags, sha256, shell, baseFiles }: Pick<FactsRequest, 'flags' | 'sha256' | 'shell' | 'baseFiles'>,
  {
    graph,
    definition,
    facts: { bases },
  }: Pick<BuildState, 'graph' | 'definition'> & { facts: Pick<SourceFacts, 'bases'> },
): Promise<Readonly<Record<string, DirectoryNode>> | undefined> {
  // Most builds take files of the context alone.
  if (!baseFiles || !takesFromImages(definition)) return undefined;
  const asked = imagesAsked(shell ? define(graph, flags, sha256, shell) : definition);
  return asked.length === 0 ? undefined : baseFiles(asked, bases);
}

const takesFromImages = ({ vertexes }: Definition): boolean =>
  vertexes.some(({ inputs }) =>
    inputs.some(({ vertex, content }) => content && vertexes[vertex]?.effect.kind !== 'local'),
  );

const usesContext = ({ vertexes }: Definition, name: string): boolean =>
  vertexes.some(({ effect }) => effect.kind === 'local' && effect.name === name);

/** Sources that are taken whole: all of their files will be asked for. */
const plainSources = ({ vertexes }: Definition, name: string): string[] =>
  vertexes.flatMap(({ inputs }) =>
    inputs.flatMap(({ vertex, content }) => {
      const effect = vertexes[vertex]?.effect;
      if (effect?.kind !== 'local' || effect.name !== name) return [];
      return (content ?? []).flatMap(({ path, wildcard, include, exclude }) =>
        wildcard || include.length + exclude.length > 0 ? [] : [path.replace(/^\/+/, '')],
      );
    }),
  );

const listContext = async (
  context: PlannedContext,
  ahead: readonly string[],
  { signal, onProgress }: FactsRequest,
): Promise<Outcome<DirectoryNode>> =>
  context.tree
    ? ok(context.tree)
    : context.reader.list({
        matcher: context.matcher,
        signal,
        // Where the builder has a copy, most files are known by their looks and need no reading.
        ...(context.uploaded === undefined && { ahead }),
        ...(onProgress && { onProgress }),
      });

/** What the builder will hold. The classic builder is sent everything anew; BuildKit's copy keeps what looks unchanged. */
function uploadedTree(
  tree: DirectoryNode,
  context: PlannedContext,
  name: string,
  definition: Definition,
  graph: BuildGraph,
): DirectoryNode {
  const { builder } = graph.options;
  if (builder !== 'buildkit')
    return filterContext(tree, context.matcher, builder === 'classic' ? 'classic' : 'buildkit');
  const filtered = openedContext(tree, context.matcher);
  const sent = name === 'context' ? sentContext(filtered, definition.contextPaths) : filtered;
  return afterUpload(context.uploaded, sent);
}

/** What was read is put into the tree so many files at a time: there it takes far less memory. */
const MOST_AT_ONCE = 10_000;

async function* hashFiles(
  reader: ContextReader,
  paths: Iterable<string>,
  { signal, onProgress }: FactsRequest,
): AsyncGenerator<ReadonlyMap<string, ContextNode | undefined>, void, void> {
  let read = new Map<string, ContextNode | undefined>();
  for await (const files of reader.hash(paths, { signal, ...(onProgress && { onProgress }) })) {
    for (const { path, node } of files) read.set(path, node);
    if (read.size < MOST_AT_ONCE) continue;
    yield read;
    read = new Map();
  }
  if (read.size > 0) yield read;
}

export const storeOf = (records: readonly RecordedKeys[]): KeyStore => KeyStore.read(records.map(({ keys }) => keys));

/** Newer costs stand for older ones; a time that was not told leaves the older one. */
export function costsOf(records: readonly RecordedKeys[]): Costs {
  const costs = new Map<string, StepCost>();
  for (const { costs: entries } of records) {
    for (const [key, seconds, bytes] of entries) {
      const old = costs.get(key);
      costs.set(key, { seconds: seconds ?? old?.seconds ?? null, bytes: bytes ?? old?.bytes ?? null });
    }
  }
  return costs;
}

const previousBuilds = new WeakMap<BuildRecord, PreviousBuild>();

/** The build before, made of its record. Undefined when its context cannot be read back. */
export function previousBuild(record: BuildRecord): PreviousBuild {
  const known = previousBuilds.get(record);
  if (known) return known;
  const made = madeOf(record);
  previousBuilds.set(record, made);
  return made;
}

function madeOf(record: BuildRecord): PreviousBuild {
  const model = parseDockerfile(record.text);
  const graph = buildGraph(model, { ...record.request, base: (reference) => factsOf(record.bases, reference)?.config });
  const trees = Object.entries(record.contexts).flatMap(([name, { tree }]) => {
    const read = parseTree(tree);
    return read ? [[name, read] as const] : [];
  });
  const { context, ...namedContexts } = Object.fromEntries(trees) as Record<string, DirectoryNode>;
  return { graph, flags: record.flags, facts: { bases: record.bases, context, namedContexts } };
}

/** The plan of a state against what builds left. */
export function planState(
  state: BuildState,
  flags: BuildFlags,
  known: Pick<PlanInput, 'store' | 'costs' | 'previous' | 'neverBuilt' | 'shell'>,
  sha256: Sha256,
): CachePlan {
  return planBuild({ graph: state.graph, flags, facts: state.facts, sha256, ...known });
}
