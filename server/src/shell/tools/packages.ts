// Knows: which package manager a shell command calls, and what it asks of it. The managers' words are data beside this.
import type { ShellCommand, ShellWord } from '../model';
import { DISTRO_MANAGERS } from './packages/distro';
import { LANGUAGE_MANAGERS } from './packages/languages';
import type { Manager, ManagerName, PackageVerb } from './packages/manager';

export type { ManagerName } from './packages/manager';

/** An option as the manager reads it: of `-qy` both letters are one. */
export interface PackageFlag {
  /** `-y`, `--no-cache`; undefined when the name itself is dynamic. */
  readonly name: string;
  /** The word it stands in; of a cluster the same for several. */
  readonly word: ShellWord;
  /** Its value, behind `=`, glued on, or the next word; undefined: none, or not to be evaluated. */
  readonly value: string | undefined;
  /** The next word, when the value is one. */
  readonly valueWord: ShellWord | undefined;
}

export interface ManagerCall {
  readonly command: ShellCommand;
  readonly manager: ManagerName;
  /** The program's base name as called: `apt-get`, `pip3`, `dnf5`. */
  readonly program: string;
  readonly verb: PackageVerb;
  /** The verb as written: `install`, `dist-upgrade`, `cache purge`; empty when there is none. */
  readonly phrase: string;
  /** Its last word: options may be written behind it. For `npx`, `yarn`: the program. */
  readonly verbWord: ShellWord;
  /** Words behind the verb that are neither options nor their values: packages, in most cases. Some may be dynamic. */
  readonly operands: readonly ShellWord[];
  readonly flags: readonly PackageFlag[];
  /** True when more operands come from elsewhere: `xargs apt-get install`. */
  readonly isOpen: boolean;
  /** The first option of one of these names. */
  readonly flag: (...names: readonly string[]) => PackageFlag | undefined;
}

const BY_PROGRAM = new Map<string, Manager>(
  [...DISTRO_MANAGERS, ...LANGUAGE_MANAGERS].flatMap((manager) =>
    manager.programs.map((program) => [program, manager] as const),
  ),
);
/** Programs that are verbs of another one: `uvx ruff` is `uv tool run ruff`. */
const RUNNERS = new Set(['npx', 'uvx', 'pnpx', 'bunx']);
const VERSIONED_PIP = /^pip\d(?:\.\d+)?$/;
const PYTHON = /^(?:python|pypy)\d?(?:\.\d+)?$/;
const XARGS_VALUED = new Set([
  '-a',
  '-d',
  '-E',
  '-I',
  '-L',
  '-n',
  '-P',
  '-s',
  '--arg-file',
  '--max-args',
  '--max-procs',
]);

interface Invocation {
  readonly manager: Manager;
  readonly program: string;
  readonly word: ShellWord;
  readonly args: readonly ShellWord[];
  readonly isOpen: boolean;
}

const calls = new WeakMap<ShellCommand, ManagerCall | null>();

/** Undefined when the command calls no package manager that we know. Remembered per command. */
export function managerCall(command: ShellCommand): ManagerCall | undefined {
  let call = calls.get(command);
  if (call === undefined) {
    const { name } = command;
    const found = name && invocation(name, command.args, 0);
    call = found ? read(command, found) : null;
    calls.set(command, call);
  }
  return call ?? undefined;
}

/** Of `$VENV/bin/pip` the last name is known, whatever the folder. */
function base({ text, parts }: ShellWord): string {
  const last = parts[parts.length - 1];
  const known = text ?? (last?.kind === 'text' && last.text.includes('/') ? last.text : '');
  return known.slice(known.lastIndexOf('/') + 1);
}

/** Looks through what stands in front of the manager: `python -m pip`, `xargs apt-get`, `sh ./gradlew`. */
function invocation(word: ShellWord, args: readonly ShellWord[], depth: number): Invocation | undefined {
  const program = base(word);
  const manager = BY_PROGRAM.get(VERSIONED_PIP.test(program) ? 'pip' : program);
  if (manager) return { manager, program, word, args, isOpen: false };
  const at = depth > 3 ? -1 : startOf(program, args);
  const inner = at < 0 ? undefined : args[at];
  if (!inner) return undefined;
  const found = invocation(inner, args.slice(at + 1), depth + 1);
  if ((program === 'php' || program === 'sh' || program === 'bash') && !SCRIPTS.has(found?.program ?? ''))
    return undefined;
  return found && program === 'xargs' ? { ...found, isOpen: true } : found;
}

/** Managers that are files of a project, so that an interpreter is given their path. */
const SCRIPTS = new Set(['gradlew', 'mvnw', 'composer', 'composer.phar']);

/** Index of the word that names the program which `program` will run; -1: none. */
function startOf(program: string, args: readonly ShellWord[]): number {
  if (PYTHON.test(program)) {
    // Other options of the interpreter may stand before `-m`; a file name ends them.
    for (let i = 0; args[i]?.text?.startsWith('-') === true; i++) if (args[i]?.text === '-m') return i + 1;
    return -1;
  }
  switch (program) {
    case 'xargs':
      return skipOptions(args, XARGS_VALUED);
    case 'timeout':
      return skipOptions(args, new Set(['-k', '-s', '--signal', '--kill-after'])) + 1;
    case 'corepack':
    case 'php':
    case 'sh':
    case 'bash':
      return skipOptions(args, new Set(['-d', '-o']));
    default:
      return -1;
  }
}

