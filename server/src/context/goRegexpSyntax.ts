// Knows: the syntax of Go's regular expressions as far as an ignore pattern can reach it (Go: regexp/syntax/parse.go with
// the Perl flags). Parentheses, `+`, `*`, `?` and `$` of the user arrive escaped, so ours are the only ones.

export type Ranges = readonly (readonly [low: number, high: number])[];

export type Piece =
  | { readonly kind: 'begin' | 'end' }
  | { readonly kind: 'read'; readonly ranges: Ranges; readonly least: number; readonly most: number }
  /** `(.*\/)?` */
  | { readonly kind: 'any-folders'; readonly ranges: Ranges };

const LAST = 0x10ffff;
/** `.`: no line end. */
const DOT: Ranges = [
  [0, 9],
  [11, LAST],
];
const FOLDERS = '(.*/)?';
/** Go's own bound of `{n,m}`. */
const MOST_REPEATS = 1000;

/** The alternatives of the expression. */
export function readGoRegexp(source: string): readonly (readonly Piece[])[] | 'refused' | 'unsure' {
  try {
    return new Reader(source).read();
  } catch (error) {
    if (error instanceof Unreadable) return error.verdict;
    throw error;
  }
}

class Unreadable extends Error {
  constructor(readonly verdict: 'refused' | 'unsure') {
    super(verdict);
  }
}

const CLASSES: Readonly<Record<string, Ranges>> = {
  d: [[48, 57]],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
};

const NAMED: Readonly<Record<string, Ranges>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

