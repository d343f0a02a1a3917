// Knows: where a finding of a BuildKit check stands: builders point at the first line of an instruction, editors at a word.
import type { Span } from '../../base/span';
import type { DockerfileModel, Flag, Instruction } from '../../syntax/model';
import type { Related } from '../rule';

export interface Place {
  readonly span: Span;
  readonly related?: readonly Related[];
}

/**
 * The word, when it stands on the instruction's first line; else the keyword, with the word told beside it: a builder
 * reports the first line, and both must agree on the line.
 */
export function placed({ text }: DockerfileModel, at: Instruction, word: Span, message: string): Place {
  const lineEnd = text.indexOf('\n', at.span.start);
  const isOnFirstLine = word.start >= at.span.start && (lineEnd === -1 || word.start < lineEnd);
  if (isOnFirstLine && word.end > word.start) return { span: word };
  return { span: at.keywordSpan, ...(word.end > word.start && { related: [{ span: word, message }] }) };
}

/** The value of `--name=value`; undefined when quotes, escapes or line joins make it differ from what is written. */
export function flagValueSpan({ text }: DockerfileModel, { name, value, span }: Flag): Span | undefined {
  if (value === undefined || text.slice(span.start, span.end) !== `--${name}=${value}`) return undefined;
  return { start: span.end - value.length, end: span.end };
}

/** What ends the lines of the text. */
export const lineEndOf = ({ text }: DockerfileModel): '\n' | '\r\n' => (/\r\n/.test(text) ? '\r\n' : '\n');
