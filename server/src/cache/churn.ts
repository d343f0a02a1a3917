// Knows: how often each step had to run again in the last commits, what a commit therefore costs on average, and which
// order of a stage's steps would cost less. Estimated: by what commits touched, and by names that a RUN mentions.
import { select } from '../context/select';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { Definition } from './llb';
import type { CachePlan, StepPlan } from './plan';
import type { ContentQuery, Vertex } from './vertex';

/** Paths that one commit touched, relative to the context's root. */
export type Commit = readonly string[];

export interface StepChurn {
  /** Index into the plan's steps. */
  readonly step: number;
  /** What it takes of the build context, as written: `package*.json`; `.` is all of it. Empty: nothing. */
  readonly sources: readonly string[];
  /** Commits that touched its own sources. */
  readonly touched: number;
  /** Commits after which it has to run, for its own sources or for what it stands on. */
  readonly reruns: number;
  /** Seconds that it costs per commit on average; null when nobody knows what it takes. */
  readonly expectedSeconds: number | null;
  /** What a commit that touches its sources makes run: it, and all that stands on it or takes files of it. */
  readonly each: TouchPrice;
}

export interface TouchPrice {
  readonly steps: number;
  /** Sum of what is known; null when nothing is. */
  readonly seconds: number | null;
  /** Steps whose time is not known. */
  readonly unpriced: number;
}

export interface Move {
  readonly step: number;
  /** It would stand behind this one. */
  readonly behind: number;
}

/** Another order of the file, one move after another, that makes the average commit cheaper. */
export interface OrderAdvice {
  readonly moves: readonly Move[];
  /** What a commit costs on average, as the steps stand and after the moves. */
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
/** Nobody moves more lines on one advice. */
const MOST_MOVES = 10;
/** Longer stages were not written by hand; trying all moves would take seconds. */
const LONGEST_STAGE = 200;

export function churnOf(
  plan: CachePlan,
  tree: DirectoryNode | undefined,
  commits: readonly Commit[],
  sha256: Sha256,
): Churn {
  const { definition, steps } = plan;
  const touches = definition.vertexes.map((vertex) => touchedBy(vertex, definition, tree, commits, sha256));
  const reruns = rerunsOf(definition, touches);
  const users = usersOf(definition);
  const rows = steps.map((step, i): StepChurn => {
    const again = reruns[step.vertex]?.size ?? 0;
    return {
      step: i,
      sources: sourcesOf(definition.vertexes[step.vertex], definition),
      touched: touches[step.vertex]?.size ?? 0,
      reruns: again,
      expectedSeconds: step.seconds === null || commits.length === 0 ? null : (step.seconds * again) / commits.length,
      each: touchPrice(step.vertex, users, steps),
    };
  });
  const known = rows.flatMap(({ expectedSeconds }) => (expectedSeconds === null ? [] : [expectedSeconds]));
  const advice = commits.length === 0 ? undefined : bestOrder(plan, touches, reruns, commits.length);
  return {
    commits: commits.length,
    steps: rows,
    expectedSeconds: known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0),
    ...(advice && { advice }),
  };
}

/** By history, context and what is taken of it: a plan is made anew after every edit, and mostly nothing of these is new. */
const touched = new WeakMap<readonly Commit[], WeakMap<DirectoryNode, Map<string, ReadonlySet<number>>>>();

/** Commits that touched what the vertex takes from the main context. */
function touchedBy(
  vertex: Vertex,
  { vertexes }: Definition,
  tree: DirectoryNode | undefined,
  commits: readonly Commit[],
  sha256: Sha256,
): ReadonlySet<number> {
  const queries = vertex.inputs.flatMap(({ vertex: at, content = [] }) => (isMainContext(vertexes[at]) ? content : []));
  if (!tree || queries.length === 0) return NONE;
  const byTree = touched.get(commits) ?? new WeakMap<DirectoryNode, Map<string, ReadonlySet<number>>>();
  touched.set(commits, byTree);
  const byQueries = byTree.get(tree) ?? new Map<string, ReadonlySet<number>>();
  byTree.set(tree, byQueries);
  const key = JSON.stringify(queries);
  const found = byQueries.get(key) ?? commitsTouching(queries, tree, commits, sha256);
  byQueries.set(key, found);
  return found;
}

const NONE: ReadonlySet<number> = new Set();

function commitsTouching(
  queries: readonly ContentQuery[],
  tree: DirectoryNode,
  commits: readonly Commit[],
  sha256: Sha256,
): ReadonlySet<number> {
  const exact = new Set<string>();
  const folders: string[] = [];
  for (const { path, ...options } of queries) {
    const selection = select(tree, path, options, sha256);
    // What a filter leaves of a folder is told by its files; a whole folder has those too that are gone by now.
    if (options.include.length > 0 || options.exclude.length > 0)
      for (const [file] of selection.files()) exact.add(relative(file));
    else
      for (const match of selection.matches) {
        const root = relative(match.realPath);
        exact.add(relative(match.path)).add(root);
        folders.push(root === '' ? '' : `${root}/`);
      }
  }
  const found = new Set<number>();
  for (const [i, paths] of commits.entries())
    if (paths.some((path) => exact.has(path) || folders.some((folder) => path.startsWith(folder)))) found.add(i);
  return found;
}

