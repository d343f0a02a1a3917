// Knows: the heredocs of a script (POSIX 2.7.4), and a text of the same length without them, which tree-sitter-bash reads
// without fault: it takes a heredoc for the end of its line.
import type { Span } from '../../src/base/span';
import type { ScriptHeredoc } from '../../src/shell/tree';
import { lineEnd, skipAnsi, skipSingle } from '../../src/shell/skip';

export interface Masked {
  /** As long as the script: `<<E` is a redirect from a file there, a body is blank lines. */
  readonly text: string;
  readonly heredocs: readonly ScriptHeredoc[];
}

interface Pending extends Omit<ScriptHeredoc, 'body'> {
  readonly delimiter: string;
  readonly chomp: boolean;
}

/** What a stretch of a script is in: in `"` nothing but expansions counts; in arithmetic `<<` shifts. */
type Inside = '"' | '(' | '{' | '`' | '((';

/** Heredocs, and what else the grammar stumbles on: a `#` inside a word, a `$` that starts nothing. */
const NEEDED = /<<|[^\s;&|()]#|\$(?![\w{(@*#?$!'"-])|\$"/;

export function maskHeredocs(text: string): Masked {
  if (!NEEDED.test(text)) return { text, heredocs: [] };
  return new Masker(text).mask();
}

class Masker {
  readonly #found: ScriptHeredoc[] = [];
  #pending: Pending[] = [];
  readonly #inside: Inside[] = [];
  readonly #out: string[] = [];
  #copied = 0;

  constructor(private readonly text: string) {}

  mask(): Masked {
    const { text } = this;
    for (let i = 0; i < text.length;) i = this.#inside.at(-1) === '"' ? this.#quoted(i) : this.#code(i);
    // Those of the last line have no body.
    this.#bodies(text.length);
    this.#out.push(text.slice(this.#copied));
    return { text: this.#out.join(''), heredocs: this.#found };
  }

  #quoted(i: number): number {
    const c = this.text[i];
    if (c === '\\') return i + 2;
    if (c === '"') this.#inside.pop();
    return c === '$' || c === '`' ? this.#expansion(i) : i + 1;
  }

  #code(i: number): number {
    const { text } = this;
    const c = text[i];
    switch (c) {
      case '\\':
        return i + 2;
      case "'":
        return this.#inside.at(-1) === '{' && this.#inside.at(-2) === '"' ? i + 1 : skipSingle(text, i);
      case '"':
        this.#inside.push('"');
        return i + 1;
      case '$':
      case '`':
        return text[i + 1] === "'" && c === '$' ? skipAnsi(text, i) : this.#expansion(i);
      case '#':
        if (i === 0 || /[\s;&|()]/.test(text[i - 1] ?? '')) return lineEnd(text, i);
        if (this.#inside.length === 0) this.#replace({ start: i, end: i + 1 }, 'h');
        return i + 1;
      case '(':
        this.#inside.push(text[i + 1] === '(' ? '((' : '(');
        return i + (text[i + 1] === '(' ? 2 : 1);
      case ')':
        if (this.#inside.at(-1) === '((' && text[i + 1] === ')') {
          this.#inside.pop();
          return i + 2;
        }
        if (this.#inside.at(-1) === '(') this.#inside.pop();
        return i + 1;
      case '}':
        if (this.#inside.at(-1) === '{') this.#inside.pop();
        return i + 1;
      case '<':
        return this.#less(i);
      case '\n':
        return this.#bodies(i + 1);
      default:
        return i + 1;
    }
  }

  /** At `$` or a backtick, in quotes or not. */
  #expansion(i: number): number {
    const { text } = this;
    if (text[i] === '`') {
      if (this.#inside.at(-1) === '`') this.#inside.pop();
      else this.#inside.push('`');
      return i + 1;
    }
    if (text.startsWith('$((', i)) {
      this.#inside.push('((');
      return i + 3;
    }
    if (text[i + 1] === '(' || text[i + 1] === '{') {
      this.#inside.push(text[i + 1] as '(' | '{');
      return i + 2;
    }
    // `$#` is no comment.
    if (text[i + 1] === '#') return i + 2;
    const isQuote = text[i + 1] === '"' && this.#inside.at(-1) !== '"';
    if (!isQuote && !/[\w@*?$!'-]/.test(text[i + 1] ?? '')) this.#replace({ start: i, end: i + 1 }, 'h');
    return i + 1;
  }

  #less(i: number): number {
    const { text } = this;
    const inside = this.#inside.at(-1);
    if (text[i + 1] !== '<' || inside === '((' || inside === '{') return i + 1;
    if (text[i + 2] === '<') return i + 3;
    const word = /(-?)[ \t]*((?:[^\s;&|()<>"'\\]|\\.|'[^'\n]*'|"[^"\n]*")+)/y;
    word.lastIndex = i + 2;
    const match = word.exec(text);
    if (!match) return i + 2;
    const written = match[2] ?? '';
    const operator = { start: i, end: word.lastIndex };
    const delimiter = written.replace(/["']/g, '').replace(/\\(.)/g, '$1');
    this.#pending.push({ operator, delimiter, chomp: match[1] === '-', isQuoted: /["'\\]/.test(written) });
    this.#replace(operator, `<${'h'.repeat(operator.end - operator.start - 1)}`);
    return operator.end;
  }

  /** The bodies of the line that ends before `at`, one after the other. */
  #bodies(at: number): number {
    if (this.#pending.length === 0) return at;
    const { text } = this;
    let i = at;
    for (const { operator, delimiter, chomp, isQuoted } of this.#pending) {
      const start = i;
      let end = text.length;
      while (i < text.length) {
        const stop = lineEnd(text, i);
        const line = text.slice(i, stop).replace(/\r$/, '');
        const from = i;
        i = Math.min(stop + 1, text.length);
        if ((chomp ? line.replace(/^\t+/, '') : line) === delimiter) {
          end = from;
          // The line end behind it goes on separating commands.
          if (stop < text.length) i = stop;
          break;
        }
      }
      this.#found.push({ operator, isQuoted, body: { start, end } });
      this.#replace({ start, end: i }, text.slice(start, i).replace(/[^\n]/g, ' '));
      if (text[i] === '\n' && operator !== this.#pending.at(-1)?.operator) i++;
    }
    this.#pending = [];
    return i;
  }

  #replace({ start, end }: Span, by: string): void {
    this.#out.push(this.text.slice(this.#copied, start), by);
    this.#copied = end;
  }
}
