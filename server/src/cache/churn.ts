// Knows: how often each step had to run again in the last commits, what a commit therefore costs on average, and which
// order of a stage's steps would cost less. Estimated: by what commits touched, and by names that a RUN mentions.
import { select } from '../context/select';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { Definition } from './llb';
import type { CachePlan, StepPlan } from './plan';
import type { Vertex } from './vertex';

/** Paths that one commit touched, relative to the context's root. */
export type Commit = readonly string[];

export interface StepChurn {
  /** Index into the plan's steps. */
  readonly step: number;
  /** Commits that touched its own sources. */
  readonly touched: number;
  /** Commits after which it has to run, for its own sources or for what it stands on. */
  readonly reruns: number;
  /** Seconds that it costs per commit on average; null when nobody knows what it takes. */
  readonly expectedSeconds: number | null;
}

/** Moving one step down makes the average commit cheaper, if the steps that it passes do not need its files. */
export interface OrderAdvice {
  readonly step: number;
  /** It would stand behind this one. */
  readonly behind: number;
  readonly secondsNow: number;
  readonly secondsThen: number;
}

export interface Churn {
  readonly commits: number;
  readonly steps: readonly StepChurn[];
  /** Sum over the steps with a known cost. */
  readonly expectedSeconds: number | null;
  readonly advice?: OrderAdvice;
}

/** A saving below a tenth, or below half a second per commit, is noise. */
const WORTH_SECONDS = 0.5;
const WORTH_SHARE = 0.1;

export function churnOf(
  plan: CachePlan,
  tree: DirectoryNode | undefined,
  commits: readonly Commit[],
  sha256: Sha256,
): Churn {
  const { definition, steps } = plan;
  const touches = definition.vertexes.map((vertex) => touchedBy(vertex, definition, tree, commits, sha256));
  const reruns = rerunsOf(definition, touches);
  const rows = steps.map((step, i): StepChurn => {
    const again = reruns[step.vertex]?.size ?? 0;
    return {
      step: i,
      touched: touches[step.vertex]?.size ?? 0,
      reruns: again,
      expectedSeconds: step.seconds === null || commits.length === 0 ? null : (step.seconds * again) / commits.length,
    };
  });
  const known = rows.flatMap(({ expectedSeconds }) => (expectedSeconds === null ? [] : [expectedSeconds]));
  const advice = commits.length === 0 ? undefined : bestMove(plan, touches, reruns, commits.length);
  return {
    commits: commits.length,
    steps: rows,
    expectedSeconds: known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0),
    ...(advice && { advice }),
  };
}

/** Commits that touched what the vertex takes from the main context. */
function touchedBy(
  vertex: Vertex,
  definition: Definition,
  tree: DirectoryNode | undefined,
  commits: readonly Commit[],
  sha256: Sha256,
): ReadonlySet<number> {
  const roots: string[] = [];
  for (const { vertex: at, content } of vertex.inputs) {
    const effect = definition.vertexes[at]?.effect;
    if (!tree || effect?.kind !== 'local' || effect.name !== 'context') continue;
    for (const { path, ...options } of content ?? []) {
      for (const match of select(tree, path, options, sha256).matches) roots.push(match.path.replace(/^\/+/, ''));
    }
  }
  const found = new Set<number>();
  if (roots.length === 0) return found;
  const exact = new Set(roots);
  const folders = roots.map((root) => (root === '' ? '' : `${root}/`));
  for (const [i, paths] of commits.entries())
    if (paths.some((path) => exact.has(path) || folders.some((folder) => path.startsWith(folder)))) found.add(i);
  return found;
}

/** A step runs again with whatever it stands on or takes files from. */
function rerunsOf({ vertexes }: Definition, touches: readonly ReadonlySet<number>[]): ReadonlySet<number>[] {
  const reruns: Set<number>[] = [];
  for (const [i, { inputs }] of vertexes.entries()) {
    const commits = new Set(touches[i]);
    for (const { vertex } of inputs) for (const commit of reruns[vertex] ?? []) commits.add(commit);
    reruns.push(commits);
  }
  return reruns;
}

function bestMove(
  { steps, definition }: CachePlan,
  touches: readonly ReadonlySet<number>[],
  reruns: readonly ReadonlySet<number>[],
  commits: number,
): OrderAdvice | undefined {
  let best: OrderAdvice | undefined;
  for (const stage of new Set(steps.map(({ stage: { index } }) => index))) {
    const own = steps.flatMap((step, place) => (step.stage.index === stage ? [{ step, place }] : []));
    const priced = own.map(({ step }) => {
      const vertex = definition.vertexes[step.vertex];
      const besides = new Set(touches[step.vertex]);
      for (const { vertex: at, content } of vertex?.inputs ?? [])
        if (content) for (const commit of reruns[at] ?? []) besides.add(commit);
      return { seconds: step.seconds ?? 0, causes: besides };
    });
    const priceOf = (order: readonly number[]): number => {
      const dirty = new Set<number>();
      let sum = 0;
      for (const i of order) {
        for (const commit of priced[i]?.causes ?? []) dirty.add(commit);
        sum += ((priced[i]?.seconds ?? 0) * dirty.size) / commits;
      }
      return sum;
    };
    const order = own.map((_, i) => i);
    const secondsNow = priceOf(order);
    for (const [i, { step, place }] of own.entries()) {
      if (!isMovable(step, definition)) continue;
      for (let j = i + 1; j < own.length; j++) {
        const passed = own[j];
        if (!passed || needs(passed.step, step, definition)) break;
        const moved = [...order.slice(0, i), ...order.slice(i + 1, j + 1), i, ...order.slice(j + 1)];
        const secondsThen = priceOf(moved);
        const saves = secondsNow - secondsThen;
        if (saves < WORTH_SECONDS || saves < secondsNow * WORTH_SHARE) continue;
        if (!best || saves > best.secondsNow - best.secondsThen)
          best = { step: place, behind: passed.place, secondsNow, secondsThen };
      }
    }
  }
  return best;
}

const isMovable = ({ vertex }: StepPlan, { vertexes }: Definition): boolean => vertexes[vertex]?.effect.kind === 'copy';

/**
 * True when a later step may use what the copy brought. Programs find files of their working directory unasked (`npm ci`
 * reads package.json) and folders hold anything, so only a single file outside of it that nobody names is let go.
 */
function needs(later: StepPlan, copy: StepPlan, { vertexes }: Definition): boolean {
  const effect = vertexes[copy.vertex]?.effect;
  const other = vertexes[later.vertex];
  if (effect?.kind !== 'copy' || !other) return true;
  if (other.effect.kind === 'mkdir') return false;
  if (other.effect.kind === 'copy') {
    const targets = new Set(effect.actions.map(({ destination }) => destination));
    return other.effect.actions.some(({ destination }) => targets.has(destination));
  }
  const workdir = other.parts.find(({ kind }) => kind === 'workdir')?.value ?? '/';
  return effect.actions.some(({ query: { path, wildcard }, destination }) => {
    const name = lastName(path);
    if (wildcard || !name.includes('.') || workdir === '/' || destination.startsWith(workdir)) return true;
    const stem = name.replace(/\.\w+$/, '');
    return [name, stem, lastName(destination)].some((word) => word !== '' && later.text.includes(word));
  });
}

const lastName = (path: string): string =>
  path
    .replace(/\/\.?$/, '')
    .split('/')
    .at(-1) ?? '';
