// Knows: what rules ask about a script beyond its words: which shell reads it, whether it stops when something fails, what
// runs whatever happens, what its redirects write.
import type { Construct, ScriptElement, ShellCommand, ShellScript, ShellWord } from './model';

export type ShellKind = 'sh' | 'bash' | 'ash' | 'dash' | 'ksh' | 'zsh' | 'powershell' | 'cmd' | 'unknown';

/** A script and the words of the shell that reads it: SHELL, or its own first line. */
export interface ReadByShell {
  readonly script: ShellScript;
  readonly shell: readonly string[];
}

const KINDS = new Map<string, ShellKind>([
  ...(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'cmd', 'powershell'] as const).map((kind) => [kind, kind] as const),
  ['pwsh', 'powershell'],
]);

/** Which shell the words of SHELL or of a first line name: `/bin/bash -o pipefail -c`, `powershell -Command`. */
export function kindOfShell(shell: readonly string[]): ShellKind {
  const name = (shell[0] ?? '').split(/[\\/]/).pop() ?? '';
  return KINDS.get(name.toLowerCase().replace(/\.exe$/, '')) ?? 'unknown';
}

/** The shell that reads this command: that of the innermost `bash -c '…'` around it, else that of the RUN. */
export function kindAt({ shell }: ReadByShell, { wrappers }: ShellCommand): ShellKind {
  const inner = wrappers.findLast((wrapper) => / (?:-c|<<)$/.test(wrapper));
  return inner === undefined ? kindOfShell(shell) : kindOfShell([inner.slice(0, inner.lastIndexOf(' '))]);
}

/** True when the shell stops at the first failure: `-e` where it is called, or `set -e` in front of everything that can fail. */
export function stopsOnError({ script, shell }: ReadByShell): boolean {
  if (setsOption(shell.slice(1), 'e', 'errexit') === true) return true;
  return setBefore(script, 'e', 'errexit', outlineOf(script).firstStart);
}

/** True when a pipeline fails as soon as one of its members does, where the command stands. */
export function hasPipefail({ script, shell }: ReadByShell, command: ShellCommand): boolean {
  if (command.inside.includes('script')) return isSetInside(script, command);
  return setsOption(shell.slice(1), '', 'pipefail') === true || setBefore(script, '', 'pipefail', command.span.start);
}

/** `bash -o pipefail -c '…'`, or a `set -o pipefail` in it. */
function isSetInside({ commands }: ShellScript, command: ShellCommand): boolean {
  for (let i = commands.indexOf(command) - 1; i >= 0; i--) {
    const before = commands[i];
    if (!before) return false;
    const isOuter = before.inside.length < command.inside.length;
    if ((isOuter || before.name?.text === 'set') && setsOption(textsOf(before.args), '', 'pipefail') === true)
      return true;
    if (isOuter) return false;
  }
  return false;
}

/** True when a `set` of the top list turns the option on before an offset, and none turns it off anywhere. */
function setBefore(script: ShellScript, letter: string, name: string, offset: number): boolean {
  const { sets } = outlineOf(script);
  if (sets.length > MOST_SETS) return false;
  const given = sets.map(({ args, depth, span }) => ({
    isOn: setsOption(textsOf(args), letter, name),
    counts: depth === 0 && span.start < offset,
  }));
  return given.some(({ isOn, counts }) => counts && isOn === true) && given.every(({ isOn }) => isOn !== false);
}

/** Nobody sets more options in one script; what does is not followed. */
const MOST_SETS = 50;

const textsOf = (words: readonly ShellWord[]): string[] => words.map(({ text }) => text ?? '');

/** Whether words such as `-euo pipefail` turn an option on or, with `+`, off. */
function setsOption(words: readonly string[], letter: string, name: string): boolean | undefined {
  let found: boolean | undefined;
  for (const [i, word] of words.entries()) {
    if (!/^[-+][A-Za-z]/.test(word)) continue;
    const isOn = word.startsWith('-');
    if (letter !== '' && word.slice(1).includes(letter)) found = isOn;
    if (word.endsWith('o') && words[i + 1] === name) found = isOn;
  }
  return found;
}

/**
 * True when the command has run whenever the script succeeded: no alternative, no condition around it, and no failure
 * before it that goes unseen.
 */
export function isUnconditional({ script }: Pick<ReadByShell, 'script'>, command: ShellCommand): boolean {
  if (!command.inside.every((construct) => construct === 'group' || construct === 'subshell' || construct === 'script'))
    return false;
  if (command.inside.length > 0 && (command.joint === '&&' || command.joint === '||')) return false;
  const { element } = command;
  const list = outlineOf(script).lists[element];
  if (!list || list.firstOr <= element) return false;
  return list.from === element || (list.isLast && list.lastOr <= element);
}

