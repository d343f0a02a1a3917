// Knows: what a cache plan is: for each step of a build hit, miss or cannot be known, why, and what it costs.
import type { BuildGraph, Stage } from '../build/graph';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { ShellParser } from '../shell/model';
import { isConsequence, type CacheReason } from './because';
import type { Costs } from './costs';
import type { BuildFlags } from './flags';
import type { KeyStore } from './keyStore';
import type { Definition } from './llb';
import type { SourceFacts } from './sources';
import type { Vertex } from './vertex';

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
  /** True when nothing was ever recorded of this Dockerfile or its builder. */
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
  /**
   * True when no build of this Dockerfile was ever recorded here: what the store does not have, the builder may have from
   * builds that nobody recorded, so that it is unknown and no miss.
   */
  readonly neverBuilt?: boolean;
  readonly costs: Costs;
  readonly sha256: Sha256;
  /** Reads what RUNs write, where their scripts tell; without it every RUN may write anything. */
  readonly shell?: ShellParser;
}

export interface BeforePlan extends PreviousBuild {
  readonly definition: Definition;
  /** Vertex of now → the vertex in whose place it stands. */
  readonly pairs: ReadonlyMap<number, Vertex>;
  readonly context: DirectoryNode | undefined;
}

export const firstCause = ({ because }: StepPlan): CacheReason | undefined =>
  because.find((reason) => !isConsequence(reason)) ?? because[0];
