// Knows: a place in HCL text, and the small steps from there: blanks, comments, names, single tokens
// (hashicorp/hcl: hclsyntax/spec.md, "Lexical Elements"). Knows no expression.
import { LineIndex } from '../base/lineIndex';

/** What stands here cannot be read; the reader goes on behind it. */
export class Fault extends Error {}

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;

export class HclScan {
  protected readonly lines: LineIndex;
  protected at = 0;
  /** Above zero, line ends are blanks: within brackets and parentheses. */
  protected nested = 0;

  constructor(protected readonly text: string) {
    this.lines = new LineIndex(text);
  }

  protected blanks(lines: boolean): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r' || char === '\uFEFF' || (lines && char === '\n')) this.at++;
      else if (char === '#' || this.text.startsWith('//', this.at)) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end === -1 ? this.text.length : end;
      } else if (this.text.startsWith('/*', this.at)) {
        const end = this.text.indexOf('*/', this.at + 2);
        this.at = end === -1 ? this.text.length : end + 2;
      } else return;
    }
  }

  protected identifier(): string | undefined {
    return this.match(IDENTIFIER);
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  protected quotedName(): string | undefined {
    const found = /"(?:[^"\\\n]|\\.)*"/y;
    const quoted = this.match(found);
    return quoted?.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  protected skip(): void {
    this.blanks(this.nested > 0);
  }

  protected takes(token: string): boolean {
    this.skip();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  protected wants(token: string): void {
    if (!this.takes(token)) throw new Fault(`\`${token}\` was expected.`);
  }

  /** Reads with line ends as blanks. */
  protected within<T>(read: () => T): T {
    this.nested++;
    try {
      return read();
    } finally {
      this.nested--;
    }
  }

  protected escape(): string {
    const letter = this.text[this.at + 1] ?? '';
    const unicode = /^\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(this.text.slice(this.at, this.at + 10));
    if (unicode !== null) {
      this.at += unicode[0].length;
      const code = Number.parseInt(unicode[1] ?? unicode[2] ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    }
    this.at += 2;
    return { n: '\n', r: '\r', t: '\t' }[letter] ?? letter;
  }

  /** What stands between `<<END` and `END`, without its common indent after `<<-`. */
  protected heredocText(): string {
    const head = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy;
    head.lastIndex = this.at;
    const found = head.exec(this.text);
    if (found === null) throw new Fault('the heredoc cannot be read.');
    const lines: string[] = [];
    let at = this.at + found[0].length;
    for (;;) {
      if (at >= this.text.length) {
        // All of the rest belongs to it: nobody need read that again.
        this.at = this.text.length;
        throw new Fault('the heredoc is not closed.');
      }
      const newline = this.text.indexOf('\n', at);
      const end = newline === -1 ? this.text.length : newline;
      const line = this.text.slice(at, end);
      at = end + 1;
      if (line.trim() === found[2]) {
        this.at = end;
        break;
      }
      lines.push(line.replace(/\r$/, ''));
    }
    const filled = lines.filter((line) => line.trim() !== '');
    const indent =
      found[1] === '' ? 0 : filled.reduce((least, line) => Math.min(least, line.length - line.trimStart().length), 1e6);
    return lines.map((line) => `${line.slice(indent)}\n`).join('');
  }
}
