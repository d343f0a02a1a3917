// Knows: HCL as bake files use it: text → blocks, attributes and expressions (hashicorp/hcl: hclsyntax/spec.md). Total: what
// cannot be read becomes an `unknown` expression and a problem, and reading goes on behind it.
// Why our own: the packages that read HCL in Node are Go compiled to 1.7 to 3.8 MB, and give expressions back as text.
import { Fault, HclScan } from './hclScan';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from './hclTree';

export interface ReadHcl {
  readonly body: HclBody;
  readonly problem?: string;
}

const MOST_TEXT = 1_000_000;
const DEEPEST = 60;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

export function readHcl(text: string): ReadHcl {
  if (text.length > MOST_TEXT) {
    return { body: { attributes: new Map(), blocks: [] }, problem: 'The file is too large to be read.' };
  }
  const reader = new HclReader(text);
  const body = reader.body(0);
  return { body, ...(reader.problem === undefined ? {} : { problem: reader.problem }) };
}

/** A string of a JSON bake file, which is a template too (hashicorp/hcl: json/spec.md). */
export function readTemplate(text: string): HclExpression {
  return new HclReader(text.slice(0, MOST_TEXT)).wholeTemplate();
}

class HclReader extends HclScan {
  problem: string | undefined;
  #depth = 0;

  body(depth: number): HclBody {
    const attributes = new Map<string, HclAttribute>();
    const blocks: HclBlock[] = [];
    for (;;) {
      this.blanks(true);
      if (this.at >= this.text.length || this.text[this.at] === '}') break;
      const start = this.at;
      try {
        this.#item(attributes, blocks, depth);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.problem ??= `Line ${this.lines.lineAt(start) + 1}: ${error.message}`;
        this.nested = 0;
        this.at = Math.max(this.at, start + 1);
        const end = this.text.indexOf('\n', this.at);
        this.at = end === -1 ? this.text.length : end;
      }
    }
    return { attributes, blocks };
  }

  wholeTemplate(): HclExpression {
    try {
      return this.#template(undefined);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { kind: 'unknown', why: 'The text cannot be read as a template.', written: this.text };
    }
  }

