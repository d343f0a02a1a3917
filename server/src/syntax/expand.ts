// Knows: the builder's word lexer: quotes, escapes and $variables, as in a Dockerfile, not as in a shell.
// Source of the rules: moby/buildkit: frontend/dockerfile/shell/lex.go and its golden tables.

import { cutEnd, cutStart, Refusal, replaceGlob } from './glob';
import { isSpace } from './space';

export interface Variables {
  /** Undefined: not set. */
  get(name: string): string | undefined;
}

export const NO_VARIABLES: Variables = { get: () => undefined };

export interface ExpandOptions {
  readonly escape: '\\' | '`';
  /** Keep quote characters in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes mean nothing (bodies of heredocs). */
  readonly ignoreQuotes?: boolean;
  /** `$NAME` of an unset variable stays as written. */
  readonly keepUnset?: boolean;
}

export interface Expansion {
  readonly text: string;
  /** The text split at blanks after expansion, quotes respected. */
  readonly words: readonly string[];
  /** Names asked for and not set. */
  readonly unset: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  /** Why the builder would refuse the text; `text` is then the source unchanged. */
  readonly error?: string;
}

/** Nothing in it means anything to the lexer. Most words are like this, and each is asked for many times. */
const PLAIN = /^[\w./:=@,+-]*$/;
const NO_NAMES: ReadonlySet<string> = new Set();

/** Total: a text that the builder refuses comes back unchanged with `error`. */
export function expand(source: string, variables: Variables, options: ExpandOptions): Expansion {
  if (PLAIN.test(source))
    return { text: source, words: source === '' ? [] : [source], unset: NO_NAMES, used: NO_NAMES };
  const lexer = new Lexer(source, variables, options);
  try {
    const { text, words } = lexer.until(undefined, options.rawEscapes === true);
    return { text, words, unset: lexer.unset, used: lexer.used };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { text: source, words: [], unset: lexer.unset, used: lexer.used, error: error.message };
  }
}

/** Deeper nesting of `${A:-${B:-…}}` is refused: nobody writes it, and it would cost the stack. */
const DEEPEST = 100;

/** What variables may add to a text, beside its own length: values that triple from line to line would fill the memory. */
const MOST_GROWTH = 65_536;

/** The word being read. The builder's lexer has one for all depths, so that an operand (`${A:-x}`) empties it. */
interface WordBuffer {
  text: string;
}

/** Collects words while text is produced: blanks from variables and plain text split, quoted ones do not. */
class WordList {
  readonly words: string[] = [];
  #inWord = false;

  constructor(private readonly buffer: WordBuffer) {
    buffer.text = '';
  }

  char(char: string): void {
    if (!isSpace(char)) {
      this.raw(char);
    } else if (this.#inWord && this.buffer.text !== '') {
      this.words.push(this.buffer.text);
      this.buffer.text = '';
      this.#inWord = false;
    }
  }

  raw(text: string): void {
    this.buffer.text += text;
    this.#inWord = true;
  }

  end(): string[] {
    if (this.buffer.text !== '') this.words.push(this.buffer.text);
    this.buffer.text = '';
    return this.words;
  }
}

class Lexer {
  readonly unset = new Set<string>();
  readonly used = new Set<string>();
  readonly #chars: readonly string[];
  readonly #word: WordBuffer = { text: '' };
  #at = 0;
  #depth = 0;
  #room: number;
  #rawEscapes: boolean;

  constructor(
    source: string,
    private readonly variables: Variables,
    private readonly options: ExpandOptions,
  ) {
    this.#chars = Array.from(source);
    this.#room = source.length + MOST_GROWTH;
    this.#rawEscapes = options.rawEscapes === true;
  }

