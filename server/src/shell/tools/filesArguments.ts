// Knows: options and operands of a command as GNU's getopt_long and busybox read them: mixed, clustered, values glued on or
// behind. An operand that cannot be evaluated stays one, without a text.
import type { ShellCommand, ShellWord } from '../model';

/** The text of a word, with the variables that the caller knows; undefined: cannot be known. */
export type TextOf = (word: ShellWord) => string | undefined;

export interface Operand {
  readonly text: string | undefined;
  readonly word: ShellWord;
}

export interface Arguments {
  readonly command: ShellCommand;
  /** The program's own word. */
  readonly program: ShellWord;
  readonly operands: readonly Operand[];
  /** Every word as written, options too. */
  readonly all: readonly Operand[];
  has(...names: readonly string[]): boolean;
  /** The last value of one of these options. */
  value(...names: readonly string[]): Operand | undefined;
  values(...names: readonly string[]): readonly Operand[];
}

const LONGEST_CLUSTER = 12;

export function readArguments(
  command: ShellCommand,
  valued: ReadonlySet<string>,
  text: TextOf,
  attached: ReadonlySet<string> = NONE,
): Arguments {
  const all = command.args.map((word): Operand => ({ word, text: text(word) }));
  const operands: Operand[] = [];
  const flags: { readonly name: string; readonly value?: Operand }[] = [];
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    if (!one) break;
    const written = one.text;
    if (written === '--') {
      for (const rest of all.slice(i + 1)) operands.push(rest);
      break;
    }
    if (written === undefined || !written.startsWith('-') || written === '-') {
      operands.push(one);
      continue;
    }
    const equals = written.startsWith('--') ? written.indexOf('=') : -1;
    if (written.startsWith('--') || valued.has(written)) {
      const name = equals === -1 ? written : written.slice(0, equals);
      if (equals !== -1) flags.push({ name, value: { word: one.word, text: written.slice(equals + 1) } });
      else if (valued.has(name) && all[i + 1]) flags.push({ name, value: all[++i] as Operand });
      else flags.push({ name });
      continue;
    }
    for (let at = 1; at < Math.min(written.length, LONGEST_CLUSTER); at++) {
      const name = `-${written[at] ?? ''}`;
      const rest = written.slice(at + 1);
      if (attached.has(name)) {
        flags.push({ name, ...(rest !== '' && { value: { word: one.word, text: rest } }) });
        break;
      }
      if (!valued.has(name)) {
        flags.push({ name });
        continue;
      }
      if (rest !== '') flags.push({ name, value: { word: one.word, text: rest } });
      else if (all[i + 1]) flags.push({ name, value: all[++i] as Operand });
      break;
    }
  }
  const values = (wanted: readonly string[]): Operand[] =>
    flags.flatMap(({ name, value }) => (wanted.includes(name) && value ? [value] : []));
  return {
    command,
    program: command.name ?? FALLBACK,
    operands,
    all,
    has: (...wanted) => flags.some(({ name }) => wanted.includes(name)),
    value: (...wanted) => values(wanted).at(-1),
    values: (...wanted) => values(wanted),
  };
}

const NONE: ReadonlySet<string> = new Set();
const FALLBACK: ShellWord = { raw: '', text: '', parts: [], isPattern: false, span: { start: 0, end: 0 } };