const relative = (path: string): string => (path.startsWith('/') ? path.replace(/^\/+/, '') : path);

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

/** Of each vertex those that stand on it or take files of it. */
function usersOf({ vertexes }: Definition): readonly (readonly number[])[] {
  const users: number[][] = vertexes.map(() => []);
  for (const [i, { inputs }] of vertexes.entries()) for (const { vertex } of inputs) users[vertex]?.push(i);
  return users;
}

function touchPrice(vertex: number, users: readonly (readonly number[])[], steps: readonly StepPlan[]): TouchPrice {
  const again = new Set([vertex]);
  for (const one of again) for (const user of users[one] ?? []) again.add(user);
  const run = steps.filter((step) => again.has(step.vertex));
  const seconds = run.flatMap((step) => (step.seconds === null ? [] : [step.seconds]));
  return {
    steps: run.length,
    seconds: seconds.length === 0 ? null : seconds.reduce((sum, one) => sum + one, 0),
    unpriced: run.length - seconds.length,
  };
}

function sourcesOf(vertex: Vertex | undefined, { vertexes }: Definition): readonly string[] {
  if (!vertex) return [];
  const isOwn = (input: number): boolean => {
    const at = vertex.inputs[input]?.vertex;
    return at !== undefined && isMainContext(vertexes[at]);
  };
  const queries =
    vertex.effect.kind === 'copy'
      ? vertex.effect.actions.flatMap(({ input, query }) => (isOwn(input) ? [query] : []))
      : vertex.inputs.flatMap(({ content = [] }, input) => (isOwn(input) ? content : []));
  // The source of `--parents` is a filter of what is above it.
  return queries
    .flatMap(({ path, include }) => (include.length > 0 ? include : [path]))
    .map((path) => relative(path) || '.');
}

const isMainContext = (vertex: Vertex | undefined): boolean =>
  vertex?.effect.kind === 'local' && vertex.effect.name === 'context';

/** A step of one stage: what it takes, and the commits after which it has to run wherever it stands. */
interface Priced {
  readonly place: number;
  readonly step: StepPlan;
  readonly seconds: number;
  readonly causes: ReadonlySet<number>;
}

/** The order that no single move makes noticeably cheaper. Stages do not change each other's price by their own order. */
function bestOrder(
  { steps, definition }: CachePlan,
  touches: readonly ReadonlySet<number>[],
  reruns: readonly ReadonlySet<number>[],
  commits: number,
): OrderAdvice | undefined {
  const moves: Move[] = [];
  let secondsNow = 0;
  let saved = 0;
  for (const stage of new Set(steps.map(({ stage: { index } }) => index))) {
    const own = new Set(steps.flatMap((step) => (step.stage.index === stage ? [step.vertex] : [])));
    let order = steps.flatMap((step, place): Priced[] => {
      if (step.stage.index !== stage) return [];
      const causes = new Set(touches[step.vertex]);
      for (const { vertex, content } of definition.vertexes[step.vertex]?.inputs ?? [])
        if (content || !own.has(vertex)) for (const commit of reruns[vertex] ?? []) causes.add(commit);
      return [{ place, step, seconds: step.seconds ?? 0, causes }];
    });
    let price = priceOfOrder(order, commits);
    secondsNow += price;
    while (moves.length < MOST_MOVES && order.length <= LONGEST_STAGE) {
      const best = bestMove(order, definition, commits);
      if (!best || best.saves < WORTH_SECONDS || best.saves < price * WORTH_SHARE) break;
      const { from, to, saves } = best;
      const [moved, passed] = [order[from], order[to]];
      if (!moved || !passed) break;
      order = [...order.slice(0, from), ...order.slice(from + 1, to + 1), moved, ...order.slice(to + 1)];
      moves.push({ step: moved.place, behind: passed.place });
      price -= saves;
      saved += saves;
    }
  }
  return moves.length === 0 ? undefined : { moves, secondsNow, secondsThen: secondsNow - saved };
}

function priceOfOrder(order: readonly Priced[], commits: number): number {
  const dirty = new Set<number>();
  let sum = 0;
  for (const { seconds, causes } of order) {
    for (const commit of causes) dirty.add(commit);
    sum += (seconds * dirty.size) / commits;
  }
  return sum;
}

/** Only what is passed, and the moved step itself, changes its price. */
function bestMove(
  order: readonly Priced[],
  definition: Definition,
  commits: number,
): { readonly from: number; readonly to: number; readonly saves: number } | undefined {
  let best: { from: number; to: number; saves: number } | undefined;
  const before = new Set<number>();
  for (const [from, moved] of order.entries()) {
    if (isMovable(moved.step, definition)) {
      const without = new Set(before);
      const dirty = new Set([...before, ...moved.causes]);
      const own = dirty.size;
      let saves = 0;
      for (const [i, passed] of order.slice(from + 1).entries()) {
        if (needs(passed.step, moved.step, definition)) break;
        for (const commit of passed.causes) {
          without.add(commit);
          dirty.add(commit);
        }
        saves += (passed.seconds * (dirty.size - without.size)) / commits;
        const after = saves - (moved.seconds * (dirty.size - own)) / commits;
        if (after > (best?.saves ?? 0)) best = { from, to: from + 1 + i, saves: after };
      }
    }
    for (const commit of moved.causes) before.add(commit);
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
