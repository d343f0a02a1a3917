// Knows: how a shell cuts a script into commands and words (POSIX shell, 2.3 and 2.10), as far as build lines need it.
// Total: whatever it does not understand becomes a part of a word that nobody can know. Works out no variable.
import type { Hole } from './partialText';

/** A script in which some stretches were already found to be unknown: they stand as `\uE000<index>\uE001`. */
export interface ScriptText {
  readonly text: string;
  readonly holes: readonly Hole[];
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'hole'; readonly hole: Hole; readonly quoted: boolean }
  /** What stands in `${…}` or behind `$`. */
  | { readonly kind: 'variable'; readonly expression: string; readonly written: string; readonly quoted: boolean }
  /** What stands in `$(…)`. */
  | { readonly kind: 'command'; readonly script: string; readonly written: string; readonly quoted: boolean };

export type ShellWord = readonly WordPart[];

export interface ShellCommand {
  readonly kind: 'command';
  readonly words: readonly ShellWord[];
  /** The file behind `<`. */
  readonly stdin: ShellWord | undefined;
  readonly line: number;
}

export type ShellItem = ShellCommand | { readonly kind: 'open' | 'close'; readonly line: number };

const MOST_TEXT = 300_000;
const MOST_ITEMS = 20_000;

export const plainScript = (text: string): ScriptText => ({ text, holes: [] });

export function splitShell(script: ScriptText): readonly ShellItem[] {
  return script.text.length > MOST_TEXT ? [] : new Splitter(script).split();
}

class Splitter {
  readonly #items: ShellItem[] = [];
  #words: ShellWord[] = [];
  #word: WordPart[] | undefined;
  #stdin: ShellWord | undefined;
  #redirect: '<' | '>' | undefined;
  #heredocs: { end: string; tabs: boolean }[] = [];
  #line = 0;
  #startLine = 0;
  #at = 0;
  readonly #text: string;

  constructor(private readonly script: ScriptText) {
    this.#text = script.text;
  }

  split(): readonly ShellItem[] {
    while (this.#at < this.#text.length && this.#items.length < MOST_ITEMS) this.#step();
    this.#endCommand();
    return this.#items;
  }

  #step(): void {
    const char = this.#text[this.#at] ?? '';
    const next = this.#text[this.#at + 1];
    if (char === '\\') {
      this.#at += 2;
      if (next === '\n') this.#line++;
      else if (next === '\r' && this.#text[this.#at] === '\n') {
        this.#at++;
        this.#line++;
      } else this.#plain(next ?? '', true);
    } else if (char === '\n') {
      this.#endCommand();
      this.#at++;
      this.#line++;
      this.#skipHeredocs();
    } else if (char === ' ' || char === '\t' || char === '\r') {
      this.#endWord();
      this.#at++;
    } else if (char === '#' && this.#word === undefined) {
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end === -1 ? this.#text.length : end;
    } else if (char === ';' || char === '&' || char === '|') {
      if (char === '&' && (next === '>' || this.#redirect !== undefined)) {
        this.#at++;
        return;
      }
      this.#endCommand();
      this.#at++;
    } else if (char === '(' || char === ')') {
      this.#endCommand();
      this.#items.push({ kind: char === '(' ? 'open' : 'close', line: this.#line });
      this.#at++;
    } else if (char === '<' || char === '>') {
      this.#redirection(char);
    } else if (char === "'") {
      const end = this.#text.indexOf("'", this.#at + 1);
      const inner = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
      this.#at = end === -1 ? this.#text.length : end + 1;
      this.#line += inner.split('\n').length - 1;
      this.#withHoles(inner);
    } else if (char === '"') {
      this.#doubleQuoted();
    } else if (char === '$' || char === '`') {
      this.#dollar(false);
    } else if (char === '\uE000') {
      this.#placeholder(false);
    } else {
      this.#plain(char, false);
      this.#at++;
    }
  }

  #part(part: WordPart): void {
    if (this.#word === undefined) {
      this.#word = [];
      if (this.#words.length === 0) this.#startLine = this.#line;
    }
    this.#word.push(part);
  }

  #plain(text: string, quoted: boolean): void {
    const last = this.#word?.at(-1);
    if (this.#word !== undefined && last?.kind === 'text' && last.quoted === quoted) {
      this.#word[this.#word.length - 1] = { ...last, text: last.text + text };
    } else {
      this.#part({ kind: 'text', text, quoted });
    }
  }

