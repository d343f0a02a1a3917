// Knows: `$VAR` in compose files and their .env files (compose-go: template/template.go; compose spec: 12-interpolation.md).
import type { Hole, PartialText } from './partialText';

/** The value of a variable; undefined: it is not set; a hole: set to something that cannot be known. */
export type Lookup = (name: string) => string | Hole | undefined;

const DEEPEST = 20;

/** Substitutes variables. A plain `$VAR` that is not set here may be set where the build runs: it becomes a hole. */
export function fillTemplate(text: string, lookup: Lookup): PartialText {
  if (!text.includes('$')) return [text];
  return new TemplateReader(text, lookup).read(0, text.length, 0);
}

const NAME = /^[_a-zA-Z][_a-zA-Z0-9]*/;

class TemplateReader {
  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
  ) {}

  read(start: number, end: number, depth: number): PartialText {
    const pieces: (string | Hole)[] = [];
    let plain = '';
    const push = (text: PartialText): void => {
      for (const piece of text) {
        if (typeof piece === 'string') plain += piece;
        else {
          if (plain !== '') pieces.push(plain);
          plain = '';
          pieces.push(piece);
        }
      }
    };
    for (let at = start; at < end;) {
      const dollar = this.text.indexOf('$', at);
      if (dollar === -1 || dollar >= end) {
        plain += this.text.slice(at, end);
        break;
      }
      plain += this.text.slice(at, dollar);
      at = dollar + 1;
      const next = this.text[at];
      if (next === '$') {
        plain += '$';
        at++;
      } else if (next === '{') {
        const close = this.#closing(at, end);
        if (close === undefined || depth > DEEPEST) {
          push([{ written: this.text.slice(dollar, end), why: 'The substitution is not closed.' }]);
          break;
        }
        push(this.#braced(dollar, at + 1, close, depth));
        at = close + 1;
      } else {
        const name = NAME.exec(this.text.slice(at, at + 256))?.[0];
        if (name === undefined) {
          plain += '$';
        } else {
          push([this.#plain(name, `$${name}`)]);
          at += name.length;
        }
      }
    }
    if (plain !== '') pieces.push(plain);
    return pieces.length === 0 ? [''] : pieces;
  }

  /** The brace that closes the one at `open`. */
  #closing(open: number, end: number): number | undefined {
    let depth = 0;
    for (let i = open; i < end; i++) {
      if (this.text[i] === '{' && this.text[i - 1] === '$') depth++;
      else if (this.text[i] === '}' && --depth === 0) return i;
    }
    return undefined;
  }

  #plain(name: string, written: string): string | Hole {
    return this.lookup(name) ?? { written, why: `${name} is not set in the files.` };
  }

  #braced(dollar: number, start: number, close: number, depth: number): PartialText {
    const written = this.text.slice(dollar, close + 1);
    const name = NAME.exec(this.text.slice(start, close))?.[0];
    if (name === undefined) return [{ written, why: 'This is not a substitution that compose knows.' }];
    const operator = /^(?::?[-?+])/.exec(this.text.slice(start + name.length, close))?.[0];
    if (operator === undefined) {
      if (start + name.length !== close) return [{ written, why: 'This is not a substitution that compose knows.' }];
      return [this.#plain(name, written)];
    }
    const value = this.lookup(name);
    if (value !== undefined && typeof value !== 'string') return [{ ...value, written }];
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    const operand = (): PartialText => this.read(start + name.length + operator.length, close, depth + 1);
    if (operator.endsWith('-')) return missing ? operand() : [value];
    if (operator.endsWith('+')) return missing ? [''] : operand();
    return missing ? [{ written, why: `${name} must be set where the build runs.` }] : [value];
  }
}
