// Knows: writing and deleting the comments that silence, in the dialect that the file has already. Comments never change
// what is built; where a text would, there is no edit.
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';
import type { DockerfileModel, Instruction } from '../../syntax/model';
import { instructionAt } from '../../syntax/walk';
import type { RuleMeta } from '../rule';
import type { Suppression } from './suppress';
import type { WrittenName } from './suppressForms';
import { codeIn } from '../twinNames';

/** Deletes the comment's line. Undefined for what is no comment of the file itself: a script's line is part of the build. */
export function withoutComment({ text, comments }: DockerfileModel, comment: Span): TextEdit | undefined {
  if (!comments.some(({ span }) => span.start === comment.start)) return undefined;
  const start = text.lastIndexOf('\n', comment.start - 1) + 1;
  const lineEnd = text.indexOf('\n', comment.end);
  return { span: { start, end: lineEnd === -1 ? text.length : lineEnd + 1 }, newText: '' };
}

/** Takes one name of several out of a comment. */
export function withoutName(
  model: DockerfileModel,
  names: readonly WrittenName[],
  index: number,
): TextEdit | undefined {
  const [before, name, after] = [names[index - 1], names[index], names[index + 1]];
  if (!name || (!before && !after)) return undefined;
  if (!model.comments.some(({ span }) => span.start < name.span.start && name.span.end <= span.end)) return undefined;
  const span = after
    ? { start: name.span.start, end: after.span.start }
    : { start: before?.span.end ?? name.span.start, end: name.span.end };
  return { span, newText: '' };
}

/** Silences a rule for the instruction at a place. */
export function silenceHere(
  model: DockerfileModel,
  rule: RuleMeta,
  where: Span,
  suppressions: readonly Suppression[],
): TextEdit | undefined {
  const instruction = instructionAt(model, where.start);
  if (!instruction) return undefined;
  const here = suppressions.filter(
    ({ place, everything }) => !everything && place.kind === 'instruction' && place.start === instruction.span.start,
  );
  for (const { dialect, names } of here) {
    const name = dialect === 'layerlens' ? rule.id : DIALECTS.has(dialect) ? codeIn(rule, dialect) : undefined;
    if (name !== undefined) return longer(names, name, dialect === 'layerlens' ? ', ' : ',');
  }
  const code = speaksHadolint(suppressions) ? codeIn(rule, 'hadolint') : undefined;
  return lineAbove(
    model,
    instruction,
    code === undefined ? `# layerlens-ignore ${rule.id}` : `# hadolint ignore=${code}`,
  );
}

/** Silences a rule for the whole file. */
export function silenceInFile(
  model: DockerfileModel,
  rule: RuleMeta,
  suppressions: readonly Suppression[],
): TextEdit | undefined {
  const { directives } = model;
  const check = directives.find(({ name }) => name === 'check');
  for (const { dialect, place, names, everything } of suppressions) {
    if (place.kind !== 'file' || everything) continue;
    const name = dialect === 'layerlens' ? rule.id : DIALECTS.has(dialect) ? codeIn(rule, dialect) : undefined;
    if (name !== undefined && names.length > 0) return longer(names, name, ',');
  }
  const buildkit = codeIn(rule, 'buildkit');
  // A directive that says something else yet, such as `error=true`.
  if (check && buildkit !== undefined && !/skip\s*=/.test(check.value))
    return { span: { start: check.span.end, end: check.span.end }, newText: `;skip=${buildkit}` };
  const code = speaksHadolint(suppressions) ? codeIn(rule, 'hadolint') : undefined;
  return lineBehindDirectives(
    model,
    code === undefined ? `# layerlens ignore-file=${rule.id}` : `# hadolint global ignore=${code}`,
  );
}

/** Dialects that we write, beside our own. */
const DIALECTS: ReadonlySet<string> = new Set(['hadolint', 'buildkit']);

/** Who has written hadolint's comments so far goes on with them. */
const speaksHadolint = (suppressions: readonly Suppression[]): boolean =>
  suppressions.some(({ dialect }) => dialect === 'hadolint') &&
  !suppressions.some(({ dialect }) => dialect === 'layerlens');

function longer(names: readonly WrittenName[], name: string, comma: string): TextEdit | undefined {
  const last = names.at(-1)?.span.end;
  return last === undefined ? undefined : { span: { start: last, end: last }, newText: `${comma}${name}` };
}

const lineEndOf = ({ text }: DockerfileModel): string => /\r?\n/.exec(text)?.[0] ?? '\n';

function lineAbove(model: DockerfileModel, { span }: Instruction, comment: string): TextEdit {
  const { text } = model;
  let at = text.lastIndexOf('\n', span.start - 1) + 1;
  if (at === 0 && text.startsWith('\uFEFF')) at = 1;
  return { span: { start: at, end: at }, newText: `${text.slice(at, span.start)}${comment}${lineEndOf(model)}` };
}

/** A comment in front of a directive would make it a comment too. */
function lineBehindDirectives(model: DockerfileModel, comment: string): TextEdit | undefined {
  const { text, directives } = model;
  const last = directives.at(-1)?.span.end;
  const lineEnd = lineEndOf(model);
  if (last === undefined) {
    const at = text.startsWith('\uFEFF') ? 1 : 0;
    return { span: { start: at, end: at }, newText: `${comment}${lineEnd}` };
  }
  const newline = text.indexOf('\n', last);
  if (newline === -1) return undefined;
  return { span: { start: newline + 1, end: newline + 1 }, newText: `${comment}${lineEnd}` };
}
