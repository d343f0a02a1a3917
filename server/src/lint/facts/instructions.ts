// Knows: the instructions of a file one by one, those inside ONBUILD too, as rules of one instruction want them. Read once
// per text: there are hundreds of rules.
import type { DockerfileModel, Instruction, Keyword, OnbuildInstruction } from '../../syntax/model';

export interface Placed<I extends Instruction = Instruction> {
  readonly instruction: I;
  /** The ONBUILD that holds it. */
  readonly onbuild?: OnbuildInstruction;
}

type AnyKeyword = Keyword | 'UNKNOWN';

interface Known {
  readonly all: readonly Placed[];
  readonly byKeyword: ReadonlyMap<string, readonly Instruction[]>;
  /** Several keywords together, by all of their names. */
  readonly together: Map<string, readonly Instruction[]>;
}

const NONE: readonly Instruction[] = [];
const known = new WeakMap<DockerfileModel, Known>();

/** Every instruction in order; the trigger of an ONBUILD comes after it. */
export const everyInstruction = (model: DockerfileModel): readonly Placed[] => read(model).all;

/** Those of some keywords. */
export function instructionsOf<K extends AnyKeyword>(
  model: DockerfileModel,
  ...keywords: readonly K[]
): readonly Extract<Instruction, { keyword: K }>[] {
  const { byKeyword, together } = read(model);
  const key = keywords.join(' ');
  let found = keywords.length === 1 ? byKeyword.get(key) : together.get(key);
  if (!found) {
    // A trigger starts behind its ONBUILD, so that the order is that of the text.
    found = keywords
      .flatMap((keyword) => byKeyword.get(keyword) ?? NONE)
      .sort((a, b) => a.keywordSpan.start - b.keywordSpan.start);
    if (keywords.length > 1) together.set(key, found);
  }
  return found as readonly Extract<Instruction, { keyword: K }>[];
}

function read(model: DockerfileModel): Known {
  const seen = known.get(model);
  if (seen) return seen;
  const all: Placed[] = [];
  const byKeyword = new Map<string, Instruction[]>();
  const add = (placed: Placed): void => {
    all.push(placed);
    const { instruction } = placed;
    const list = byKeyword.get(instruction.keyword);
    if (list) list.push(instruction);
    else byKeyword.set(instruction.keyword, [instruction]);
  };
  for (const instruction of model.instructions) {
    add({ instruction });
    if (instruction.keyword === 'ONBUILD' && instruction.trigger)
      add({ instruction: instruction.trigger, onbuild: instruction });
  }
  const found = { all, byKeyword, together: new Map<string, readonly Instruction[]>() };
  known.set(model, found);
  return found;
}
