// Knows: how the reasons of a miss follow from the two walks and from the build before.
import type { BuildGraph } from '../build/graph';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { CacheReason } from './because';
import { fileChanges } from './fileChanges';
import type { Definition } from './llb';
import type { BeforePlan, CacheVerdict } from './plan';
import { factsOf, imageBelow, type SourceFacts } from './sources';
import type { Solved } from './solve';
import type { KeyPart, Vertex, VertexInput } from './vertex';

export interface ReasonInput {
  readonly definition: Definition;
  readonly verdicts: readonly CacheVerdict[];
  readonly worst: readonly Solved[];
  readonly best: readonly Solved[];
  /** Vertex → place in the plan's steps. */
  readonly places: ReadonlyMap<number, number>;
  readonly facts: SourceFacts;
  readonly graph: BuildGraph;
  readonly before?: BeforePlan;
  readonly sha256: Sha256;
  readonly isEmpty: boolean;
}

/** At least one reason, always. */
export function reasonsOf(index: number, verdict: 'miss' | 'unknown', input: ReasonInput): CacheReason[] {
  const vertex = input.definition.vertexes[index];
  if (!vertex) return [{ kind: 'not-recorded' }];
  if (vertex.ignoreCache) return [{ kind: 'no-cache' }];
  if (vertex.isNeverFound === true) return [{ kind: 'never-cached' }];
  const reasons = [...ownReasons(index, vertex, input), ...inputReasons(index, vertex, verdict, input)];
  return reasons.length > 0 ? reasons : [{ kind: verdict === 'unknown' ? 'not-observed' : 'not-recorded' }];
}

function ownReasons(index: number, vertex: Vertex, { before, graph }: ReasonInput): CacheReason[] {
  const old = before?.pairs.get(index);
  if (!before || !old || old.digest === vertex.digest) return [];
  const reasons: CacheReason[] = [];
  for (const [i, part] of vertex.parts.entries()) {
    const other = old.parts.find(({ kind }, j) => kind === part.kind && (j === i || old.parts[i]?.kind !== part.kind));
    if (!other || other.value === part.value) continue;
    reasons.push(...partReasons(part, other, vertex, old, [graph, before.graph]));
  }
  return reasons;
}

function partReasons(
  part: KeyPart,
  old: KeyPart,
  vertex: Vertex,
  before: Vertex,
  graphs: readonly BuildGraph[],
): CacheReason[] {
  const change = { before: old.value, after: part.value };
  const texts = { before: before.step?.text ?? old.value, after: vertex.step?.text ?? part.value };
  switch (part.kind) {
    case 'environment':
      return environmentReasons(old.value, part.value, graphs);
    case 'instruction':
      return texts.before === texts.after && vertex.effect.kind === 'run'
        ? [shellOrArg(change, argNames(graphs))]
        : [{ kind: 'instruction-changed', ...texts }];
    case 'sources':
      return [{ kind: 'instruction-changed', ...texts }];
    case 'workdir':
      return [{ kind: 'workdir-changed', ...change }];
    case 'user':
      return [{ kind: 'user-changed', ...change }];
    case 'shell':
      return [{ kind: 'shell-changed', ...change }];
    case 'mounts':
      return [{ kind: 'mount-changed', ...change }];
    case 'platform':
      return [{ kind: 'platform-changed', ...change }];
    case 'network':
      return [{ kind: 'network-changed', ...change }];
    case 'destination':
      return [{ kind: 'destination-changed', ...change }];
    case 'options':
      return [{ kind: 'options-changed', ...change }];
  }
}

/** The text is the same, what runs is not: the SHELL in front of it, or a heredoc's body. */
const shellOrArg = (change: { before: string; after: string }, args: ReadonlySet<string>): CacheReason => {
  const named = classicArg(change.before, change.after, args);
  if (named !== undefined) return { kind: 'arg-changed', name: named };
  const last = (list: string): string => list.slice(list.lastIndexOf('","'));
  return last(change.before) === last(change.after)
    ? { kind: 'shell-changed', ...change }
    : { kind: 'instruction-changed', ...change };
};

/** The classic builder puts `|2 A=1 B=2` before the command; the name of the first that is not as before. */
function classicArg(before: string, after: string, args: ReadonlySet<string>): string | undefined {
  if (!before.startsWith('|') && !after.startsWith('|')) return undefined;
  const old = new Set(before.split(' '));
  const now = new Set(after.split(' '));
  const changed = [...now].filter((word) => !old.has(word)).concat([...old].filter((word) => !now.has(word)));
  return changed.map((word) => word.slice(0, Math.max(0, word.indexOf('=')))).find((name) => args.has(name));
}

