// Knows: taking a stretch out of a text of continued lines, so that lines go on where they did, no line stays empty, and
// no comment is lost.
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';

/**
 * The edits that take `span` out. A line that holds nothing else goes as a whole; when it is the last of its instruction,
 * the line before no longer goes on. Undefined when a comment stands inside of the stretch.
 */
export function deletion(text: string, escape: string, span: Span): TextEdit[] | undefined {
  const { start, end } = span;
  if (hasComment(text, span)) return undefined;
  const line = lineAt(text, start);
  const after = text.slice(end, lineAt(text, end).end);
  if (text.slice(line.start, start).trim() !== '')
    return [removed(start - trailingBlanks(text.slice(line.start, start)), end)];
  const rest = after.trimEnd();
  if (rest.trim() === escape) return [removed(line.start, behindLine(text, end))];
  if (rest !== '') return [removed(start, end + (after.length - after.trimStart().length))];
  return lastLine(text, escape, line.start, end);
}

/** True when a comment line stands between the lines of a stretch. */
export const hasComment = (text: string, { start, end }: Span): boolean => /\n[ \t]*#/.test(text.slice(start, end));

function lastLine(text: string, escape: string, lineStart: number, end: number): TextEdit[] {
  let above = lineStart;
  let hasComment = false;
  while (above > 0) {
    const previous = lineAt(text, above - 1);
    const content = text.slice(previous.start, previous.end);
    if (content.trim() !== '' && !content.trimStart().startsWith('#')) {
      const code = content.trimEnd();
      if (!code.endsWith(escape)) break;
      const codeEnd = previous.start + code.slice(0, -escape.length).trimEnd().length;
      if (!hasComment) return [removed(codeEnd, end)];
      return [removed(codeEnd, previous.end), removed(lineAt(text, lineStart - 1).end, end)];
    }
    hasComment ||= content.trim() !== '';
    above = previous.start;
  }
  // A line of a heredoc: nothing goes on to it.
  return [removed(lineStart, behindLine(text, end))];
}

const removed = (start: number, end: number): TextEdit => ({ span: { start, end }, newText: '' });

const trailingBlanks = (text: string): number => text.length - text.trimEnd().length;

/** The line at an offset, without its line end. */
export function lineAt(text: string, at: number): Span {
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const stop = text.indexOf('\n', at);
  const end = stop === -1 ? text.length : stop;
  return { start, end: end > start && text[end - 1] === '\r' ? end - 1 : end };
}

/** Offset of the line behind the one at `at`; the text's end when that is the last. */
export function behindLine(text: string, at: number): number {
  const stop = text.indexOf('\n', at);
  return stop === -1 ? text.length : stop + 1;
}

/** What ends the lines of a text. */
export const lineEndIn = (text: string): '\n' | '\r\n' => (text.includes('\r\n') ? '\r\n' : '\n');
