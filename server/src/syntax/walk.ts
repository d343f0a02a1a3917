// Knows: moving through a model. Rules and views use these instead of loops of their own.
import type { DockerfileModel, Instruction } from './model';

/** The instruction that holds the offset, its keyword and its end included. */
export function instructionAt({ instructions }: DockerfileModel, offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const found = instructions[low];
  return found && found.span.start <= offset && offset <= found.span.end ? found : undefined;
}

/** The instruction that begins on a zero-based line, or goes on there. */
export const instructionOnLine = ({ instructions }: DockerfileModel, line: number): Instruction | undefined =>
  instructions.find((instruction) => instruction.line <= line && line <= instruction.endLine);