class Reader {
  readonly #chars: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#chars = Array.from(source);
  }

  read(): readonly (readonly Piece[])[] {
    const alternatives: Piece[][] = [];
    let pieces: Piece[] = [];
    /** True behind `*`, `?` and `{n}`: one repetition of another is refused. */
    let repeated = false;
    while (this.#at < this.#chars.length) {
      const char = this.#chars[this.#at] ?? '';
      if (char === '|') {
        this.#at++;
        alternatives.push(pieces);
        pieces = [];
        repeated = false;
        continue;
      }
      const bounds = char === '*' ? this.#star() : char === '{' ? this.#bounds() : undefined;
      if (bounds === undefined) {
        const piece = this.#piece();
        repeated = piece.kind === 'any-folders';
        pieces.push(piece);
        continue;
      }
      const last = pieces.pop();
      if (last === undefined || repeated) throw new Unreadable('refused');
      pieces.push(last.kind === 'read' ? { ...last, ...bounds } : last);
      // An assertion repeated zero times asserts nothing: too odd to follow.
      if (last.kind !== 'read') throw new Unreadable('unsure');
      repeated = true;
    }
    return [...alternatives, pieces];
  }

  #star(): { readonly least: number; readonly most: number } {
    this.#at++;
    return { least: 0, most: Infinity };
  }

  /** `{2}`, `{2,}`, `{2,3}`; anything else is a brace like any character. */
  #bounds(): { readonly least: number; readonly most: number } | undefined {
    const match = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(this.#chars.slice(this.#at, this.#at + 32).join(''));
    if (!match) return undefined;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? Infinity : Number(match[3]);
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS) || least > most)
      throw new Unreadable('refused');
    this.#at += match[0].length;
    return { least, most };
  }

  #piece(): Piece {
    const char = this.#chars[this.#at] ?? '';
    if (char === '(') {
      this.#at += FOLDERS.length;
      return { kind: 'any-folders', ranges: DOT };
    }
    if (char === '[') return once(this.#class());
    if (char === '\\') return this.#escape();
    this.#at++;
    if (char === '^') return { kind: 'begin' };
    if (char === '$') return { kind: 'end' };
    return once(char === '.' ? DOT : exactly(char));
  }

  #escape(): Piece {
    const letter = this.#chars[this.#at + 1] ?? '';
    if (letter === 'A' || letter === 'z') {
      this.#at += 2;
      return { kind: letter === 'A' ? 'begin' : 'end' };
    }
    // Word ends, quotations and Unicode's classes: known to Go, and to nobody who writes an ignore file.
    if (/^[bBQpP]$/.test(letter)) throw new Unreadable('unsure');
    return once(this.#escapedRanges());
  }

  #escapedRanges(): Ranges {
    const letter = this.#chars[this.#at + 1] ?? '';
    const known = CLASSES[letter.toLowerCase()];
    if (known === undefined || !/^[a-z]$/i.test(letter)) {
      const code = this.#escapedChar();
      return [[code, code]];
    }
    this.#at += 2;
    return letter === letter.toLowerCase() ? known : negate(known);
  }

  /** Go: regexp/syntax/parse.go, escape. */
  #escapedChar(): number {
    const rest = this.#chars.slice(this.#at + 1, this.#at + 16).join('');
    const letter = this.#chars[this.#at + 1] ?? '';
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (octal) {
      this.#at += 1 + octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    const hex = /^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/.exec(rest);
    if (hex) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (code > LAST) throw new Unreadable('refused');
      this.#at += 1 + hex[0].length;
      return code;
    }
    const control = CONTROLS[letter];
    const code = letter.codePointAt(0) ?? LAST;
    if (control === undefined && (code >= 0x80 || /^[0-9a-z]$/i.test(letter))) throw new Unreadable('refused');
    this.#at += 2;
    return control ?? code;
  }

  #class(): Ranges {
    this.#at++;
    const negated = this.#chars[this.#at] === '^';
    if (negated) this.#at++;
    const ranges: (readonly [number, number])[] = [];
    let first = true;
    for (;;) {
      const char = this.#chars[this.#at];
      if (char === undefined) throw new Unreadable('refused');
      if (char === ']' && !first) break;
      first = false;
      const named = char === '[' ? this.#named() : undefined;
      if (named !== undefined) {
        ranges.push(...named);
        continue;
      }
      if (char === '\\' && /^[dswDSW]$/.test(this.#chars[this.#at + 1] ?? '')) {
        ranges.push(...this.#escapedRanges());
        continue;
      }
      if (char === '\\' && /^[pP]$/.test(this.#chars[this.#at + 1] ?? '')) throw new Unreadable('unsure');
      const low = this.#classChar();
      let high = low;
      if (this.#chars[this.#at] === '-' && this.#chars[this.#at + 1] !== ']' && this.#at + 1 < this.#chars.length) {
        this.#at++;
        high = this.#classChar();
      }
      if (high < low) throw new Unreadable('refused');
      ranges.push([low, high]);
    }
    this.#at++;
    return negated ? negate(ranges) : ranges;
  }

  #classChar(): number {
    if (this.#chars[this.#at] === '\\') return this.#escapedChar();
    return this.#chars[this.#at++]?.codePointAt(0) ?? 0;
  }

  /** `[:alpha:]`, `[:^alpha:]` */
  #named(): Ranges | undefined {
    if (this.#chars[this.#at + 1] !== ':') return undefined;
    const rest = this.#chars.slice(this.#at + 2).join('');
    const end = rest.indexOf(':]');
    if (end === -1) return undefined;
    const name = rest.slice(0, end);
    const ranges = Object.hasOwn(NAMED, name.replace('^', '')) ? NAMED[name.replace('^', '')] : undefined;
    if (ranges === undefined) throw new Unreadable('refused');
    this.#at += 2 + Array.from(name).length + 2;
    return name.startsWith('^') ? negate(ranges) : ranges;
  }
}

const once = (ranges: Ranges): Piece => ({ kind: 'read', ranges, least: 1, most: 1 });

const exactly = (char: string): Ranges => {
  const code = char.codePointAt(0) ?? 0;
  return [[code, code]];
};

function negate(ranges: Ranges): Ranges {
  const left: [number, number][] = [];
  let at = 0;
  for (const [low, high] of [...ranges].sort(([a], [b]) => a - b)) {
    if (low > at) left.push([at, low - 1]);
    at = Math.max(at, high + 1);
  }
  if (at <= LAST) left.push([at, LAST]);
  return left;
}
