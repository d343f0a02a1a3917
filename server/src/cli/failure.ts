// Knows: how a command ends early: one clear sentence on stderr and exit code 2, never a stack.
import { sayProblem, type UserProblem } from '../base/outcome';

/** Thrown by commands, caught once in cli/main.ts. */
export class Misuse extends Error {}

export const misuse = (problem: UserProblem): Misuse => new Misuse(sayProblem(problem));
