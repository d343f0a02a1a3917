// Knows: words, redirects and substitutions of shell text (POSIX 2.2, 2.6, 2.7; bash for `<(…)`, `<<<`, `&>`), one after
// the other from a position that only goes forward. Any text is read: what fits nowhere becomes an ERROR node.
import type { Span } from '../base/span';
import { lineEnd, skipBrackets, skipDollar, skipSingle } from './skip';
import { ERROR, type ScriptHeredoc, type TreeNode } from './tree';

/** Constructs in constructs deeper than this are not read: no person wrote them. */
const DEEPEST = 60;

const NONE: readonly TreeNode[] = [];

export const node = (
  type: string,
  start: number,
  end: number,
  children: readonly TreeNode[] = NONE,
  isNamed = true,
): TreeNode => ({ type, start, end, isNamed, isMissing: false, children });

export const token = (type: string, start: number): TreeNode => node(type, start, start + type.length, NONE, false);

interface Pending extends Omit<ScriptHeredoc, 'body'> {
  readonly delimiter: string;
  readonly chomp: boolean;
}

const DELIMITER = /(?:(-)|(?!-))[ \t]*((?:[^\s;&|()<>"'\\]|\\.|'[^'\n]*'|"[^"\n]*")+)/y;
const REDIRECT = /(\d*)(&>>|&>|<<<|<<|<>|<&|<|>>|>&|>\||>)/y;
/** `A=`, `A+=`, `A[0]=`, behind which a bracket opens an array. */
const ASSIGNS = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/;

export abstract class WordGrammar {
  readonly heredocs: ScriptHeredoc[] = [];
  readonly faults: Span[] = [];
  readonly comments: { start: number; end: number }[] = [];
  protected at = 0;
  /** Where the stretch that is being read ends: the text's end, or a closing backtick. */
  protected stop: number;
  protected depth = 0;
  #pending: Pending[] = [];

  constructor(protected readonly text: string) {
    this.stop = text.length;
  }

  /** What could not be read. */
  protected fault(start: number, end: number): TreeNode {
    this.faults.push({ start, end });
    return node(ERROR, start, end);
  }

  /** Reads statements until `)`, or until the end. */
  protected abstract substituted(): TreeNode[];

  /** The character at the position; '' at the end. */
  protected get here(): string {
    return this.at < this.stop ? (this.text[this.at] ?? '') : '';
  }

  /** The rest of the text as something that could not be read. */
  protected rest(from: number): TreeNode {
    this.at = this.stop;
    return this.fault(from, this.stop);
  }

  /** Goes behind blanks, joined lines and a comment. */
  protected blanks(): void {
    const { text } = this;
    for (; this.at < this.stop; this.at++) {
      const c = text[this.at];
      if (c === '\\' && text[this.at + 1] === '\n') this.at++;
      else if (c === '\\' && text[this.at + 1] === '\r' && text[this.at + 2] === '\n') this.at += 2;
      else if (c === '#') {
        const end = Math.min(lineEnd(text, this.at), this.stop);
        this.comments.push({ start: this.at, end });
        this.at = end;
        return;
      } else if (c !== ' ' && c !== '\t' && c !== '\r') return;
    }
  }

  /** Goes behind blanks, comments and line ends. True when there was a line end. */
  protected lines(): boolean {
    let was = false;
    for (;;) {
      this.blanks();
      if (this.here !== '\n') return was;
      was = true;
      this.newline();
    }
  }

  /** Behind a line end, and behind the bodies of the heredocs of the line. */
  protected newline(): void {
    this.at++;
    for (const { delimiter, chomp, operator, isQuoted } of this.#pending) {
      const start = this.at;
      let end = this.stop;
      while (this.at < this.stop) {
        const from = this.at;
        const stop = Math.min(lineEnd(this.text, from), this.stop);
        this.at = Math.min(stop + 1, this.stop);
        const line = this.text.slice(from, stop).replace(/\r$/, '');
        if ((chomp ? line.replace(/^\t+/, '') : line) === delimiter) {
          end = from;
          break;
        }
      }
      this.heredocs.push({ operator, isQuoted, body: { start, end } });
    }
    this.#pending = [];
  }

  /** The redirect at the position; undefined when there is none. */
  protected redirect(): TreeNode | undefined {
    const c = this.here;
    if (c !== '<' && c !== '>' && c !== '&' && (c < '0' || c > '9')) return undefined;
    REDIRECT.lastIndex = this.at;
    const match = REDIRECT.exec(this.text);
    const operator = match?.[2] ?? '';
    const start = this.at;
    const operatorAt = start + (match?.[1] ?? '').length;
    const end = operatorAt + operator.length;
    // `<(…)` is a word.
    if (!match || end > this.stop || ((operator === '<' || operator === '>') && this.text[end] === '('))
      return undefined;
    const head = [
      ...(operatorAt > start ? [node('file_descriptor', start, operatorAt)] : []),
      token(operator, operatorAt),
    ];
    this.at = end;
    if (operator === '<<') return this.#heredoc(start, operatorAt, head);
    this.#joinedLines();
    const target = this.word();
    if (!target) return this.fault(start, this.at);
    if (target.type === ERROR) return target;
    return node(operator === '<<<' ? 'herestring_redirect' : 'file_redirect', start, target.end, [...head, target]);
  }

  #heredoc(start: number, operatorAt: number, head: readonly TreeNode[]): TreeNode {
    DELIMITER.lastIndex = this.at;
    const match = DELIMITER.exec(this.text);
    if (!match || DELIMITER.lastIndex > this.stop) return this.fault(start, this.at);
    const written = match[2] ?? '';
    this.at = DELIMITER.lastIndex;
    this.#pending.push({
      operator: { start: operatorAt, end: this.at },
      delimiter: written.replace(/["']/g, '').replace(/\\(.)/g, '$1'),
      chomp: match[1] === '-',
      isQuoted: /["'\\]/.test(written),
    });
    return node('heredoc_redirect', start, this.at, head);
  }

  #joinedLines(): void {
    while (this.here === ' ' || this.here === '\t' || this.text.startsWith('\\\n', this.at))
      this.at += this.here === '\\' ? 2 : 1;
  }

  /** The word at the position; undefined when an operator, a line end or the end stands there. */
  protected word(): TreeNode | undefined {
    const start = this.at;
    const children: TreeNode[] = [];
    while (this.at < this.stop) {
      const c = this.text[this.at] ?? '';
      if (c === '<' || c === '>') {
        if (this.text[this.at + 1] !== '(') break;
        children.push(this.#substitution('process_substitution', 2));
      } else if (c === '(') {
        if (!ASSIGNS.test(this.text.slice(start, this.at))) break;
        this.at = skipBrackets(this.text, this.at, '(', ')');
        if (this.at > this.stop || this.text[this.at - 1] !== ')') return this.rest(start);
      } else if (ENDS.has(c) || (this.at > start && this.#joinsBlank())) break;
      else if (!this.#piece(c, children)) return this.rest(start);
    }
    return this.at > start ? node('word', start, this.at, children.length > 0 ? children : NONE) : undefined;
  }

  /** A joined line whose next line starts with a blank or an operator: the word ends before it. */
  #joinsBlank(): boolean {
    const { text, at } = this;
    if (text[at] !== '\\' || text[at + 1] !== '\n') return false;
    const next = text[at + 2];
    return next === undefined || ENDS.has(next) || next === '\\' || next === '<' || next === '>';
  }

  /** One letter, escape, quoted stretch or expansion. False when it does not end. */
  #piece(c: string, children: TreeNode[]): boolean {
    const { text } = this;
    switch (c) {
      case '\\':
        this.at = Math.min(this.at + 2, this.stop);
        return true;
      case "'":
        return this.#single();
      case '"':
        return this.#double(children);
      case '`':
        return this.#backticks(children);
      case '$':
        return text[this.at + 1] === "'" ? this.#ansi() : this.#dollar(children);
      default:
        this.at++;
        return true;
    }
  }

  /** `'…'` */
  #single(): boolean {
    const start = this.at;
    this.at = skipSingle(this.text, start);
    return this.at <= this.stop && this.at > start + 1 && this.text[this.at - 1] === "'";
  }

  /** `$'…'` */
  #ansi(): boolean {
    this.at += 2;
    while (this.at < this.stop) {
      const c = this.text[this.at];
      this.at += c === '\\' ? 2 : 1;
      if (c === "'") return true;
    }
    return false;
  }

  #double(children: TreeNode[]): boolean {
    this.at++;
    while (this.at < this.stop) {
      const c = this.text[this.at] ?? '';
      if (c === '"') {
        this.at++;
        return true;
      }
      if (c === '\\') this.at = Math.min(this.at + 2, this.stop);
      else if (c === '$') {
        if (!this.#dollar(children)) return false;
      } else if (c === '`') {
        if (!this.#backticks(children)) return false;
      } else this.at++;
    }
    return false;
  }

  #dollar(children: TreeNode[]): boolean {
    const { text } = this;
    const next = text[this.at + 1];
    if (next === '(') {
      if (text[this.at + 2] === '(' && this.#arithmetic(children)) return true;
      children.push(this.#substitution('command_substitution', 2));
      return true;
    }
    if (next === '{') return this.#braces(children);
    this.at = Math.min(skipDollar(text, this.at), this.stop);
    return true;
  }

  /** `$((…))`; false when the brackets are those of `$( (…) )`. */
  #arithmetic(children: TreeNode[]): boolean {
    const end = this.#arithmeticEnd(this.at + 1);
    if (end === undefined) return false;
    this.#inside(end, children);
    return true;
  }

  /** Behind `((…))` at `at`; undefined when the inner bracket closes before the outer. */
  #arithmeticEnd(at: number): number | undefined {
    const end = skipBrackets(this.text, at, '(', ')');
    if (end > this.stop || this.text[end - 1] !== ')' || this.text[end - 2] !== ')') return undefined;
    return skipBrackets(this.text, at + 1, '(', ')') === end - 1 ? end : undefined;
  }

  /** `((…))` at the position: its end, after the substitutions in it were read. */
  protected arithmetic(children: TreeNode[]): boolean {
    const end = this.#arithmeticEnd(this.at);
    if (end === undefined) return false;
    this.#inside(end, children);
    return true;
  }

  /** Reads the substitutions up to `end`, where quotes mean nothing. */
  #inside(end: number, children: TreeNode[]): void {
    while (this.at < end) {
      const c = this.text[this.at];
      const isSubstitution = c === '$' && this.text[this.at + 1] === '(' && this.text[this.at + 2] !== '(';
      if (isSubstitution) children.push(this.#substitution('command_substitution', 2));
      else if (c !== '`' || !this.#backticks(children)) this.at++;
    }
    this.at = end;
  }

  #braces(children: TreeNode[]): boolean {
    if (++this.depth > DEEPEST) return false;
    this.at += 2;
    while (this.at < this.stop) {
      const c = this.text[this.at] ?? '';
      if (c === '}') {
        this.at++;
        this.depth--;
        return true;
      }
      if (!this.#piece(c, children)) return false;
    }
    return false;
  }

  #backticks(children: TreeNode[]): boolean {
    const start = this.at;
    const { stop } = this;
    let end = start + 1;
    while (end < stop && this.text[end] !== '`') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= stop) return false;
    this.at = start + 1;
    this.stop = end;
    const inner = this.#nested();
    this.stop = stop;
    this.at = end + 1;
    children.push(node('command_substitution', start, this.at, inner));
    return true;
  }

  /** `$(…)`, `<(…)`: the opening has `width` letters. */
  #substitution(type: string, width: number): TreeNode {
    const start = this.at;
    this.at += width;
    const inner = this.#nested();
    if (this.here !== ')') return node(type, start, this.at, [...inner, this.fault(this.at, this.at)]);
    this.at++;
    return node(type, start, this.at, inner);
  }

  #nested(): TreeNode[] {
    const pending = this.#pending;
    this.#pending = [];
    const inner = this.deeper(() => this.substituted());
    this.#pending.unshift(...pending);
    return inner;
  }

  /** Reads one level deeper, or gives the rest up. */
  protected deeper(read: () => TreeNode[]): TreeNode[] {
    if (this.depth >= DEEPEST) return [this.rest(this.at)];
    this.depth++;
    const nodes = read();
    this.depth--;
    return nodes;
  }
}

/** Letters that end a word. */
const ENDS = new Set([' ', '\t', '\n', '\r', ';', '&', '|', ')']);
