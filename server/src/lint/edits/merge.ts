// Knows: two RUNs made into one: where that keeps what is built, and how the text is afterwards.
import type { TextEdit } from '../../base/textEdit';
import type { ShellCommand } from '../../shell/model';
import type { DockerfileModel } from '../../syntax/model';
import type { StageRun } from '../context';
import { removeInstruction } from './instructions';

/** Commands that change the shell they run in, so that what follows in a merged RUN would see it. */
const CHANGES_SHELL = new Set([
  'cd',
  'pushd',
  'popd',
  'export',
  'set',
  'unset',
  'umask',
  'trap',
  'alias',
  'source',
  '.',
  'exec',
  'exit',
  'return',
  'ulimit',
  'shopt',
  'eval',
  'read',
  'readonly',
  'local',
  'declare',
  'typeset',
  'wait',
]);

/**
 * Moves the commands of `first` in front of those of `second`, joined by `&&`, and deletes `first` with its comments kept.
 * Both must be RUNs in shell form with a plain `&&` list, equal flags, and nothing in `first` that leaks into `second`.
 */
export function mergeRuns(model: DockerfileModel, first: StageRun, second: StageRun): TextEdit[] | undefined {
  if (!canMerge(first) || !canMerge(second) || flagsText(first) !== flagsText(second)) return undefined;
  if (first.script.commands.some((command) => command.inside.length === 0 && changesShell(command))) return undefined;
  const { text } = model;
  const from = first.run.rest.docOffset(0);
  const commands = text.slice(from, first.run.rest.docOffset(first.run.rest.length));
  const insertAt = second.run.rest.docOffset(0);
  return [
    // Comments between its lines move along with the commands.
    { ...removeInstruction(model, first.run), newText: '' },
    { span: { start: insertAt, end: insertAt }, newText: `${commands} ${joint(model, first, second)}` },
  ];
}

const changesShell = ({ name, wrappers }: ShellCommand): boolean =>
  name?.text === undefined || CHANGES_SHELL.has(name.text) || wrappers.includes('exec');

const canMerge = ({ run, script }: StageRun): boolean =>
  run.form === 'shell' &&
  run.heredocs.length === 0 &&
  script.parsed &&
  script.isAndList &&
  script.comments.length === 0;

const flagsText = ({ run }: StageRun): string =>
  run.flags
    .map(({ name, value }) => `${name}=${value ?? ''}`)
    .sort()
    .join(' ');

/** `&& ` on the same line, or `&& \` and a new line in the style that one of the two already has. */
function joint(model: DockerfileModel, first: StageRun, second: StageRun): string {
  const styled = [second, first].find(({ run }) => run.endLine > run.line);
  if (!styled) return '&& ';
  const source = model.text.slice(styled.run.span.start, styled.run.span.end);
  const match = /(\r?\n)([ \t]*)(&&[ \t]*)/.exec(source) ?? /(\r?\n)([ \t]*)/.exec(source);
  const lineEnd = match?.[1] ?? '\n';
  const indent = match?.[2] || '    ';
  // Operators lead their line (`    && x`) or end the one before (`x && \`).
  return match?.[3] === undefined
    ? `&& ${model.escape}${lineEnd}${indent}`
    : `${model.escape}${lineEnd}${indent}${match[3]}`;
}
