// Knows: what stands at the end of a line about the cache: why the first step of a stage will be rebuilt and what that
// costs, and on the stage's row how many. Silent where nothing is to say: without a record, and where all is cached.
import { firstCause } from '../cache/plan';
import { type CacheReason } from '../cache/because';
import { priceOf } from '../cache/planBuild';
import { type CachePlan, type StepPlan } from '../cache/plan';
import { sayLine, sayPrice, sayReason } from '../cache/words';
import type { Span } from '../base/span';
import type { Analysis } from './analysis';
import { isOfText } from './planned';
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

export function cacheHints(analysis: Analysis): CacheHint[] {
  const plan = analysis.input.planned?.plan;
  if (!plan || plan.withoutRecord || !isOfText(plan, analysis.input.text)) return [];
  const hints: CacheHint[] = [];
  for (const stage of plan.graph.stages) {
    const steps = plan.steps.filter((step) => step.stage.index === stage.index);
    const first = steps.findIndex(({ verdict }) => verdict !== 'hit');
    const step = steps[first];
    if (!step) continue;
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
    if (step.verdict === 'unknown') hints.push(hintOf(step, `may rebuild: ${causeOf(step, plan)}`, plan));
    if (missed) hints.push(hintOf(missed, `rebuilds: ${causeOf(missed, plan)} · ${sayPrice(priceOf(steps))}`, plan));
  }
  return hints.filter(({ title }) => title !== '');
}

function hintOf(step: StepPlan, title: string, plan: CachePlan): CacheHint {
  const instruction = plan.definition.vertexes[step.vertex]?.step?.instruction;
  return {
    span: instruction?.keywordSpan ?? step.stage.from.keywordSpan,
    title,
    tooltip: step.because.slice(0, 10).map((reason) => reasonSentence(reason, plan)),
    nodeId: cacheStepId(step),
  };
}

/** `package.json changed`; `and 2 more files` is for the views. */
export function causeOf(step: StepPlan, plan: CachePlan): string {
  const cause = firstCause(step);
  return cause ? sayReason(cause, sayLine(plan)) : 'the reason is not known';
}

/** The same with a capital letter and a full stop, for lists of reasons. */
export function reasonSentence(reason: CacheReason, plan: CachePlan): string {
  const words = sayReason(reason, sayLine(plan));
  // A path or a name keeps its first letter.
  const isName = 'path' in reason || 'name' in reason;
  return `${isName ? words : words.charAt(0).toUpperCase() + words.slice(1)}.`;
}

export const cacheStageId = (stage: number): string => `stage:${String(stage)}`;
export const cacheStepId = ({ stage, line, ordinal }: StepPlan): string =>
  `step:${String(stage.index)}:${String(line)}:${String(ordinal)}`;
