// Knows: how a command line is cut into flags and arguments by a table: pflag's rules (github.com/spf13/pflag: flag.go),
// for words that may have unknown parts.
import type { FlagTable } from './buildFlags';
import { asWritten, knownStart, textFrom, type PartialText } from './partialText';

/** A word of a command. `mayBeMany`: the shell may make none or several words of it, as of an unquoted `$FLAGS`. */
export interface CommandWord {
  readonly text: PartialText;
  readonly mayBeMany: boolean;
}

export interface GivenFlag {
  readonly name: string;
  /** Undefined for a switch without `=`. */
  readonly value: PartialText | undefined;
}

export interface ReadFlags {
  readonly flags: readonly GivenFlag[];
  readonly operands: readonly CommandWord[];
  /** Index into `flags` before which words stand that may be further flags. */
  readonly openBefore: number | undefined;
  /** Flags that are not in the table, with the word behind them if that may be their value. */
  readonly unknown: readonly { readonly name: string; readonly takesOperand: boolean }[];
  /** Where reading stopped, with `stopAtOperand`. */
  readonly rest: readonly CommandWord[];
}

export function readFlags(
  words: readonly CommandWord[],
  table: FlagTable,
  { stopAtOperand = false, oneDash = false }: { stopAtOperand?: boolean; oneDash?: boolean } = {},
): ReadFlags {
  const flags: GivenFlag[] = [];
  const operands: CommandWord[] = [];
  const unknown: { name: string; takesOperand: boolean }[] = [];
  let openBefore: number | undefined;
  let at = 0;
  const next = (): PartialText | undefined => words[at++]?.text;
  const mayBeValue = (): boolean => {
    const follower = words[at];
    return follower !== undefined && !knownStart(follower.text).startsWith('-');
  };

  while (at < words.length) {
    const word = words[at++];
    if (word === undefined) break;
    const start = knownStart(word.text);
    if (start === '--') {
      operands.push(...words.slice(at));
      at = words.length;
    } else if (start.startsWith('--') || (oneDash && /^-[a-z]{2}/.test(start))) {
      const dashes = start.startsWith('--') ? 2 : 1;
      const equals = start.indexOf('=');
      const name = (equals === -1 ? asWritten(word.text) : start.slice(0, equals)).slice(dashes);
      const kind = table.flags.get(name);
      if (equals !== -1) {
        if (kind === undefined) unknown.push({ name: `--${name}`, takesOperand: false });
        else flags.push({ name, value: textFrom(word.text, equals + 1) });
      } else if (kind === undefined) {
        unknown.push({ name: `--${name}`, takesOperand: mayBeValue() });
      } else {
        flags.push({ name, value: kind === 'value' ? next() : undefined });
      }
    } else if (start.startsWith('-') && start !== '-') {
      at = readBundle(word.text, at);
    } else if (word.mayBeMany && start === '') {
      // Nobody can say whether this is a flag, an argument or nothing; the caller weighs it.
      openBefore = flags.length;
      operands.push(word);
      if (stopAtOperand) break;
    } else {
      operands.push(word);
      if (stopAtOperand) break;
    }
  }
  return { flags, operands, openBefore, unknown, rest: words.slice(at) };

  /** `-qt name`, `-fDockerfile`, `-f=Dockerfile` (pflag drops the `=`). */
  function readBundle(text: PartialText, after: number): number {
    const letters = knownStart(text);
    for (let i = 1; i < letters.length; i++) {
      const letter = letters[i] ?? '';
      const name = table.short.get(letter);
      if (name === undefined) {
        at = after;
        unknown.push({ name: `-${letter}`, takesOperand: i + 1 >= letters.length && mayBeValue() });
        return after;
      }
      if (table.flags.get(name) === 'switch') {
        const given = letters[i + 1] === '=';
        flags.push({ name, value: given ? textFrom(text, i + 2) : undefined });
        if (given) return after;
        continue;
      }
      const glued = textFrom(text, letters[i + 1] === '=' ? i + 2 : i + 1);
      if (glued.length > 0) {
        flags.push({ name, value: glued });
        return after;
      }
      flags.push({ name, value: words[after]?.text });
      return after + 1;
    }
    return after;
  }
}
