// Knows: the mounts of all RUNs, each with the flag that asks for it.
import { mountsOf, type Mount } from '../../build/mounts';
import type { Flag, RunInstruction } from '../../syntax/model';
import { flagsOf } from '../../syntax/model';
import type { RuleContext } from '../context';
import { stepsWith, type StageStep } from './stepIndex';

export interface StageMount extends StageStep<RunInstruction> {
  readonly mount: Mount;
  readonly flag: Flag;
}

/** In order of text, ONBUILD's too. */
export function mountFlags(context: RuleContext): StageMount[] {
  return stepsWith(context, 'RUN').flatMap((found) => {
    if (found.step.flags.length === 0) return [];
    const flags = flagsOf(found.step, 'mount');
    return mountsOf(found.step).flatMap((mount, at) => {
      const flag = flags[at];
      return flag ? [{ ...found, mount, flag }] : [];
    });
  });
}
