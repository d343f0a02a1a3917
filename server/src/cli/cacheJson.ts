// Knows: the JSON of `layerlens cache`, schema version 1:
//   target    label of the stage that is built: its name, or `stage-<index>`
//   record    {at, builder, builds}: the newest recorded build of the Dockerfile, its builder, how many records there are;
//             null when nothing is recorded
//   steps     what the builder reports as its own steps, in the order of stages:
//             line (1-based), stage, text, verdict "hit|miss|unknown", because, seconds|null, bytes|null
//   because   objects with a `kind` (cache/because.ts) and what belongs to it; steps they name are {line, stage};
//             empty for a hit, never for another verdict
//   firstMiss {line, stage} of the first step that is built anew, or null
//   price     {steps, unknownSteps, seconds|null, bytes|null, unpriced}: sums over the steps that are built anew
//   churn     only with --churn: {commits, expectedSeconds|null, steps: [{step, touched, reruns, expectedSeconds|null}],
//             advice: {moves: [{move, behind}], secondsNow, secondsThen}|null}
//   problems  states of the record that a person should know of: "damaged", "newer-version", "unreadable"
import type { CacheReason } from '../cache/because';
import type { CachePlan } from '../cache/plan';
import type { RecordProblem } from '../cache/record';

export interface UsedRecord {
  readonly at: string;
  readonly builder: string;
  readonly builds: number;
}

export interface Place {
  readonly line: number;
  readonly stage: string;
}

export function planJson(
  plan: CachePlan,
  record: UsedRecord | null,
  problems: readonly RecordProblem[],
): Record<string, unknown> {
  const place = (index: number): Place | null => {
    const step = plan.steps[index];
    return step ? { line: step.line + 1, stage: step.stage.label } : null;
  };
  const reasonJson = (reason: CacheReason): unknown =>
    'step' in reason ? { kind: reason.kind, step: place(reason.step) } : reason;
  return {
    schemaVersion: 1,
    target: plan.graph.target?.label ?? null,
    record,
    steps: plan.steps.map(({ line, stage, text, verdict, because, seconds, bytes }) => ({
      line: line + 1,
      stage: stage.label,
      text,
      verdict,
      because: because.map(reasonJson),
      seconds,
      bytes,
    })),
    firstMiss: plan.firstMiss === undefined ? null : place(plan.firstMiss),
    price: plan.price,
    problems,
  };
}