/** True when the RUN fails if the command does. */
export function failureMatters(read: ReadByShell, command: ShellCommand): boolean {
  const { pipe, inside, element } = command;
  if (command.isBackground || (pipe.at < pipe.of - 1 && !hasPipefail(read, command))) return false;
  if (!inside.every((construct) => construct === 'group' || construct === 'subshell')) return false;
  const stops = stopsOnError(read);
  const { lists, behind } = outlineOf(read.script);
  // Inside of brackets only the last one gives the status, unless the shell stops at each.
  const inBrackets = behind.get(command);
  if (inBrackets?.or === true || (inBrackets?.end === true && !stops)) return false;
  const list = lists[element];
  if (!list || list.lastOr > element) return false;
  return list.isLast || (stops && list.to === element);
}

/** The `&&`/`||` list that an element of the top list is in. */
interface ListPlace {
  /** Its first and last element. */
  readonly from: number;
  readonly to: number;
  /** The first and the last of its elements behind a `||`; Infinity and -1 without. */
  readonly firstOr: number;
  readonly lastOr: number;
  readonly isLast: boolean;
}

/** What the questions above have in common; read once per script. */
interface Outline {
  /** By element. */
  readonly lists: readonly ListPlace[];
  readonly sets: readonly ShellCommand[];
  /** Where the first command starts that can fail: what only speaks to the shell is left out. */
  readonly firstStart: number;
  /** For commands inside of constructs: whether `||`, or the end of an `&&` list, stands behind them there. */
  readonly behind: ReadonlyMap<ShellCommand, { readonly or: boolean; readonly end: boolean }>;
}

const outlines = new WeakMap<ShellScript, Outline>();

function outlineOf(script: ShellScript): Outline {
  const known = outlines.get(script);
  if (known) return known;
  const { commands, elements } = script;
  const isHarmless = ({ name }: ShellCommand): boolean =>
    name === undefined || name.text === 'set' || name.text === 'export' || name.text === ':';
  const outline = {
    lists: listsOf(elements),
    sets: commands.filter(({ name }) => name?.text === 'set'),
    firstStart: commands.find((command) => !isHarmless(command))?.span.start ?? Infinity,
    behind: behindOf(commands),
  };
  outlines.set(script, outline);
  return outline;
}

function listsOf(elements: readonly ScriptElement[]): ListPlace[] {
  const places: ListPlace[] = [];
  for (let from = 0; from < elements.length;) {
    let firstOr = Infinity;
    let lastOr = -1;
    let behind = from + 1;
    for (; joins(elements[behind]); behind++) {
      if (elements[behind]?.joint !== '||') continue;
      firstOr = Math.min(firstOr, behind);
      lastOr = behind;
    }
    const place = { from, to: behind - 1, firstOr, lastOr, isLast: behind >= elements.length };
    for (; from < behind; from++) places.push(place);
  }
  return places;
}

const joins = (element: ScriptElement | undefined): boolean => element?.joint === '&&' || element?.joint === '||';

function behindOf(commands: readonly ShellCommand[]): Outline['behind'] {
  const behind = new Map<ShellCommand, { or: boolean; end: boolean }>();
  // Commands of one list share the array of what they stand in.
  const seen = new Map<readonly Construct[], { or: boolean; end: boolean }>();
  for (const command of commands.toReversed()) {
    const { inside, joint } = command;
    if (inside.length === 0) continue;
    const state = seen.get(inside) ?? { or: false, end: false };
    behind.set(command, state);
    seen.set(inside, { or: state.or || joint === '||', end: state.end || joint === ';' || joint === '&' });
  }
  return behind;
}

export interface WrittenFile {
  readonly word: ShellWord;
  readonly by: 'redirect' | 'tee';
  readonly appends: boolean;
}

/** Files that a command writes by its redirects, and those that `tee` writes. Descriptors and devices are left out. */
export function writes({ name, args, redirects }: ShellCommand): WrittenFile[] {
  const found: WrittenFile[] = [];
  for (const { operator, target } of redirects) {
    if (!target || operator.startsWith('<') || target.text?.startsWith('/dev/') === true) continue;
    if (operator === '>&' && /^(?:\d+|-)$/.test(target.raw)) continue;
    found.push({ word: target, by: 'redirect', appends: operator.endsWith('>>') });
  }
  if (name?.text === 'tee' || name?.text?.endsWith('/tee') === true) {
    const appends = args.some(({ text }) => text === '--append' || /^-[a-z]*a/.test(text ?? ''));
    for (const word of args) if (!word.raw.startsWith('-')) found.push({ word, by: 'tee', appends });
  }
  return found;
}