  /** Quoted text in which only placeholders mean something. */
  #withHoles(text: string): void {
    this.#plain('', true);
    for (const piece of text.split(/(\uE000\d+\uE001)/)) {
      const hole = this.#holeOf(piece);
      if (hole === undefined) this.#plain(piece, true);
      else this.#part({ kind: 'hole', hole, quoted: true });
    }
  }

  #holeOf(piece: string): Hole | undefined {
    return /^\uE000\d+\uE001$/.test(piece) ? this.script.holes[Number(piece.slice(1, -1))] : undefined;
  }

  #placeholder(quoted: boolean): void {
    const end = this.#text.indexOf('\uE001', this.#at);
    const hole = end === -1 ? undefined : this.#holeOf(this.#text.slice(this.#at, end + 1));
    this.#at = hole === undefined ? this.#at + 1 : end + 1;
    if (hole !== undefined) this.#part({ kind: 'hole', hole, quoted });
  }

  #doubleQuoted(): void {
    this.#at++;
    this.#plain('', true);
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (char === '"') break;
      if (char === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        if (next === '\n') this.#line++;
        else this.#plain('$`"\\'.includes(next) ? next : `\\${next}`, true);
        this.#at += 2;
      } else if (char === '$' || char === '`') {
        this.#dollar(true);
      } else if (char === '\uE000') {
        this.#placeholder(true);
      } else {
        if (char === '\n') this.#line++;
        this.#plain(char, true);
        this.#at++;
      }
    }
    this.#at++;
  }

  #dollar(quoted: boolean): void {
    const start = this.#at;
    const rest = this.#text.slice(start, start + 300);
    const name = /^\$(?:[A-Za-z_]\w*|[0-9@*#?!$-])/.exec(rest)?.[0];
    if (name !== undefined) {
      this.#at += name.length;
      this.#part({ kind: 'variable', expression: name.slice(1), written: name, quoted });
      return;
    }
    const close = rest.startsWith('${') ? '}' : rest.startsWith('$(') ? ')' : rest.startsWith('`') ? '`' : undefined;
    if (close === undefined) {
      this.#plain('$', quoted);
      this.#at++;
      return;
    }
    const open = close === '`' ? '`' : (rest[1] ?? '');
    const end = this.#matching(start + open.length + (close === '`' ? 0 : 1), open, close);
    const written = this.#text.slice(start, end + 1);
    this.#at = end + 1;
    this.#line += written.split('\n').length - 1;
    const inner = written.slice(close === '`' ? 1 : 2, -1);
    this.#part(
      close === '}'
        ? { kind: 'variable', expression: inner, written, quoted }
        : { kind: 'command', script: inner, written, quoted },
    );
  }

  #matching(from: number, open: string, close: string): number {
    let depth = 1;
    for (let i = from; i < this.#text.length; i++) {
      const char = this.#text[i];
      if (char === '\\') i++;
      else if (char === close && --depth === 0) return i;
      else if (char === open && open !== close) depth++;
    }
    return this.#text.length;
  }

  #redirection(char: '<' | '>'): void {
    const heredoc = /^<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([\w.-]+))/.exec(
      this.#text.slice(this.#at, this.#at + 200),
    );
    // `2>file`: the number belongs to the redirection.
    const only = this.#word?.[0];
    if (this.#word?.length === 1 && only?.kind === 'text' && /^\d$/.test(only.text)) this.#word = undefined;
    this.#endWord();
    if (heredoc !== null && !this.#text.startsWith('<<<', this.#at)) {
      this.#heredocs.push({ end: heredoc[2] ?? heredoc[3] ?? heredoc[4] ?? '', tabs: heredoc[1] === '-' });
      this.#at += heredoc[0].length;
      return;
    }
    while (this.#text[this.#at] === '<' || this.#text[this.#at] === '>' || this.#text[this.#at] === '&') this.#at++;
    this.#redirect = char;
  }

  #skipHeredocs(): void {
    for (const { end, tabs } of this.#heredocs) {
      while (this.#at < this.#text.length) {
        const newline = this.#text.indexOf('\n', this.#at);
        const line = this.#text.slice(this.#at, newline === -1 ? undefined : newline).replace(/\r$/, '');
        this.#at = newline === -1 ? this.#text.length : newline + 1;
        this.#line++;
        if ((tabs ? line.replace(/^\t+/, '') : line) === end) break;
      }
    }
    this.#heredocs = [];
  }

  #endWord(): void {
    if (this.#word === undefined) return;
    if (this.#redirect === '<') this.#stdin = this.#word;
    else if (this.#redirect === undefined) this.#words.push(this.#word);
    this.#redirect = undefined;
    this.#word = undefined;
  }

  #endCommand(): void {
    this.#endWord();
    this.#redirect = undefined;
    if (this.#words.length > 0) {
      this.#items.push({ kind: 'command', words: this.#words, stdin: this.#stdin, line: this.#startLine });
    }
    this.#words = [];
    this.#stdin = undefined;
  }
}
