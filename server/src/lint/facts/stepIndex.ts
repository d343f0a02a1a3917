// Knows: the steps of a file by keyword, those inside ONBUILD too: a rule asks for the few that concern it.
import type { Stage } from '../../build/graph';
import type { Instruction, OnbuildInstruction } from '../../syntax/model';
import type { RuleContext } from '../context';

export interface StageStep<I extends Instruction = Instruction> {
  readonly stage: Stage;
  /** Index among the stage's steps. */
  readonly index: number;
  readonly step: I;
  /** The ONBUILD that holds it: it runs in the stages that stand on this image, not here. */
  readonly onbuild?: OnbuildInstruction;
}

type StepOf<K extends Instruction['keyword']> = StageStep<Extract<Instruction, { keyword: K }>>;

const known = new WeakMap<RuleContext, ReadonlyMap<string, readonly StageStep[]>>();

/** All steps with that keyword, in order of text. */
export function stepsWith<K extends Instruction['keyword']>(context: RuleContext, keyword: K): readonly StepOf<K>[] {
  let index = known.get(context);
  if (!index) {
    index = readIndex(context);
    known.set(context, index);
  }
  return (index.get(keyword) ?? []) as readonly StepOf<K>[];
}

/** The COPYs and ADDs, in order of text. */
export const copiesOf = (context: RuleContext): readonly (StepOf<'COPY'> | StepOf<'ADD'>)[] =>
  [...stepsWith(context, 'COPY'), ...stepsWith(context, 'ADD')].sort((a, b) => a.step.span.start - b.step.span.start);

function readIndex({ graph }: RuleContext): ReadonlyMap<string, readonly StageStep[]> {
  const index = new Map<string, StageStep[]>();
  const add = (found: StageStep): void => {
    const list = index.get(found.step.keyword);
    if (list) list.push(found);
    else index.set(found.step.keyword, [found]);
  };
  for (const stage of graph.stages) {
    for (const [at, step] of stage.steps.entries()) {
      add({ stage, index: at, step });
      if (step.keyword === 'ONBUILD' && step.trigger) add({ stage, index: at, step: step.trigger, onbuild: step });
    }
  }
  return index;
}
