// Knows: what rules ask about a script beyond its words: which shell reads it, and whether it stops when something fails.
import type { ShellCommand, ShellScript, ShellWord } from './model';

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

/** What the questions above have in common; read once per script. */
interface Outline {
  readonly sets: readonly ShellCommand[];
  /** Where the first command starts that can fail: what only speaks to the shell is left out. */
  readonly firstStart: number;
}

const outlines = new WeakMap<ShellScript, Outline>();

function outlineOf(script: ShellScript): Outline {
  const known = outlines.get(script);
  if (known) return known;
  const { commands } = script;
  const isHarmless = ({ name }: ShellCommand): boolean =>
    name === undefined || name.text === 'set' || name.text === 'export' || name.text === ':';
  const outline = {
    sets: commands.filter(({ name }) => name?.text === 'set'),
    firstStart: commands.find((command) => !isHarmless(command))?.span.start ?? Infinity,
  };
  outlines.set(script, outline);
  return outline;
}
