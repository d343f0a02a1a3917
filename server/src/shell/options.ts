// Knows: how most programs read their arguments: options with one dash or two, clusters of letters, values (getopt_long).
// Which options take a value is the caller's knowledge. Package managers have habits of their own: tools/packages.ts.
import { baseName, type ShellCommand, type ShellWord } from './model';

export interface GivenOption {
  /** `-k`, `--insecure`: of a cluster each letter is one. */
  readonly name: string;
  /** Undefined: it has none, or it is only known when the shell runs. */
  readonly value: string | undefined;
  /** The word that holds it. */
  readonly word: ShellWord;
  /** The word of the value, when that is a word of its own. */
  readonly valueWord?: ShellWord;
}

export interface GivenArguments {
  readonly options: readonly GivenOption[];
  readonly operands: readonly ShellWord[];
}

/** Names of options, as written. */
export const optionNames = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const NONE: ReadonlySet<string> = new Set();
/** More letters behind one dash are no cluster. */
const LONGEST_CLUSTER = 20;

/** Options and operands, in order each; `valued` take a value, if need be the next word. `--` ends the options. */
export function readArguments(args: readonly ShellWord[], valued: ReadonlySet<string> = NONE): GivenArguments {
  const options: GivenOption[] = [];
  const operands: ShellWord[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (!word) break;
    const start = literalStart(word);
    if (start === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!start.startsWith('-') || start === '-') {
      operands.push(word);
      continue;
    }
    const found = start.startsWith('--') ? [longOption(word, start)] : cluster(word, start, valued);
    const last = found[found.length - 1];
    const next = args[i + 1];
    if (last && next && last.value === undefined && valued.has(last.name) && endsWithName(word, last.name)) {
      found[found.length - 1] = { ...last, value: next.text, valueWord: next };
      i++;
    }
    options.push(...found);
  }
  return { options, operands };
}

/** The literal text that a word begins with: `--url=` of `--url=$URL`. */
const literalStart = ({ text, parts }: ShellWord): string => text ?? (parts[0]?.kind === 'text' ? parts[0].text : '');

/** True when nothing follows the name in its word that could be the value: not `-o$FILE`, `--output=$FILE`. */
const endsWithName = ({ text }: ShellWord, name: string): boolean =>
  text !== undefined && text.endsWith(name.replace(/^-(?!-)/, ''));

function longOption(word: ShellWord, start: string): GivenOption {
  const equals = start.indexOf('=');
  if (equals === -1) return { name: start, value: undefined, word };
  return { name: start.slice(0, equals), value: word.text?.slice(equals + 1), word };
}

function cluster(word: ShellWord, start: string, valued: ReadonlySet<string>): GivenOption[] {
  const found: GivenOption[] = [];
  for (let at = 1; at < Math.min(start.length, LONGEST_CLUSTER); at++) {
    const name = `-${start[at] ?? ''}`;
    const rest = start.slice(at + 1);
    const takes = valued.has(name) && rest !== '';
    found.push({ name, value: takes ? word.text?.slice(at + 1) : undefined, word });
    if (takes) break;
  }
  return found;
}

/** The option of one of these names that counts: the last. */
export const optionOf = ({ options }: GivenArguments, ...names: readonly string[]): GivenOption | undefined =>
  options.findLast(({ name }) => names.includes(name));

/** Program and arguments; `busybox wget …` is `wget …`. */
export function programOf(
  command: ShellCommand,
): { readonly name: string; readonly args: readonly ShellWord[] } | undefined {
  const name = baseName(command);
  if (name === undefined) return undefined;
  const applet = name === 'busybox' ? command.args[0]?.text : undefined;
  return applet === undefined ? { name, args: command.args } : { name: applet, args: command.args.slice(1) };
}
