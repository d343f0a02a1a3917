// Knows: the value of `--chown` that does what `chown` would do, and whether its names are known by then.
import { baseName } from '../../shell/model';
import type { RuleContext } from '../context';
import { flowOf, type StepFlow } from './pathFlows';

/**
 * `app:web` → `app:web`; `app` leaves the group alone, which is root's after a COPY. Undefined for what no flag can say: a
 * login group (`app:`), a reference file.
 */
export function ownerFlag(owner: string | undefined): string | undefined {
  const match = /^([\w.-]*)(?::([\w.-]+))?$/.exec(owner ?? '');
  const user = match?.[1] ?? '';
  const group = match?.[2];
  if (!match || (user === '' && group === undefined) || /\.$/.test(user)) return undefined;
  return `${user === '' ? '0' : user}:${group ?? '0'}`;
}

const ALWAYS_THERE = new Set(['root', 'daemon', 'bin', 'nobody', 'nogroup', 'www-data']);
const MAKERS = new Set(['useradd', 'adduser', 'groupadd', 'addgroup']);

const known = new WeakMap<RuleContext, ReadonlyMap<number, ReadonlyMap<string, number>>>();

/** By stage: words of the commands that make users and groups, and the order of the first step that has them. */
function makersOf(context: RuleContext): ReadonlyMap<number, ReadonlyMap<string, number>> {
  let makers = known.get(context);
  if (!makers) {
    makers = new Map(
      context.graph.stages.map((stage) => {
        const names = new Map<string, number>();
        for (const { run, order } of flowOf(context, stage))
          for (const command of run?.script.commands ?? [])
            if (MAKERS.has(baseName(command) ?? ''))
              for (const { text } of command.args) if (text !== undefined && !names.has(text)) names.set(text, order);
        return [stage.index, names];
      }),
    );
    known.set(context, makers);
  }
  return makers;
}

/** Made `before` the step, or there always; made `after` it; or by the base image, `perhaps`. */
export function ownerIsKnown(context: RuleContext, step: StepFlow, flag: string): 'before' | 'after' | 'perhaps' {
  const names = flag.split(':').filter((name) => !/^\d+$/.test(name) && !ALWAYS_THERE.has(name));
  const makers = names.length === 0 ? undefined : makersOf(context);
  const chain = makers ? context.chainOf(step.stage) : [];
  let answer: 'before' | 'after' | 'perhaps' = 'before';
  for (const name of names) {
    const order = Math.min(...chain.map((stage) => makers?.get(stage.index)?.get(name) ?? Infinity));
    if (order === Infinity) answer = answer === 'after' ? answer : 'perhaps';
    else if (order > step.order) answer = 'after';
  }
  return answer;
}
