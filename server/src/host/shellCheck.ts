// Knows: running ShellCheck on a script. Absent, failing or too slow, it has nothing to say.
import type { CancelSignal } from '../base/platform';
import type { ProgramRun, Programs } from '../engine/programs';

const TIMEOUT_MS = 10_000;
const MOST_OUTPUT = 4_000_000;
/** A script of more characters is generated. */
const LONGEST = 200_000;

export interface ShellCheckAsk {
  readonly dialect: string;
  readonly text: string;
}

/** As the format json1 has it (shellcheck: shellcheck.1.md). */
export interface ShellCheckAnswer {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly code: number;
  readonly message: string;
}

/** @returns undefined: there is no such program. */
export async function runShellCheck(
  programs: Programs,
  program: string,
  { dialect, text }: ShellCheckAsk,
  signal: CancelSignal,
): Promise<readonly ShellCheckAnswer[] | undefined> {
  if (text.length > LONGEST) return [];
  const end = await programs.run(runOf(program, { dialect, text }, signal));
  if (end.kind === 'not-found') return undefined;
  // 0: nothing found; 1: something found; anything else is a failure of its own.
  return end.kind === 'exited' && end.code <= 1 ? answersIn(end.stdout) : [];
}

/** Undefined: it answers as it should; else why not, as words behind `because`. */
export async function whyNoShellCheck(
  programs: Programs,
  program: string,
  signal: CancelSignal,
): Promise<string | undefined> {
  const end = await programs.run(runOf(program, { dialect: 'sh', text: 'true\n' }, signal));
  if (end.kind === 'exited' && end.code === 0) return undefined;
  if (end.kind === 'not-found') return 'there is no such program';
  if (end.kind === 'failed') return end.detail;
  if (end.kind !== 'exited') return 'it did not answer in time';
  const [said = ''] = end.stderr.trim().split('\n');
  return `it ended with exit code ${String(end.code)}${said === '' ? '' : `: ${said}`}`;
}

const runOf = (program: string, { dialect, text }: ShellCheckAsk, signal: CancelSignal): ProgramRun => ({
  program: program === '' ? 'shellcheck' : program,
  // No settings of a folder: what it finds must hang on the script alone. It knows `--norc` since 0.7.
  args: ['--norc', '--format=json1', `--shell=${dialect}`, '-'],
  input: text,
  timeoutMs: TIMEOUT_MS,
  maxOutputBytes: MOST_OUTPUT,
  signal,
});

function answersIn(stdout: string): readonly ShellCheckAnswer[] {
  try {
    const { comments } = JSON.parse(stdout) as { comments?: unknown };
    return Array.isArray(comments) ? comments.filter(isAnswer) : [];
  } catch {
    return [];
  }
}

const LEVELS: readonly unknown[] = ['error', 'warning', 'info', 'style'];

function isAnswer(value: unknown): value is ShellCheckAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { line, column, endLine, endColumn, level, code, message } = value as Record<string, unknown>;
  const numbers = [line, column, endLine, endColumn, code];
  return numbers.every((one) => Number.isSafeInteger(one)) && LEVELS.includes(level) && typeof message === 'string';
}