  #peek(): string | undefined {
    return this.#chars[this.#at];
  }
  #next(): string | undefined {
    return this.#chars[this.#at++];
  }

  /** Reads up to `stop` (swallowed) or the end of the text. */
  until(stop: string | undefined, rawEscapes: boolean): { text: string; words: string[] } {
    const words = new WordList(this.#word);
    let text = '';
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    if (++this.#depth > DEEPEST) throw new Refusal('substitutions are nested too deeply');
    try {
      for (let char = this.#peek(); char !== undefined; char = this.#peek()) {
        if (char === stop) {
          this.#at++;
          return { text, words: words.end() };
        }
        if (char === '$') {
          const value = this.#dollar();
          text += value;
          for (const part of value) words.char(part);
        } else if (char === '<') {
          const value = this.#possibleHeredoc();
          text += value;
          words.raw(value);
        } else if ((char === "'" || char === '"') && this.options.ignoreQuotes !== true) {
          const value = char === "'" ? this.#singleQuoted() : this.#doubleQuoted();
          text += value;
          words.raw(value);
        } else if (char === this.options.escape) {
          this.#at++;
          if (this.#rawEscapes) {
            words.raw(char);
            text += char;
          }
          const escaped = this.#next();
          if (escaped === undefined) break;
          words.raw(escaped);
          text += escaped;
        } else {
          this.#at++;
          words.char(char);
          text += char;
        }
      }
    } finally {
      this.#rawEscapes = before;
      this.#depth--;
    }
    if (stop !== undefined) throw new Refusal(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.end() };
  }

  #singleQuoted(): string {
    const quote = this.#next() ?? '';
    let text = this.options.rawQuotes === true ? quote : '';
    for (let char = this.#next(); char !== "'"; char = this.#next()) {
      if (char === undefined) throw new Refusal('unexpected end of statement while looking for matching single-quote');
      text += char;
    }
    return this.options.rawQuotes === true ? text + quote : text;
  }

  #doubleQuoted(): string {
    const quote = this.#next() ?? '';
    let text = this.options.rawQuotes === true ? quote : '';
    for (;;) {
      const char = this.#peek();
      if (char === undefined) throw new Refusal('unexpected end of statement while looking for matching double-quote');
      if (char === '"') {
        this.#at++;
        return this.options.rawQuotes === true ? text + quote : text;
      }
      if (char === '$') {
        text += this.#dollar();
        continue;
      }
      this.#at++;
      if (char !== this.options.escape) {
        text += char;
        continue;
      }
      if (this.#rawEscapes) text += char;
      const escaped = this.#peek();
      if (escaped === undefined) continue;
      if (escaped === '"' || escaped === '$' || escaped === this.options.escape) {
        this.#at++;
        text += escaped;
      } else {
        text += char;
      }
    }
  }

  #lookUp(name: string): string | undefined {
    const value = this.variables.get(name);
    this.#room -= value?.length ?? 0;
    if (this.#room < 0) throw new Refusal('the text grows too long');
    (value === undefined ? this.unset : this.used).add(name);
    return value;
  }

  /** A name, the digits of `$12`, or one special parameter such as `$@`; empty when none follows. */
  #name(): string {
    const first = this.#peek();
    if (first !== undefined && /^\p{Nd}$/u.test(first)) return this.#while(/^\p{Nd}$/u);
    if (first !== undefined && '@*#?-$!0'.includes(first)) {
      this.#at++;
      return first;
    }
    return this.#while(/^[\p{L}\p{Nd}_]$/u);
  }

  #while(wanted: RegExp): string {
    let text = '';
    for (let char = this.#peek(); char !== undefined && wanted.test(char); char = this.#peek()) {
      text += char;
      this.#at++;
    }
    return text;
  }

  #dollar(): string {
    this.#at++;
    if (this.#peek() !== '{') {
      const name = this.#name();
      if (name === '') return '$';
      const value = this.#lookUp(name);
      return value ?? (this.options.keepUnset === true ? `$${name}` : '');
    }
    this.#at++;
    const first = this.#peek();
    if (first === undefined) throw new Refusal("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new Refusal('syntax error: bad substitution');
    return this.#braced(this.#name());
  }

  #braced(name: string): string {
    let operator = this.#next();
    let written = operator ?? '';
    if (operator === '}') {
      return this.#lookUp(name) ?? (this.options.keepUnset === true ? `\${${name}}` : '');
    }
    if (operator === '/') return this.#replaced(name);
    const emptyIsUnset = operator === ':';
    if (emptyIsUnset) {
      operator = this.#next();
      written += operator ?? '';
    }
    const cuts = operator === '#' || operator === '%';
    const isKnown = operator !== undefined && '+-?#%'.includes(operator);
    const refusal = new Refusal(`unsupported modifier (${written}) in substitution`);
    if (emptyIsUnset ? cuts : !isKnown) throw refusal;
    const word = this.#operand('}', cuts);
    const value = this.#lookUp(name);
    if (value === undefined && this.options.keepUnset === true) return `\${${name}${written}${word}}`;
    // The builder looks the variable up before it judges what follows a colon.
    if (operator === undefined || !isKnown) throw refusal;
    const missing = value === undefined || (emptyIsUnset && value === '');
    if (operator === '-') return missing ? word : value;
    if (operator === '+') return missing ? '' : word;
    if (operator === '?') {
      if (!missing) return value;
      throw new Refusal(
        `${name}: ${word !== '' ? word : `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`,
      );
    }
    const longest = word.startsWith(operator);
    const pattern = longest ? word.slice(1) : word;
    return operator === '%' ? cutEnd(pattern, value ?? '', longest) : cutStart(pattern, value ?? '', longest);
  }

  #replaced(name: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at++;
    const pattern = this.#operand('/', true);
    const replacement = this.#operand('}', true);
    const value = this.#lookUp(name);
    if (value === undefined && this.options.keepUnset === true) return `\${${name}/${pattern}/${replacement}}`;
    return replaceGlob(pattern, replacement, value ?? '', all);
  }

  #operand(stop: string, rawEscapes: boolean): string {
    try {
      return this.until(stop, rawEscapes).text;
    } catch (error) {
      if (error instanceof Refusal && this.#peek() === undefined) {
        throw new Refusal(stop === '/' ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'");
      }
      throw error;
    }
  }

  /** `<<` swallows the blanks behind it, so that `<< EOF` stays one word. */
  #possibleHeredoc(): string {
    this.#at++;
    if (this.#peek() !== '<') return '<';
    this.#at++;
    let text = '<<';
    for (let char = this.#peek(); char === ' ' || char === '\t' || char === '\r'; char = this.#peek()) {
      text += char;
      this.#at++;
    }
    return text;
  }
}
