// Knows: which Dockerfiles are planned. A file beyond these bounds was not written by hand; planning it would hold up the
// server for seconds, so it is left out with a sentence.
import type { DockerfileModel } from '../syntax/model';

const LONGEST_TEXT = 256 * 1024;
const MOST_INSTRUCTIONS = 1000;
/** Every RUN's key repeats the variables that it sees. */
const MOST_VARIABLES_SEEN = 50_000;

/** Why a file is not planned; undefined: it is. */
export function beyondLimits({ text, instructions }: DockerfileModel): string | undefined {
  if (text.length > LONGEST_TEXT) return `A Dockerfile of more than ${String(LONGEST_TEXT / 1024)} kB is not planned.`;
  if (instructions.length > MOST_INSTRUCTIONS)
    return `A Dockerfile of more than ${String(MOST_INSTRUCTIONS)} instructions is not planned.`;
  let variables = 0;
  let seen = 0;
  for (const instruction of instructions) {
    if (instruction.keyword === 'ENV') variables += instruction.pairs.length;
    else if (instruction.keyword === 'ARG') variables += instruction.items.length;
    else if (instruction.keyword === 'RUN') seen += variables;
  }
  return seen > MOST_VARIABLES_SEEN ? 'A Dockerfile with so many variables is not planned.' : undefined;
}
