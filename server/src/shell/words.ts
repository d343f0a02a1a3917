// Knows: a word of a script, as written → its pieces after quotes and escapes (POSIX 2.2 Quoting, 2.6 Word Expansions).
import type { Span } from '../base/span';
import type { ShellAssignment, ShellWord, WordPart } from './model';
import { skipAnsi, skipBackticks, skipBrackets, skipDollar, skipDouble, skipSingle } from './skip';

/** Letters that mean themselves wherever they stand. */
const PLAIN = /^[\w./:=+,@%^~-]*$/;

/** The word that stands at `where`. */
export function readWord(text: string, { start, end }: Span): ShellWord {
  const raw = text.slice(start, end);
  const span = { start, end };
  if (PLAIN.test(raw)) return { raw, text: raw, parts: [{ kind: 'text', text: raw }], isPattern: false, span };
  const reader = new WordReader(raw);
  reader.read();
  const { parts, isPattern } = reader;
  return { raw, text: literal(parts), parts, isPattern, span };
}

function literal(parts: readonly WordPart[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'text') return undefined;
    text += part.text;
  }
  return text;
}

/** The words between blanks, quotes and brackets kept together. */
export function splitWords(text: string, { start, end }: Span): ShellWord[] {
  const words: ShellWord[] = [];
  let i = start;
  while (i < end) {
    const c = text[i];
    if (isBlank(c) || (c === '\\' && text[i + 1] === '\n')) {
      i += c === '\\' ? 2 : 1;
      continue;
    }
    const from = i;
    while (i < end && !isBlank(text[i])) i = skipPiece(text, i);
    i = Math.min(i, end);
    words.push(readWord(text, { start: from, end: i }));
  }
  return words;
}

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r';

function skipPiece(text: string, i: number): number {
  switch (text[i]) {
    case '\\':
      return i + 2;
    case "'":
      return skipSingle(text, i);
    case '"':
      return skipDouble(text, i);
    case '`':
      return skipBackticks(text, i);
    case '$':
      return text[i + 1] === "'" ? skipAnsi(text, i) : skipDollar(text, i);
    default:
      return i + 1;
  }
}

const ASSIGNMENT = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/;

/** `NAME=value`, `NAME+=value`, `NAME[i]=value`; undefined for any other word. */
export function readAssignment(text: string, where: Span): ShellAssignment | undefined {
  const match = ASSIGNMENT.exec(text.slice(where.start, where.end));
  if (!match) return undefined;
  const start = where.start + match[0].length;
  const value = start < where.end ? readWord(text, { start, end: where.end }) : undefined;
  return { name: match[1] ?? '', value, span: { start: where.start, end: where.end } };
}

/** Escapes in `$'…'` that are one character; others are left unknown. */
const ANSI = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['?', '?'],
]);

class WordReader {
  readonly parts: WordPart[] = [];
  isPattern = false;
  #text = '';
  /** A quoted empty string is a part too. */
  #quoted = false;
  #brace: 'none' | 'open' | 'several' = 'none';

  constructor(private readonly raw: string) {}

  read(): void {
    const { raw } = this;
    // `x=(a b)`: an array is more than one value.
    if (raw.startsWith('(')) this.#push({ kind: 'unknown' });
    else for (let i = 0; i < raw.length;) i = this.#unquoted(i);
    this.#flush();
  }

  #unquoted(i: number): number {
    const { raw } = this;
    const c = raw[i];
    switch (c) {
      case '\\':
        return this.#escape(i);
      case "'": {
        const end = skipSingle(raw, i);
        this.#add(raw.slice(i + 1, end - (raw[end - 1] === "'" && end - 1 > i ? 1 : 0)));
        return end;
      }
      case '"':
        return this.#double(i);
      case '`':
        this.#push({ kind: 'unknown' });
        return skipBackticks(raw, i);
      case '$':
        if (raw[i + 1] === "'") return this.#ansi(i);
        return raw[i + 1] === '"' ? this.#double(i + 1) : this.#dollar(i);
      case '<':
      case '>':
      case '@':
      case '!':
      case '+':
        if (raw[i + 1] !== '(') break;
        this.#push({ kind: 'unknown' });
        return skipBrackets(raw, i + 1, '(', ')');
      case '*':
      case '?':
      case '[':
        this.isPattern = true;
        break;
      case '{':
        this.#brace = 'open';
        break;
      case ',':
        if (this.#brace === 'open') this.#brace = 'several';
        break;
      case '.':
        if (this.#brace === 'open' && raw[i + 1] === '.') this.#brace = 'several';
        break;
      case '}':
        if (this.#brace === 'several') this.isPattern = true;
        this.#brace = 'none';
        break;
      default:
    }
    this.#text += c ?? '';
    return i + 1;
  }

  #escape(i: number): number {
    const next = this.raw[i + 1];
    if (next === undefined) this.#text += '\\';
    // A line that goes on.
    else if (next !== '\n') this.#text += next;
    return i + 2;
  }

  #double(at: number): number {
    const { raw } = this;
    this.#quoted = true;
    let i = at + 1;
    while (i < raw.length) {
      const c = raw[i];
      if (c === '"') return i + 1;
      if (c === '$') i = this.#dollar(i);
      else if (c === '`') {
        this.#push({ kind: 'unknown' });
        i = skipBackticks(raw, i);
      } else if (c === '\\' && '$`"\\\n'.includes(raw[i + 1] ?? ' ')) i = this.#escape(i);
      else {
        this.#text += c ?? '';
        i++;
      }
    }
    return i;
  }

  #dollar(i: number): number {
    const { raw } = this;
    const end = skipDollar(raw, i);
    if (end === i + 1) {
      this.#text += '$';
      return end;
    }
    const written = raw.slice(i + 1, end);
    const name = /^(?:\{([A-Za-z_]\w*|[0-9]+|[@*#?$!-])\}|([A-Za-z_]\w*|[0-9@*#?$!-]))$/.exec(written);
    const known = name?.[1] ?? name?.[2];
    this.#push(known === undefined ? { kind: 'unknown' } : { kind: 'variable', name: known });
    return end;
  }

  #ansi(i: number): number {
    const { raw } = this;
    const end = skipAnsi(raw, i);
    const inside = raw.slice(i + 2, raw[end - 1] === "'" ? end - 1 : end);
    if (/\\[0-7xuUc]/.test(inside)) this.#push({ kind: 'unknown' });
    else this.#add(inside.replace(/\\(.)/gs, (both, letter: string) => ANSI.get(letter) ?? both));
    return end;
  }

  #add(text: string): void {
    this.#quoted = true;
    this.#text += text;
  }

  #push(part: WordPart): void {
    this.#flush();
    this.parts.push(part);
  }

  #flush(): void {
    if (this.#text !== '' || (this.#quoted && this.parts.length === 0))
      this.parts.push({ kind: 'text', text: this.#text });
    this.#text = '';
    this.#quoted = false;
  }
}
