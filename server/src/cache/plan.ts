// Knows: graph + sources + what builds left behind → for each step: hit, miss or cannot be known, why, and what it costs.
import type { BuildGraph, Stage } from '../build/graph';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { CacheReason } from './because';
import { costOf, type Costs } from './costs';
import { decide, define } from './definition';
import type { BuildFlags } from './flags';
import type { KeyStore } from './keyStore';
import type { Definition } from './llb';
import { pairSteps } from './pairs';
import { reasonsOf } from './reasons';
import { sourcesOf, type SourceFacts } from './sources';
import type { Solved } from './solve';

export type CacheVerdict = 'hit' | 'miss' | 'unknown';

export interface StepPlan {
  readonly stage: Stage;
  /** Zero-based line of the instruction; of an ONBUILD trigger the FROM that fires it. */
  readonly line: number;
  /** As the builder names the step, without its bracket. */
  readonly text: string;
  readonly ordinal: number;
  readonly verdict: CacheVerdict;
  /** Empty for a hit only. */
  readonly because: readonly CacheReason[];
  /** What it took when it last ran; null: no record says. */
  readonly seconds: number | null;
  readonly bytes: number | null;
  /** Index of its vertex in the definition. */
  readonly vertex: number;
}

export interface Price {
  readonly steps: number;
  /** Steps that may have to be paid as well. */
  readonly unknownSteps: number;
  /** Sum over the steps that will run and whose cost is known. */
  readonly seconds: number | null;
  readonly bytes: number | null;
  /** Steps that will run and of which no record says what they cost. */
  readonly unpriced: number;
}

export interface CachePlan {
  readonly graph: BuildGraph;
  readonly definition: Definition;
  /** In the order of stages and, within a stage, of steps. */
  readonly steps: readonly StepPlan[];
  /** Index into `steps`. */
  readonly firstMiss: number | undefined;
  readonly price: Price;
  /** True when nothing was ever recorded of this builder. */
  readonly withoutRecord: boolean;
}

/** An earlier build of the same target, for saying what changed since. */
export interface PreviousBuild {
  readonly graph: BuildGraph;
  readonly flags: BuildFlags;
  readonly facts: SourceFacts;
}

export interface PlanInput {
  readonly graph: BuildGraph;
  readonly flags: BuildFlags;
  readonly facts: SourceFacts;
  readonly store: KeyStore;
  readonly previous?: PreviousBuild;
  readonly costs: Costs;
  readonly sha256: Sha256;
}

export function planBuild(input: PlanInput): CachePlan {
  const { graph, flags, facts, store, sha256 } = input;
  const definition = define(graph, flags, sha256);
  const walk = (world: 'best' | 'worst'): readonly Solved[] => {
    let made = 0;
    return decide(graph, {
      vertexes: definition.vertexes,
      store: store.fork(),
      sources: sourcesOf(facts),
      world,
      sha256,
      newId: () => `new ${world} ${String(++made)}`,
    });
  };
  const worst = walk('worst');
  const best = walk('best');
  const verdicts = definition.vertexes.map((_, i): CacheVerdict =>
    worst[i]?.hit === true ? 'hit' : best[i]?.hit === true ? 'unknown' : 'miss',
  );
  const numbered = definition.vertexes.flatMap(({ step }, vertex) => (step ? [{ step, vertex }] : []));
  numbered.sort(
    (a, b) => a.step.stage.index - b.step.stage.index || a.step.ordinal - b.step.ordinal || a.vertex - b.vertex,
  );
  const places = new Map(numbered.map(({ vertex }, place) => [vertex, place]));
  const before = previousOf(input);
  const steps = numbered.map(({ step, vertex }): StepPlan => {
    const verdict = verdicts[vertex] ?? 'unknown';
    const because =
      verdict === 'hit'
        ? []
        : reasonsOf(vertex, verdict, {
            definition,
            verdicts,
            worst,
            best,
            places,
            facts,
            graph,
            sha256,
            isEmpty: store.isEmpty,
            ...(before && { before }),
          });
    const at = definition.vertexes[vertex];
    return {
      stage: step.stage,
      line: step.instruction.line,
      text: step.text,
      ordinal: step.ordinal,
      verdict,
      because,
      ...(at ? costOf(input.costs, at) : { seconds: null, bytes: null }),
      vertex,
    };
  });
  const firstMiss = steps.findIndex(({ verdict }) => verdict === 'miss');
  return {
    graph,
    definition,
    steps,
    firstMiss: firstMiss === -1 ? undefined : firstMiss,
    price: priceOf(steps),
    withoutRecord: store.isEmpty,
  };
}

export interface BeforePlan extends PreviousBuild {
  readonly definition: Definition;
  readonly pairs: ReturnType<typeof pairSteps>;
  readonly context: DirectoryNode | undefined;
  /** The definition of now, for pairing. */
}

function previousOf({ previous, graph, flags, sha256 }: PlanInput): BeforePlan | undefined {
  if (!previous) return undefined;
  const definition = define(previous.graph, previous.flags, sha256);
  return {
    ...previous,
    definition,
    pairs: pairSteps(define(graph, flags, sha256), definition),
    context: previous.facts.context,
  };
}

/** Sums what the steps that will run cost. */
export function priceOf(steps: readonly StepPlan[]): Price {
  const missed = steps.filter(({ verdict }) => verdict === 'miss');
  const sum = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? (missed.length === 0 ? 0 : null) : known.reduce((total, value) => total + value, 0);
  };
  return {
    steps: missed.length,
    unknownSteps: steps.filter(({ verdict }) => verdict === 'unknown').length,
    seconds: sum(missed.map(({ seconds }) => seconds)),
    bytes: sum(missed.map(({ bytes }) => bytes)),
    unpriced: missed.filter(({ seconds }) => seconds === null).length,
  };
}
