// Knows: adding, moving and deleting whole instructions. Comment lines directly above one belong to it.
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';
import type { DockerfileModel, Instruction } from '../../syntax/model';
import { behindLine, lineAt, lineEndIn } from './deletion';

/** Deletes the instruction's own lines; comment lines above it and inside its continuation stay as comment lines. */
export function removeInstruction(model: DockerfileModel, instruction: Instruction): TextEdit {
  const { text } = model;
  const { start } = lineAt(text, instruction.span.start);
  const inside = model.comments.filter(
    ({ span }) => instruction.span.start < span.start && span.end <= instruction.span.end,
  );
  const kept = inside.map(({ span }) => text.slice(span.start, behindLine(text, span.end)));
  const end = behindLine(text, instruction.span.end);
  return { span: { start, end: kept.length > 0 ? end : behindBlank(text, start, end) }, newText: kept.join('') };
}

/** What goes from between two blank lines takes one of them along. */
function behindBlank(text: string, start: number, end: number): number {
  const above = start > 0 ? lineAt(text, start - 1) : undefined;
  const below = lineAt(text, end);
  const isBlank = (line: Span): boolean => text.slice(line.start, line.end).trim() === '';
  return above && isBlank(above) && end < text.length && isBlank(below) ? behindLine(text, end) : end;
}

/** A new instruction above another and its comments. */
export function insertInstructionBefore(model: DockerfileModel, instruction: Instruction, newText: string): TextEdit {
  const { start } = withComments(model, instruction);
  return { span: { start, end: start }, newText: indentOf(model, instruction) + newText + lineEndIn(model.text) };
}

/** A new instruction below another. */
export const insertInstructionAfter = (model: DockerfileModel, instruction: Instruction, newText: string): TextEdit =>
  insertedAt(model, behindLine(model.text, instruction.span.end), indentOf(model, instruction) + newText);

/** `--chown=…` behind the flags that are there. */
export function insertFlag({ flags, keywordSpan }: Instruction, flag: string): TextEdit {
  const { end } = flags.at(-1)?.span ?? keywordSpan;
  return { span: { start: end, end }, newText: ` ${flag}` };
}

/** Moves an instruction with its comments above or below another. Undefined when it stands there already. */
export function moveInstruction(
  model: DockerfileModel,
  moved: Instruction,
  where: 'before' | 'after',
  other: Instruction,
): TextEdit[] | undefined {
  const { text } = model;
  const own = withComments(model, moved);
  const target = withComments(model, other);
  const at = where === 'before' ? target.start : target.end;
  if (own.start <= at && at <= own.end) return undefined;
  const lines = text.slice(own.start, own.end).replace(/\r?\n$/, '');
  // The last line of a text may have no end: the line before gives its own away.
  const start =
    own.end === text.length && !text.endsWith('\n') ? Math.max(lineAt(text, own.start - 1).end, 0) : own.start;
  const blank = behindBlank(text, start, own.end);
  // The place it goes to may be the very next line.
  const end = at > own.end && at <= blank ? own.end : blank;
  return [{ span: { start, end }, newText: '' }, insertedAt(model, at, lines)];
}

/** Whole lines at the start of a line, or behind a last line without an end. */
function insertedAt({ text }: DockerfileModel, at: number, lines: string): TextEdit {
  const lineEnd = lineEndIn(text);
  const isBehindLast = at === text.length && text !== '' && !text.endsWith('\n');
  return { span: { start: at, end: at }, newText: isBehindLast ? lineEnd + lines : lines + lineEnd };
}

/** The instruction's lines and those of the comments directly above it. */
function withComments({ text, comments }: DockerfileModel, { span }: Instruction): Span {
  let { start } = lineAt(text, span.start);
  const isComment = new Set(comments.map((comment) => lineAt(text, comment.span.start).start));
  while (start > 0) {
    const above = lineAt(text, start - 1).start;
    if (!isComment.has(above)) break;
    start = above;
  }
  return { start, end: behindLine(text, span.end) };
}

const indentOf = ({ text }: DockerfileModel, { span }: Instruction): string =>
  /^[ \t]*/.exec(text.slice(lineAt(text, span.start).start, span.start))?.[0] ?? '';
