// Knows: what the planner found out about one document, as hints, hovers and views take it.
import type { CachePlan, StepPlan } from '../cache/plan';
import type { RecordProblem } from '../cache/record';
import type { ContextFact } from '../lint/facts/contextFact';
import type { Instruction } from '../syntax/model';

export type PlanningState =
  | { readonly kind: 'reading'; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'ready' }
  /** A sentence that says why, and what to do. */
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'none'; readonly sentence: string };

export interface PlannedBuild {
  readonly state: PlanningState;
  /** `compose.yaml · web`; empty while nobody looked. */
  readonly targetLabel: string;
  /** Nobody says how this Dockerfile is built: its own folder is taken as context. */
  readonly assumed: boolean;
  /** What of the build cannot be known from the files; sentences. */
  readonly doubts: readonly string[];
  readonly context?: ContextFact;
  /** The newest plan; of an older text while a new one is made. */
  readonly plan?: CachePlan;
  /** When the newest build of this Dockerfile was recorded, RFC 3339. */
  readonly recordedAt?: string;
  readonly recordProblems: readonly RecordProblem[];
}

/** The plan's step of an instruction of a text that may be newer: the same words in the same stage. */
export function stepOf(plan: CachePlan | undefined, stage: number, instruction: Instruction): StepPlan | undefined {
  if (!plan) return undefined;
  const text = instruction.original.value;
  const found = stepsByText(plan).get(`${String(stage)}\n${text}`) ?? [];
  // Of several equal instructions in one stage the line tells; after an edit none of them can be told.
  return found.length === 1 ? found[0] : found.find(({ line }) => line === instruction.line);
}

const byText = new WeakMap<CachePlan, ReadonlyMap<string, readonly StepPlan[]>>();

function stepsByText(plan: CachePlan): ReadonlyMap<string, readonly StepPlan[]> {
  const known = byText.get(plan);
  if (known) return known;
  const found = new Map<string, StepPlan[]>();
  for (const step of plan.steps) {
    const { stage, instruction, trigger } = plan.definition.vertexes[step.vertex]?.step ?? {};
    if (!stage || !instruction || trigger) continue;
    const key = `${String(stage.index)}\n${instruction.original.value}`;
    const steps = found.get(key);
    if (steps) steps.push(step);
    else found.set(key, [step]);
  }
  byText.set(plan, found);
  return found;
}

/** True when the plan was made of this very text, so that its lines are the text's lines. */
export const isOfText = (plan: CachePlan, text: string): boolean => plan.graph.model.text === text;

/** True when nobody who showed the one has to draw the other. */
export function saysTheSame(before: PlannedBuild, now: PlannedBuild): boolean {
  const { plan: old, context: oldContext, ...rest } = before;
  const { plan, context, ...others } = now;
  return (
    old?.graph.model === plan?.graph.model &&
    oldContext?.listed === context?.listed &&
    oldContext?.ignoreFile?.text === context?.ignoreFile?.text &&
    JSON.stringify([rest, stepsOf(old)]) === JSON.stringify([others, stepsOf(plan)])
  );
}

const stepsOf = (plan: CachePlan | undefined): unknown =>
  plan?.steps.map(({ verdict, because, seconds, bytes }) => [verdict, because, seconds, bytes]);
