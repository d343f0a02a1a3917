// Knows: what earlier or later steps of a chain say, asked for many RUNs and answered from one pass over the file.
import { flagOf } from '../../syntax/model';
import type { Stage } from '../../build/graph';
import type { ManagerName } from '../../shell/tools/packages';
import { managerCallsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';
import { copiesOf } from './stepIndex';

/** By stage: the first step of which something holds, and the last. */
type Steps = ReadonlyMap<number, { readonly first: number; readonly last: number }>;

const known = new WeakMap<RuleContext, Map<string, Steps>>();

function stepsOf(context: RuleContext, key: string, read: () => Iterable<{ stage: Stage; index: number }>): Steps {
  let all = known.get(context);
  if (!all) known.set(context, (all = new Map<string, Steps>()));
  let steps = all.get(key);
  if (!steps) {
    const found = new Map<number, { first: number; last: number }>();
    for (const { stage, index } of read()) {
      const { first = index, last = index } = found.get(stage.index) ?? {};
      found.set(stage.index, { first: Math.min(first, index), last: Math.max(last, index) });
    }
    all.set(key, (steps = found));
  }
  return steps;
}

/** True when one of the steps stands before, in this stage or in one below it. */
function isBefore(context: RuleContext, steps: Steps, { stage, index }: Pick<StageRun, 'stage' | 'index'>): boolean {
  if ((steps.get(stage.index)?.first ?? Infinity) < index) return true;
  for (let at = context.below(stage); at; at = context.below(at)) if (steps.has(at.index)) return true;
  return false;
}

/** True when this RUN or an earlier one of the chain speaks of it. */
export const isSaidBefore = (context: RuleContext, run: StageRun, word: string): boolean =>
  run.script.text.includes(word) ||
  isBefore(
    context,
    stepsOf(context, `say ${word}`, () => runsSaying(context, word)),
    run,
  );

function* runsSaying(context: RuleContext, word: string): Iterable<StageRun> {
  for (const run of context.everyRun()) if (!run.onbuild && run.script.text.includes(word)) yield run;
}

/** True when an earlier step of the chain copies something into the folder. */
export const isCopiedBefore = (context: RuleContext, run: StageRun, folder: string): boolean =>
  isBefore(
    context,
    stepsOf(context, `copy ${folder}`, () =>
      copiesOf(context).filter(({ step }) => step.destination?.text.startsWith(folder) === true),
    ),
    run,
  );

/** True when files of the build context came before: they change between builds, and what follows is built again. */
export const isBehindContext = (context: RuleContext, run: StageRun): boolean =>
  isBefore(
    context,
    stepsOf(context, 'context', () =>
      copiesOf(context).filter(({ step, onbuild }) => !onbuild && !flagOf(step, 'from')),
    ),
    run,
  );

const laterStages = new WeakMap<RuleContext, Map<ManagerName, ReadonlySet<number>>>();

/** True when a later RUN, of this stage or of one that stands on it, calls the manager. */
export function isUsedLater(context: RuleContext, { stage, index }: StageRun, manager: ManagerName): boolean {
  const steps = stepsOf(context, `use ${manager}`, () =>
    managerCallsOf(context, manager).map(({ run }) => ({
      stage: run.stage,
      index: run.onbuild ? Infinity : run.index,
    })),
  );
  if ((steps.get(stage.index)?.last ?? -1) > index) return true;
  let all = laterStages.get(context);
  if (!all) laterStages.set(context, (all = new Map<ManagerName, ReadonlySet<number>>()));
  let below = all.get(manager);
  if (!below) {
    const marked = new Set<number>();
    for (const at of context.graph.stages)
      if (steps.has(at.index))
        for (let base = context.below(at); base && !marked.has(base.index); base = context.below(base))
          marked.add(base.index);
    all.set(manager, (below = marked));
  }
  return below.has(stage.index);
}

/** True when a RUN of the chain installs one of the packages; those of a set are looked for once. */
export const isInstalledInChain = (context: RuleContext, { stage }: StageRun, packages: ReadonlySet<string>): boolean =>
  isBefore(
    context,
    stepsOf(context, `install ${[...packages].join(' ')}`, () =>
      managerCallsOf(context, 'apk', 'apt', 'yum', 'dnf', 'npm')
        .filter(({ call }) => call.operands.some(({ text }) => packages.has(text ?? '')))
        .map(({ run }) => run),
    ),
    { stage, index: Infinity },
  );