function skipOptions(args: readonly ShellWord[], valued: ReadonlySet<string>): number {
  let i = 0;
  for (; args[i]?.text?.startsWith('-') === true; i++) if (valued.has(args[i]?.text ?? '')) i++;
  return i;
}

function read(command: ShellCommand, { manager, program, word, args, isOpen }: Invocation): ManagerCall {
  const { flags, plain } = options(manager, args);
  const { verb, used } = verbOf(manager, program, plain, flags);
  const verbWords = plain.slice(0, used);
  return {
    command,
    manager: manager.name,
    program,
    verb,
    phrase: verbWords.map(({ text }) => text ?? '').join(' '),
    verbWord: verbWords[verbWords.length - 1] ?? word,
    operands: plain.slice(used).filter((one) => !isLeadingDynamic(one, verbWords)),
    flags,
    isOpen,
    flag: (...names) => flags.find(({ name }) => names.includes(name)),
  };
}

/** A dynamic word before the verb stands for options: `apt-get $OPTS install`. */
const isLeadingDynamic = (word: ShellWord, verbWords: readonly ShellWord[]): boolean =>
  word.text === undefined && word.span.start < (verbWords[0]?.span.start ?? 0);

function verbOf(
  { verbs, bare, anything, optionVerb, isTaskList }: Manager,
  program: string,
  plain: ShellWord[],
  flags: readonly PackageFlag[],
): { verb: PackageVerb; used: number } {
  if (optionVerb) return { verb: optionVerb(new Set(flags.map(({ name }) => name)), plain.length > 0), used: 0 };
  if (RUNNERS.has(program)) return { verb: 'run', used: 0 };
  // Words that cannot be read go behind the verb; `isLeadingDynamic` drops them there.
  const first = plain.findIndex(({ text }) => text !== undefined);
  if (first > 0) plain.unshift(...plain.splice(first, 1));
  const one = plain[0]?.text;
  if (one === undefined) {
    const asksForHelp = flags.some(
      ({ name }) => name === '--version' || name === '--help' || name === '-v' || name === '-h',
    );
    return { verb: plain.length === 0 && !asksForHelp ? (bare ?? 'other') : 'other', used: 0 };
  }
  if (isTaskList)
    return { verb: taskVerb(plain.map(({ text }) => verbs.get(text ?? '') ?? anything ?? 'other')), used: 0 };
  const two = verbs.get(`${one} ${plain[1]?.text ?? ''}`);
  if (two !== undefined) return { verb: two, used: 2 };
  return { verb: verbs.get(one) ?? anything ?? 'other', used: 1 };
}

/** Of several tasks the one that fetches most counts. */
const taskVerb = (meanings: readonly PackageVerb[]): PackageVerb =>
  meanings.find((verb) => verb === 'build') ?? meanings.find((verb) => verb !== 'remove') ?? 'remove';

/** Options apart from the rest, by the manager's habits. */
function options(
  { valued, toolchain, options: style = 'getopt' }: Manager,
  args: readonly ShellWord[],
): { flags: PackageFlag[]; plain: ShellWord[] } {
  const flags: PackageFlag[] = [];
  const plain: ShellWord[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (!word) break;
    const start = literalStart(word);
    if (start === '--') {
      plain.push(...args.slice(i + 1));
      break;
    }
    if (!start.startsWith('-') || start === '-') {
      if (toolchain === undefined || plain.length > 0 || !start.startsWith(toolchain)) plain.push(word);
      continue;
    }
    const found = start.startsWith('--') || style === 'words' ? [longFlag(word, start)] : cluster(word, start, valued);
    const last = found[found.length - 1];
    const next = args[i + 1];
    if (last && next && last.value === undefined && valued.has(last.name) && isWhole(word, start)) {
      found[found.length - 1] = { ...last, value: next.text, valueWord: next };
      i++;
    }
    flags.push(...found);
  }
  return { flags, plain };
}

/** The literal text that a word begins with: `--index-url=` of `--index-url=$URL`. */
const literalStart = (word: ShellWord): string =>
  word.text ?? (word.parts[0]?.kind === 'text' ? word.parts[0].text : '');

/** True when nothing dynamic follows that could be the value: `-t$REL`. */
const isWhole = (word: ShellWord, start: string): boolean => word.text !== undefined && !start.includes('=');

function longFlag(word: ShellWord, start: string): PackageFlag {
  const equals = start.indexOf('=');
  return {
    name: equals === -1 ? start : start.slice(0, equals),
    word,
    value: equals === -1 || word.text === undefined ? undefined : start.slice(equals + 1),
    valueWord: undefined,
  };
}

/** `-qy` → `-q`, `-y`; `-tstable` → `-t` with its value. */
function cluster(word: ShellWord, start: string, valued: ReadonlySet<string>): PackageFlag[] {
  const found: PackageFlag[] = [];
  for (let at = 1; at < Math.min(start.length, 20); at++) {
    const name = `-${start[at] ?? ''}`;
    const rest = start.slice(at + 1);
    const takes = valued.has(name) && rest !== '';
    const value = takes && word.text !== undefined ? rest.replace(/^=/, '') : undefined;
    found.push({ name, word, value, valueWord: undefined });
    if (takes || rest.startsWith('=')) break;
  }
  return found;
}
