// Knows: what stands at the end of a line about the cache: why the first step of a stage will be rebuilt and what that
// costs, and on the stage's row how many. Silent where nothing is to say: without a record, and where all is cached.
import { firstCause } from '../cache/plan';
import { type CacheReason } from '../cache/because';
import { priceOf } from '../cache/price';
import { type CachePlan, type StepPlan } from '../cache/plan';
import { sayLine, sayPrice, sayReason, type SayStep } from '../cache/words';
import type { Span } from '../base/span';
import type { Instruction } from '../syntax/model';
import type { Analysis } from './analysis';
import { isOfText, stepOf } from './planned';
import { plural } from './wording';

export interface CacheHint {
  /** The keyword of the instruction; the hint stands at the end of its line. */
  readonly span: Span;
  readonly title: string;
  /** Sentences for the tooltip, one per reason. */
  readonly tooltip: readonly string[];
  /** Row of the Cache view that says more. */
  readonly nodeId: string;
}

/** Of a text that is newer than the plan: what stands unchanged keeps its hint until the next plan is made. */
export function cacheHints(analysis: Analysis): CacheHint[] {
  const plan = analysis.input.planned?.plan;
  if (!plan || plan.withoutRecord) return [];
  const places = placesOf(plan, analysis);
  const say: SayStep = (index) => {
    const step = plan.steps[index];
    const line = step && places.get(step)?.line;
    return line === undefined ? 'an earlier line' : `line ${String(line + 1)}`;
  };
  const hints: CacheHint[] = [];
  const add = (step: StepPlan, words: string, price: string): void => {
    const place = places.get(step);
    const cause = firstCause(step);
    if (!place || !cause) return;
    hints.push({
      span: place.keywordSpan,
      title: `${words}: ${sayReason(cause, say)}${price}`,
      tooltip: step.because.slice(0, 10).map((reason) => sentence(reason, say)),
      nodeId: cacheStepId(step),
    });
  };
  for (const stage of analysis.textGraph.stages) {
    const steps = plan.steps.filter((step) => step.stage.index === stage.index);
    const step = steps.find(({ verdict }) => verdict !== 'hit');
    const missed = steps.find(({ verdict }) => verdict === 'miss');
    if (missed) {
      const price = priceOf(steps);
      hints.push({
        span: stage.from.keywordSpan,
        title: `${String(price.steps)} of ${plural(steps.length, 'step')} rebuild${price.steps === 1 ? 's' : ''}`,
        tooltip: [],
        nodeId: cacheStageId(stage.index),
      });
    }
    if (step?.verdict === 'unknown') add(step, 'may rebuild', '');
    if (missed) add(missed, 'rebuilds', ` · ${sayPrice(priceOf(steps))}`);
  }
  return hints;
}

/** Where the plan's steps stand in the text of now. */
function placesOf(plan: CachePlan, { input, textGraph }: Analysis): ReadonlyMap<StepPlan, Instruction> {
  const places = new Map<StepPlan, Instruction>();
  if (isOfText(plan, input.text)) {
    for (const step of plan.steps) {
      const instruction = plan.definition.vertexes[step.vertex]?.step?.instruction;
      if (instruction) places.set(step, instruction);
    }
    return places;
  }
  for (const { index, steps } of textGraph.stages) {
    for (const instruction of steps) {
      const step = stepOf(plan, index, instruction);
      if (step) places.set(step, instruction);
    }
  }
  return places;
}

/** `package.json changed`: what to say first of a step. */
export function causeOf(step: StepPlan, plan: CachePlan): string {
  const cause = firstCause(step);
  return cause ? sayReason(cause, sayLine(plan)) : 'the reason is not known';
}

/** The same with a capital letter and a full stop, for lists of reasons. */
export const reasonSentence = (reason: CacheReason, plan: CachePlan): string => sentence(reason, sayLine(plan));

function sentence(reason: CacheReason, say: SayStep): string {
  const words = sayReason(reason, say);
  // A path or a name keeps its first letter.
  const isName = 'path' in reason || 'name' in reason;
  return `${isName ? words : words.charAt(0).toUpperCase() + words.slice(1)}.`;
}

export const cacheStageId = (stage: number): string => `stage:${String(stage)}`;
export const cacheStepId = ({ stage, line, ordinal }: StepPlan): string =>
  `step:${String(stage.index)}:${String(line)}:${String(ordinal)}`;
