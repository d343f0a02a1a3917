// Knows: what builds that nobody recorded may have left in a builder: which misses of a plan are no longer sure, because
// such a build had an op that may be the very same. A hit stays a hit: what was stored is not lost by building more.
import { cleanPath } from '../base/posixPath';
import { isConsequence, type CacheReason } from './because';
import type { CachePlan, StepPlan } from './plan';
import { priceOf } from './price';
import type { Vertex } from './vertex';

/** An op of such a build, as far as it is told. What is absent may be anything. */
export type ElsewhereOp =
  | {
      readonly kind: 'run';
      readonly args?: readonly string[];
      readonly env?: readonly string[];
      /** How the builder names it, where nothing more is told: `RUN make`. */
      readonly title?: string;
    }
  /** `sources`: last components, in order. */
  | { readonly kind: 'copy'; readonly destination?: string; readonly sources?: readonly string[] }
  | { readonly kind: 'mkdir'; readonly path?: string }
  | { readonly kind: 'merge' };

export interface ElsewhereBuild {
  /** RFC 3339: when it ended. */
  readonly at: string;
  /** The same in words of the place where it is read: `14:02`. */
  readonly when: string;
  /** Undefined: nobody can say what it did. */
  readonly ops: readonly ElsewhereOp[] | undefined;
}

/**
 * BuildKit's keys are the builder's, not the Dockerfile's: a build of any file may have left a step. It is found again by the
 * same op on what the same ops made, so a miss stays one where no such build had its op and all ops below it; contents
 * that are copied or mounted are compared as such, whatever made them. `builds`: newest first. `knowsArgs`: false when
 * some build argument is only assumed.
 */
export function withElsewhere(plan: CachePlan, builds: readonly ElsewhereBuild[], knowsArgs = true): CachePlan {
  if (plan.graph.options.builder !== 'buildkit' || builds.length === 0) return plan;
  if (plan.steps.every(({ verdict }) => verdict !== 'miss')) return plan;
  const { vertexes } = plan.definition;
  const verdicts = new Map(plan.steps.map(({ vertex, verdict }) => [vertex, verdict]));
  const isSure = knowsArgs && basesAreKnown(plan);
  /** Of each vertex the builds that may have made it, newest first. */
  const makers: (readonly ElsewhereBuild[])[] = [];
  const left = new Map<number, ElsewhereBuild>();
  for (const [index, vertex] of vertexes.entries()) {
    const under = vertex.inputs.flatMap(({ vertex: below, content }) => (content ? [] : [makers[below] ?? []]));
    const candidates = builds.filter((build) => under.every((makersBelow) => makersBelow.includes(build)));
    makers.push(candidates.filter(({ ops }) => ops === undefined || mayHave(ops, vertex, isSure)));
    const [build] = makers[index] ?? [];
    if (build && verdicts.get(index) === 'miss' && !vertex.ignoreCache) left.set(index, build);
  }
  if (left.size === 0) return plan;
  const steps = plan.steps.map((step): StepPlan => {
    const build = left.get(step.vertex);
    if (!build) return step;
    const { at, when } = build;
    const because = [{ kind: 'built-elsewhere' as const, at, when }, ...rest(step, plan.steps, left)];
    return { ...step, verdict: 'unknown', because };
  });
  const firstMiss = steps.findIndex(({ verdict }) => verdict === 'miss');
  return { ...plan, steps, firstMiss: firstMiss === -1 ? undefined : firstMiss, price: priceOf(steps) };
}

/** What else is said of the step; that no recorded build had it is said already. */
function rest(
  { because }: StepPlan,
  steps: readonly StepPlan[],
  left: ReadonlyMap<number, unknown>,
): readonly CacheReason[] {
  return because.flatMap((reason): CacheReason[] => {
    if (reason.kind === 'not-recorded') return [];
    if (!isConsequence(reason) || !('step' in reason)) return [reason];
    const below = steps[reason.step];
    const isOpen = below !== undefined && left.has(below.vertex);
    return [isOpen ? { kind: 'parent-unknown', step: reason.step } : reason];
  });
}

/** The config of a base, like a build argument, decides variables and folders: without it only what the text says alone can be compared. */
const basesAreKnown = ({ graph, definition }: CachePlan): boolean =>
  definition.vertexes.every(
    ({ effect }) => effect.kind !== 'image' || graph.options.base(effect.reference) !== undefined,
  );

/** What has no op of a Dockerfile, an image or a context, any build may have had. */
const mayHave = (ops: readonly ElsewhereOp[], vertex: Vertex, isSure: boolean): boolean =>
  !OPS.has(vertex.effect.kind) || ops.some((op) => mayBe(op, vertex, isSure));

const OPS: ReadonlySet<string> = new Set<ElsewhereOp['kind']>(['run', 'copy', 'mkdir', 'merge']);

/** False only when the builder's own key of the op must be another one. */
function mayBe(op: ElsewhereOp, vertex: Vertex, isSure: boolean): boolean {
  const { effect } = vertex;
  if (op.kind !== effect.kind) return false;
  if (op.kind === 'run') {
    if (op.title !== undefined && !mayBeTitled(op.title, vertex)) return false;
    if (op.args !== undefined && JSON.stringify(op.args) !== partOf(vertex, 'instruction')) return false;
    if (op.env === undefined || !isSure) return true;
    const theirs = new Set(op.env);
    return (JSON.parse(partOf(vertex, 'environment') ?? '[]') as string[]).every((entry) => theirs.has(entry));
  }
  const isWritten = isSure || hasNoVariables(vertex);
  if (op.kind === 'copy' && effect.kind === 'copy') {
    if (!isWritten) return true;
    const names = effect.actions.map(({ query }) => lastName(query.path));
    if (op.sources !== undefined && JSON.stringify(op.sources.map(lastName)) !== JSON.stringify(names)) return false;
    const destination = partOf(vertex, 'destination') ?? '';
    return (
      op.destination === undefined ||
      !(isSure || isAbsolute(vertex)) ||
      cleanPath(op.destination) === cleanPath(destination)
    );
  }
  if (op.kind === 'mkdir' && effect.kind === 'mkdir')
    return (
      op.path === undefined ||
      !(isSure || (isWritten && isAbsolute(vertex))) ||
      cleanPath(op.path) === cleanPath(effect.path)
    );
  return true;
}

const hasNoVariables = ({ step }: Vertex): boolean =>
  step !== undefined && !(step.trigger ?? step.instruction).original.value.includes('$');

/** Its place does not hang on the folder of a base: the last word says all of it. */
const isAbsolute = ({ step }: Vertex): boolean =>
  (step?.trigger ?? step?.instruction)?.words.at(-1)?.text.startsWith('/') === true;

const partOf = ({ parts }: Vertex, wanted: Vertex['parts'][number]['kind']): string | undefined =>
  parts.find(({ kind }) => kind === wanted)?.value;

const lastName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '');

/** Titles have variables expanded and flags in them, and say of an array and of a heredoc less than the op. */
function mayBeTitled(title: string, { step }: Vertex): boolean {
  if (!step) return true;
  const written = (step.trigger ?? step.instruction).original.value;
  const isPlain = (text: string): boolean => !/\$|<<|^(?:ONBUILD )?RUN (?:--\S+ )*\[/i.test(text);
  if (!isPlain(written) || !isPlain(title) || !isPlain(step.text)) return true;
  return wordsOf(title) === wordsOf(step.text);
}

/** Without flags, blanks, quotes and all that a shell's words are put together with. */
const wordsOf = (title: string): string =>
  title
    .replace(/^ONBUILD /, '')
    .replace(/^RUN (?:--\S+\s+)*/i, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
