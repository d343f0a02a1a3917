// Knows: which text of a RUN the shell reads, and the way from that text back to the document.
import { span, type Span } from '../base/span';
import type { LogicalText } from '../syntax/logicalText';
import type { DockerfileModel, RunInstruction } from '../syntax/model';
import { LogicalText as Logical } from '../syntax/logicalText';
import type { ShellParser, ShellScript } from './model';

export interface RunScript {
  readonly run: RunInstruction;
  readonly script: ShellScript;
  readonly source: LogicalText;
  /** The words of the shell that reads it: those of SHELL, or of the script's own first line. */
  readonly shell: readonly string[];
  /** Where a stretch of the script stands in the document. */
  readonly docSpan: (where: Span) => Span;
}

const POSIX_SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);

/** True when the shell in effect reads POSIX shell; PowerShell and cmd are left alone. */
export const isPosixShell = (shell: readonly string[]): boolean => POSIX_SHELLS.has(shell[0]?.split('/').pop() ?? '');

/**
 * The script of a RUN: its words in shell form, the body in heredoc form. Undefined in exec form, for a shell that is
 * not POSIX, and for a heredoc whose first line names another interpreter.
 */
export function runScript(
  run: RunInstruction,
  model: DockerfileModel,
  shell: readonly string[],
  parser: ShellParser,
): RunScript | undefined {
  if (run.form === 'exec' || !isPosixShell(shell)) return undefined;
  const source = scriptText(run, model);
  const named = run.form === 'heredoc' ? namedInterpreter(source.value) : undefined;
  if (named && !isPosixShell(named)) return undefined;
  const docSpan = ({ start, end }: Span): Span => source.docSpan(start, end);
  return { run, script: parser.parse(source.value), source, shell: named ?? shell, docSpan };
}

/** The words behind `#!`, `env` and its options left out. */
function namedInterpreter(script: string): string[] | undefined {
  const line = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S.*)/.exec(script)?.[1];
  return line?.trim().split(/\s+/);
}

function scriptText(run: RunInstruction, model: DockerfileModel): LogicalText {
  const [first] = run.heredocs;
  if (!first) return run.rest;
  if (run.form === 'heredoc') return Logical.join(model.text, [first.contentSpan]);
  // The line, then everything up to the last terminator: the shell reads its own heredocs.
  const last = run.heredocs[run.heredocs.length - 1] ?? first;
  const lineEnd = run.rest.docOffset(run.rest.length);
  const end = last.terminated ? last.contentSpan.end + last.name.length : last.contentSpan.end;
  return Logical.join(model.text, [...run.rest.spans(), span(lineEnd, Math.max(lineEnd, end))]);
}
