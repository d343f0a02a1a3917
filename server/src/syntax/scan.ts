// Knows: how the builder cuts a text into logical lines: directives, comments, continuations.
// Source of the rules: moby/buildkit: frontend/dockerfile/parser/{parser,directives}.go. Total: any text gives lines.
import type { Problem } from '../base/problem';
import { span, type Span } from '../base/span';
import { LogicalText } from './logicalText';
import type { Comment, Directive } from './model';
import { isSpace } from './space';

export interface LogicalLine {
  readonly text: LogicalText;
  /** Zero-based. */
  readonly line: number;
  /** Zero-based number of the last physical line read for it. */
  readonly endLine: number;
  readonly comments: readonly Comment[];
  readonly emptyContinuationLines: readonly number[];
}

/** The value is trimmed by hand: a lazy match up to blanks at the end takes quadratic time on a hostile line. */
const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=/;

/** Most instructions have none: they share it. */
const NO_LINES: readonly number[] = [];
const NO_COMMENTS: readonly Comment[] = [];

/** Reads logical lines one after the other; heredoc bodies are taken out by `takeUntil` in between. */
export class LineScanner {
  readonly directives: Directive[] = [];
  readonly comments: Comment[] = [];
  readonly problems: Problem[] = [];
  escape: '\\' | '`' = '\\';
  #at = 0;
  #line = 0;
  #directivesDone = false;
  #pending: Comment[] = [];

  constructor(private readonly text: string) {}

  /** Offset of the line that is read next. */
  get at(): number {
    return this.#at;
  }

  /** Zero-based number of the line that is read next. */
  get line(): number {
    return this.#line;
  }

  /** Goes on behind an instruction that was read before, in a text that is the same up to there. */
  resume(at: number, line: number, escape: '\\' | '`'): void {
    this.#at = at;
    this.#line = line;
    this.escape = escape;
    this.#directivesDone = true;
  }

  /** The next instruction's logical line, or undefined at the end of the text. */
  next(): LogicalLine | undefined {
    while (this.#at < this.text.length) {
      const line = this.#line;
      const { start, end } = this.#trimmedStart(this.#take());
      if (start === end) {
        this.#directivesDone = true;
        continue;
      }
      if (this.text[start] === '#') {
        this.#comment(start, end);
        continue;
      }
      this.#directivesDone = true;
      const cut = this.#continuation(start, end);
      const pieces: Span[] = [span(start, cut ?? end)];
      const empty = cut === undefined ? NO_LINES : this.#continue(pieces);
      const comments = this.#pending.length === 0 ? NO_COMMENTS : this.#pending;
      if (comments === this.#pending) this.#pending = [];
      return {
        text: LogicalText.join(this.text, pieces),
        line,
        endLine: this.#line - 1,
        comments,
        emptyContinuationLines: empty,
      };
    }
    return undefined;
  }

  /** Takes lines up to the one that equals `terminator` (leading tabs dropped when `chomp`). */
  takeUntil(terminator: string, chomp: boolean): { content: Span; end: number; terminated: boolean } {
    const from = this.#at;
    while (this.#at < this.text.length) {
      const line = this.#take();
      const text = this.text.slice(line.start, line.end);
      if ((chomp ? text.replace(/^\t+/, '') : text) === terminator) {
        return { content: span(from, line.start), end: line.end, terminated: true };
      }
    }
    return { content: span(from, this.text.length), end: this.text.length, terminated: false };
  }

  /** The next physical line, without its end. Lines end at \n only; \r before it is dropped. */
  #take(): Span {
    const { text } = this;
    const start = this.#at;
    const found = text.indexOf('\n', start);
    this.#at = found === -1 ? text.length : found + 1;
    this.#line++;
    let end = this.#at;
    while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
    return span(start, end);
  }

  #trimmedStart(line: Span): Span {
    let start = line.start;
    if (start === 0 && this.text.startsWith('\uFEFF')) start = 1;
    while (start < line.end && isSpace(this.text[start])) start++;
    return span(start, line.end);
  }

  /** Lines after a continuation character: comments vanish, blank lines too (with a note), leading blanks stay. */
  #continue(pieces: Span[]): readonly number[] {
    const empty: number[] = [];
    while (this.#at < this.text.length) {
      const number = this.#line;
      const line = this.#take();
      const { start } = this.#trimmedStart(line);
      if (start === line.end) {
        empty.push(number);
        continue;
      }
      if (this.text[start] === '#') {
        this.comments.push({ text: this.text.slice(start + 1, line.end).trim(), span: span(start, line.end) });
        continue;
      }
      const cut = this.#continuation(line.start, line.end);
      pieces.push(span(line.start, cut ?? line.end));
      if (cut === undefined) break;
    }
    return empty;
  }

  /** Offset of the continuation character, when the line ends with one that is not itself escaped. */
  #continuation(start: number, end: number): number | undefined {
    let at = end;
    while (at > start && (this.text[at - 1] === ' ' || this.text[at - 1] === '\t')) at--;
    if (at === start || this.text[at - 1] !== this.escape) return undefined;
    return at - 1 > start && this.text[at - 2] === this.escape ? undefined : at - 1;
  }

  #comment(start: number, end: number): void {
    const text = this.text.slice(start, end);
    const comment: Comment = { text: text.slice(1).trim(), span: span(start, end) };
    if (!this.#directivesDone && this.#directive(text, comment.span)) return;
    this.#directivesDone = true;
    this.comments.push(comment);
    if (comment.text === '') this.#pending = [];
    else this.#pending.push(comment);
  }

  #directive(text: string, where: Span): boolean {
    const match = DIRECTIVE.exec(text);
    const name = match?.[1]?.toLowerCase();
    const value = match ? text.slice(match[0].length).trim() : '';
    if (value === '') return false;
    if (name !== 'syntax' && name !== 'escape' && name !== 'check') return false;
    if (this.directives.some((directive) => directive.name === name)) {
      this.problems.push({
        code: 'directive-repeated',
        span: where,
        message: `Only one ${name} directive can be used.`,
      });
      return true;
    }
    this.directives.push({ name, value, span: where });
    if (name === 'escape') {
      if (value === '\\' || value === '`') this.escape = value;
      else
        this.problems.push({
          code: 'directive-escape-invalid',
          span: where,
          message: 'The escape character must be \\ or `.',
        });
    }
    return true;
  }
}
