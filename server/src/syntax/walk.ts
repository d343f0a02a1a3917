// Knows: moving through a model. Rules and views use these instead of loops of their own.
import type { DockerfileModel, FromInstruction, Instruction, RunInstruction } from './model';

/** The instruction that holds the offset, its keyword and its end included. */
export const instructionAt = (model: DockerfileModel, offset: number): Instruction | undefined =>
  model.instructions.find(({ span }) => span.start <= offset && offset <= span.end);

export const isFrom = (instruction: Instruction): instruction is FromInstruction => instruction.keyword === 'FROM';
export const isRun = (instruction: Instruction): instruction is RunInstruction => instruction.keyword === 'RUN';