  #item(attributes: Map<string, HclAttribute>, blocks: HclBlock[], depth: number): void {
    const line = this.lines.lineAt(this.at);
    const name = this.quotedName() ?? this.identifier();
    if (name === undefined) throw new Fault('a name was expected.');
    this.blanks(false);
    if (this.text[this.at] === '=' && this.text[this.at + 1] !== '=') {
      this.at++;
      const value = this.#expression();
      this.blanks(false);
      const end = this.text[this.at];
      if (end !== undefined && end !== '\n' && end !== '}') throw new Fault('the line goes on behind the value.');
      attributes.set(name, { value, line });
      return;
    }
    const labels: string[] = [];
    while (this.text[this.at] !== '{') {
      const label = this.quotedName() ?? this.identifier();
      if (label === undefined) throw new Fault('a block was expected.');
      labels.push(label);
      this.blanks(false);
    }
    if (depth > 8) throw new Fault('blocks are nested too deeply.');
    this.at++;
    const body = this.body(depth + 1);
    if (this.text[this.at] === '}') this.at++;
    else this.problem ??= `Line ${line + 1}: the block is not closed.`;
    blocks.push({ type: name, labels, body, line });
  }

  #expression(): HclExpression {
    if (++this.#depth > DEEPEST) throw new Fault('the expression is nested too deeply.');
    try {
      this.skip();
      const start = this.at;
      const test = this.#binary(0);
      if (!this.takes('?')) return test;
      const yes = this.#expression();
      this.wants(':');
      const no = this.#expression();
      return { kind: 'conditional', test, yes, no, written: this.text.slice(start, this.at) };
    } finally {
      this.#depth--;
    }
  }

  #binary(level: number): HclExpression {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    this.skip();
    const start = this.at;
    let left = this.#binary(level + 1);
    for (;;) {
      this.skip();
      const operator = operators.find((token) => this.text.startsWith(token, this.at));
      if (operator === undefined) return left;
      this.at += operator.length;
      const right = this.#binary(level + 1);
      left = { kind: 'binary', operator, left, right, written: this.text.slice(start, this.at) };
    }
  }

  #unary(): HclExpression {
    this.skip();
    const start = this.at;
    const operator = this.text[this.at];
    if ((operator === '!' && this.text[this.at + 1] !== '=') || operator === '-') {
      if (++this.#depth > DEEPEST) throw new Fault('the expression is nested too deeply.');
      this.at++;
      const of = this.#unary();
      this.#depth--;
      return { kind: 'unary', operator, of, written: this.text.slice(start, this.at) };
    }
    return this.#traversal();
  }

  #traversal(): HclExpression {
    this.skip();
    const start = this.at;
    let here = this.#primary();
    const since = (): string => this.text.slice(start, this.at);
    for (;;) {
      // A dot or bracket on the next line belongs to no expression of this line.
      this.skip();
      if (this.text.startsWith('.*', this.at) || this.text.startsWith('[*]', this.at)) {
        this.at += this.text[this.at] === '.' ? 2 : 3;
        const keys: HclExpression[] = [];
        for (let key = this.#step(); key !== undefined; key = this.#step()) keys.push(key);
        here = { kind: 'splat', of: here, keys, written: since() };
        continue;
      }
      const key = this.#step();
      if (key === undefined) return here;
      here = { kind: 'index', of: here, key, written: since() };
    }
  }

  #step(): HclExpression | undefined {
    if (this.text[this.at] === '.' && this.text[this.at + 1] !== '.') {
      const before = this.at++;
      const name = this.identifier() ?? this.match(/\d+/y);
      if (name === undefined) {
        this.at = before;
        return undefined;
      }
      return { kind: 'literal', value: /^\d/.test(name) ? Number(name) : name, written: name };
    }
    if (this.text[this.at] !== '[' || this.text.startsWith('[*]', this.at)) return undefined;
    this.at++;
    return this.within(() => {
      const key = this.#expression();
      this.wants(']');
      return key;
    });
  }

  #primary(): HclExpression {
    const start = this.at;
    const char = this.text[this.at];
    const literal = (value: string | number | boolean | null): HclExpression => ({
      kind: 'literal',
      value,
      written: this.text.slice(start, this.at),
    });
    if (char === '"') {
      this.at++;
      return this.#template('"');
    }
    if (char === '(') {
      this.at++;
      return this.within(() => {
        const inner = this.#expression();
        this.wants(')');
        return inner;
      });
    }
    if (char === '[') {
      this.at++;
      return this.within(() => this.#list(start));
    }
    if (char === '{') {
      this.at++;
      return this.#object(start);
    }
    if (this.text.startsWith('<<', this.at)) return this.#heredoc();
    const number = this.match(NUMBER);
    if (number !== undefined) return literal(Number(number));
    const name = this.identifier();
    if (name === undefined) throw new Fault('a value was expected.');
    if (name === 'true' || name === 'false') return literal(name === 'true');
    if (name === 'null') return literal(null);
    if (this.text[this.at] !== '(') return { kind: 'variable', name, written: name };
    this.at++;
    return this.within(() => this.#call(name, start));
  }

  #call(name: string, start: number): HclExpression {
    const args: HclExpression[] = [];
    let spread = false;
    while (!this.takes(')')) {
      args.push(this.#expression());
      spread = this.takes('...');
      if (!this.takes(',')) {
        this.wants(')');
        break;
      }
    }
    return { kind: 'call', name, args, spread, written: this.text.slice(start, this.at) };
  }

  #list(start: number): HclExpression {
    if (this.#startsFor()) return this.#for(']', start);
    const items: HclExpression[] = [];
    while (!this.takes(']')) {
      items.push(this.#expression());
      if (!this.takes(',')) {
        this.wants(']');
        break;
      }
    }
    return { kind: 'list', items, written: this.text.slice(start, this.at) };
  }

  #startsFor(): boolean {
    this.blanks(true);
    if (!/^for[ \t\r\n]/.test(this.text.slice(this.at, this.at + 4))) return false;
    // `{ for = 1 }` is an object with an unlucky name.
    return !/^for\s*[=:]/.test(this.text.slice(this.at, this.at + 40));
  }

  #object(start: number): HclExpression {
    if (this.#startsFor()) return this.within(() => this.#for('}', start));
    const nested = this.nested;
    // Between braces a line end parts the entries.
    this.nested = 0;
    const entries: (readonly [HclExpression, HclExpression])[] = [];
    for (;;) {
      this.blanks(true);
      if (this.takes('}')) break;
      const key = this.#objectKey();
      if (!this.takes('=')) this.wants(':');
      entries.push([key, this.#expression()]);
      this.blanks(false);
      if (this.takes(',') || this.text[this.at] === '\n') continue;
      this.wants('}');
      break;
    }
    this.nested = nested;
    return { kind: 'object', entries, written: this.text.slice(start, this.at) };
  }

  /** A bare name is a text here, not a variable (hclsyntax/spec.md, "Collection Values"). */
  #objectKey(): HclExpression {
    const bracketed = this.text[this.at] === '(';
    const key = this.#expression();
    return key.kind === 'variable' && !bracketed ? { kind: 'literal', value: key.name, written: key.name } : key;
  }

  #for(close: ']' | '}', start: number): HclExpression {
    this.at += 3;
    this.skip();
    const first = this.identifier();
    const second = this.takes(',') ? (this.skip(), this.identifier()) : undefined;
    this.skip();
    if (first === undefined || this.identifier() !== 'in') throw new Fault('the `for` cannot be read.');
    const of = this.#expression();
    this.wants(':');
    const head = this.#expression();
    const value = close === '}' && this.takes('=>') ? this.#expression() : undefined;
    const grouped = this.takes('...');
    this.skip();
    const test = this.takes('if') ? this.#expression() : undefined;
    this.wants(close);
    return {
      kind: 'for',
      keyName: second === undefined ? undefined : first,
      valueName: second ?? first,
      of,
      key: value === undefined ? undefined : head,
      value: value ?? head,
      test,
      grouped,
      written: this.text.slice(start, this.at),
    };
  }

  /** Reads up to the closing quote, or to the end of the text. */
  #template(quote: '"' | undefined): HclExpression {
    const start = this.at;
    const parts: HclExpression[] = [];
    let plain = '';
    const flush = (): void => {
      if (plain !== '') parts.push({ kind: 'literal', value: plain, written: plain });
      plain = '';
    };
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) {
        if (quote !== undefined) throw new Fault('the text is not closed.');
        break;
      }
      if (char === quote) break;
      if (quote !== undefined && char === '\n') throw new Fault('the text is not closed.');
      if (this.text.startsWith('$${', this.at) || this.text.startsWith('%%{', this.at)) {
        plain += this.text.slice(this.at + 1, this.at + 3);
        this.at += 3;
      } else if (this.text.startsWith('${', this.at)) {
        flush();
        parts.push(this.#interpolation());
      } else if (this.text.startsWith('%{', this.at)) {
        throw new Fault('template directives are not read.');
      } else if (char === '\\' && quote !== undefined) {
        plain += this.escape();
      } else {
        plain += char;
        this.at++;
      }
    }
    const written = this.text.slice(start, this.at);
    if (quote !== undefined) this.at++;
    flush();
    const only = parts[0];
    if (only === undefined) return { kind: 'literal', value: '', written };
    // `"${list}"` alone is the value itself, not its text (hclsyntax/spec.md, "Template Interpolation Unwrapping").
    return parts.length === 1 ? { ...only, written } : { kind: 'template', parts, written };
  }

  #interpolation(): HclExpression {
    const start = this.at;
    this.at += 2;
    const trimsBefore = this.takes('~');
    const nested = this.nested;
    this.nested = 1;
    const inner = this.#expression();
    const trims = this.takes('~') || trimsBefore;
    this.wants('}');
    this.nested = nested;
    // `${~ x ~}` takes blanks from its neighbours; nobody writes that in a bake file.
    return trims
      ? { kind: 'unknown', why: 'Blanks are trimmed around it.', written: this.text.slice(start, this.at) }
      : inner;
  }

  #heredoc(): HclExpression {
    const start = this.at;
    return { ...readTemplate(this.heredocText()), written: this.text.slice(start, this.at) };
  }
}