function environmentReasons(before: string, after: string, graphs: readonly BuildGraph[]): CacheReason[] {
  const old = entries(before);
  const now = entries(after);
  const reasons: CacheReason[] = [];
  const args = argNames(graphs);
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const from = old.get(name);
    const to = now.get(name);
    if (from === to) continue;
    reasons.push({
      kind: args.has(name) ? 'arg-changed' : 'env-changed',
      name,
      ...(from !== undefined && { before: from }),
      ...(to !== undefined && { after: to }),
    });
  }
  if (reasons.length > 0) return reasons;
  const names = [...now.keys()];
  const moved = [...old.keys()].findIndex((name, i) => names[i] !== name);
  return [{ kind: 'env-order-changed', name: names[moved] ?? '' }];
}

function entries(list: string): Map<string, string> {
  const parsed = JSON.parse(list) as readonly string[];
  return new Map(parsed.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

function argNames(graphs: readonly BuildGraph[]): Set<string> {
  const names = new Set<string>();
  for (const { stages } of graphs)
    for (const { steps } of stages)
      for (const step of steps) if (step.keyword === 'ARG') for (const { name } of step.items) names.add(name.text);
  return names;
}

function inputReasons(index: number, vertex: Vertex, verdict: 'miss' | 'unknown', input: ReasonInput): CacheReason[] {
  const reasons: CacheReason[] = [];
  for (const [i, from] of vertex.inputs.entries()) {
    // What even the best case cannot match is a cause of a miss; what the worst case cannot is one of doubt.
    const decided = (verdict === 'miss' ? input.best : input.worst)[index]?.inputs[i];
    if (decided && (decided.byDefinition || decided.byContent === true)) continue;
    const source = input.definition.vertexes[from.vertex];
    if (!source) continue;
    reasons.push(...inputReason(index, from, source, verdict, input));
  }
  return reasons;
}

function inputReason(
  index: number,
  from: VertexInput,
  source: Vertex,
  verdict: 'miss' | 'unknown',
  input: ReasonInput,
): CacheReason[] {
  const { places, verdicts } = input;
  const step = places.get(from.vertex);
  const sourceVerdict = verdicts[from.vertex];
  if (source.effect.kind === 'local' && from.content) return contextReasons(index, source.effect.name, from, input);
  if (source.effect.kind === 'remote') return [{ kind: 'remote-unknown', url: source.effect.url }];
  if (source.effect.kind === 'image') return imageReasons(source.effect.reference, from, verdict, input);
  const image = verdict === 'unknown' && from.content ? imageBelow(from.vertex, input.definition) : undefined;
  if (image !== undefined && input.worst[from.vertex]?.files.listed === undefined)
    return [{ kind: 'image-unknown', reference: image }];
  if (step === undefined || sourceVerdict === undefined || sourceVerdict === 'hit') return [];
  if (!from.content) return [{ kind: sourceVerdict === 'unknown' ? 'parent-unknown' : 'parent-missed', step }];
  return [
    {
      kind: verdict === 'miss' ? 'source-missed' : sourceVerdict === 'unknown' ? 'parent-unknown' : 'output-unknown',
      step,
    },
  ];
}

function imageReasons(
  reference: string,
  from: VertexInput,
  verdict: 'miss' | 'unknown',
  { before, facts, isEmpty }: ReasonInput,
): CacheReason[] {
  if (isEmpty || !before) return [];
  const old = factsOf(before.facts.bases, reference);
  const now = factsOf(facts.bases, reference);
  const wasUsed = before.definition.vertexes.some(
    ({ effect }) => effect.kind === 'image' && effect.reference === reference,
  );
  if (from.content && verdict === 'unknown') return [{ kind: 'image-unknown', reference }];
  if (!wasUsed || (old && now && old.keys.join() !== now.keys.join())) return [{ kind: 'base-changed', reference }];
  return [];
}

function contextReasons(index: number, name: string, from: VertexInput, input: ReasonInput): CacheReason[] {
  const { facts, before, sha256 } = input;
  const tree = treeOf(facts, name);
  const queries = from.content ?? [];
  if (!tree) return [{ kind: 'not-read' }];
  const content = input.worst[index]?.inputs.find(({ content: key }) => key !== undefined)?.content ?? [];
  for (const [i, part] of content.entries()) {
    if (part.kind !== 'unread') continue;
    const path = (queries[i]?.path ?? '').replace(/^\//, '');
    return [part.why === 'source-missing' ? { kind: 'source-missing', path } : { kind: 'not-read', path }];
  }
  const old = before?.pairs.get(index);
  const oldTree = before && treeOf(before.facts, name);
  const oldInput = old?.inputs.find(
    ({ vertex: at, content: asked }) => asked && before?.definition.vertexes[at]?.effect.kind === 'local',
  );
  if (!old || !oldTree || !oldInput?.content) return [];
  return fileChanges({ tree: oldTree, queries: oldInput.content }, { tree, queries }, sha256);
}

const treeOf = (facts: SourceFacts, name: string): DirectoryNode | undefined =>
  name === 'context' ? facts.context : facts.namedContexts[name];
