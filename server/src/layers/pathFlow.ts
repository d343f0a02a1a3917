// Knows: which paths each step of a stage writes, deletes, re-owns, re-modes and reads, and which earlier writes of the
// stage's chain each of these meets. From text, sharpened by what a COPY is known to bring. Plain data with references.
// What a step under a mount does, does not reach the layer; what a condition guards is not sure.
import type { Stage } from '../build/graph';
import type { RunScript } from '../shell/script';
import type { Instruction } from '../syntax/model';
import { copyActs, volumeActs, workdirActs } from './pathFlowCopy';
import type { FlowInput, FlowScope, StepDraft, StepFlow } from './pathFlowModel';
import { runActs } from './pathFlowRun';
import { PathState } from './pathState';

/** The flows of every stage's own steps, by the stage's index. */
export function pathFlows(input: FlowInput): readonly (readonly StepFlow[])[] {
  const { stages } = input.graph;
  const onTop = new Map<number, Stage[]>();
  for (const stage of stages) {
    if (stage.base.kind !== 'stage') continue;
    const list = onTop.get(stage.base.stage) ?? [];
    list.push(stage);
    onTop.set(stage.base.stage, list);
  }
  const flows: (readonly StepFlow[])[] = stages.map(() => []);
  const state = new PathState();
  // Stages on one base start with what it left: each branch is walked, then taken back.
  type Visit = { readonly stage: Stage; readonly end: FlowEnd } | { readonly back: number };
  const pending: Visit[] = stages
    .filter(({ base }) => base.kind !== 'stage')
    .reverse()
    .map((stage) => ({ stage, end: { order: 0, opaque: 0, volumes: [] } }));
  for (let visit = pending.pop(); visit; visit = pending.pop()) {
    if ('back' in visit) {
      state.rollBack(visit.back);
      continue;
    }
    const mark = state.mark();
    const { steps, end } = stageFlow(input, visit.stage, visit.end, state);
    flows[visit.stage.index] = steps;
    pending.push({ back: mark });
    for (const stage of [...(onTop.get(visit.stage.index) ?? [])].reverse()) pending.push({ stage, end });
  }
  return flows;
}

interface FlowEnd {
  readonly order: number;
  readonly opaque: number;
  readonly volumes: readonly string[];
}

function stageFlow(
  input: FlowInput,
  stage: Stage,
  start: FlowEnd,
  state: PathState,
): { steps: StepFlow[]; end: FlowEnd } {
  const steps: StepFlow[] = [];
  let { order, opaque } = start;
  const volumes = [...start.volumes];
  for (const [index, step] of stage.steps.entries()) {
    const scope = input.scope(stage, index);
    const isTrigger = step.keyword === 'ONBUILD';
    const instruction = isTrigger ? step.trigger : step;
    if (!instruction) continue;
    const run = instruction.keyword === 'RUN' ? input.script(instruction) : undefined;
    const draft = draftOf(input, instruction, run, scope, volumes);
    const flow = state.apply(
      { stage, index, order: order++, instruction, run, opaque: draft.opaque, opaqueBefore: opaque, isTrigger },
      draft.drafts,
    );
    if (draft.opaque && !isTrigger) opaque++;
    if (instruction.keyword === 'VOLUME' && !isTrigger) volumes.push(...volumeActs(instruction, scope));
    steps.push(flow);
  }
  return { steps, end: { order, opaque, volumes } };
}

const NOTHING: StepDraft = { drafts: [], opaque: false };

function draftOf(
  input: FlowInput,
  instruction: Instruction,
  run: RunScript | undefined,
  scope: FlowScope,
  volumes: readonly string[],
): StepDraft {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      return { drafts: copyActs(instruction, scope, (source) => input.copied(instruction, source)), opaque: false };
    case 'WORKDIR':
      return { drafts: workdirActs(instruction, scope), opaque: false };
    case 'RUN':
      return run ? runActs(instruction, run, scope, volumes) : { drafts: [], opaque: true };
    default:
      return NOTHING;
  }
}
