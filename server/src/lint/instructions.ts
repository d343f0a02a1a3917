// Knows: the instructions of a file one by one, those inside ONBUILD too, as rules of one instruction want them.
import type { DockerfileModel, Instruction, Keyword, OnbuildInstruction } from '../syntax/model';

export interface Placed<I extends Instruction = Instruction> {
  readonly instruction: I;
  /** The ONBUILD that holds it. */
  readonly onbuild?: OnbuildInstruction;
}

/** Every instruction in order; the trigger of an ONBUILD comes after it. */
export function* everyInstruction({ instructions }: DockerfileModel): Iterable<Placed> {
  for (const instruction of instructions) {
    yield { instruction };
    if (instruction.keyword === 'ONBUILD' && instruction.trigger)
      yield { instruction: instruction.trigger, onbuild: instruction };
  }
}

/** Those of some keywords. */
export function* instructionsOf<K extends Keyword | 'UNKNOWN'>(
  model: DockerfileModel,
  ...keywords: readonly K[]
): Iterable<Extract<Instruction, { keyword: K }>> {
  for (const { instruction } of everyInstruction(model))
    if ((keywords as readonly string[]).includes(instruction.keyword))
      yield instruction as Extract<Instruction, { keyword: K }>;
}
