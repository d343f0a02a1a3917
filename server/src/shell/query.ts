// Knows: what rules ask about a script beyond its words: which shell reads it, whether it stops when something fails, what
// runs whatever happens, what its redirects write.
import type { Joint, ScriptElement, ShellCommand, ShellScript, ShellWord } from './model';

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
  return setBefore(
    script,
    'e',
    'errexit',
    script.commands.find(({ name }) => name !== undefined && !isHarmless(name)),
  );
}

/** True when a pipeline fails as soon as one of its members does, where the command stands. */
export function hasPipefail({ script, shell }: ReadByShell, command: ShellCommand): boolean {
  if (command.inside.includes('script')) return insideScript(script, command) ?? false;
  return setsOption(shell.slice(1), '', 'pipefail') === true || setBefore(script, '', 'pipefail', command);
}

/** `bash -o pipefail -c '…'`, or a `set -o pipefail` in it. */
function insideScript(script: ShellScript, command: ShellCommand): boolean | undefined {
  const outer = script.commands.findLast(
    ({ inside, element, span }) =>
      element === command.element && inside.length < command.inside.length && span.start <= command.span.start,
  );
  const words = (outer?.args ?? []).flatMap(({ text }) => text ?? []);
  if (setsOption(words, '', 'pipefail') === true) return true;
  return script.commands.some(
    (other) =>
      other.inside.length === command.inside.length &&
      other.span.start < command.span.start &&
      other.element === command.element &&
      setsPipefail(other),
  );
}

const setsPipefail = ({ name, args }: ShellCommand): boolean =>
  name?.text === 'set' && setsOption(textsOf(args), '', 'pipefail') === true;

/** True when a `set` of the top list turns the option on before `until`, and nothing turns it off. */
function setBefore(script: ShellScript, letter: string, name: string, until: ShellCommand | undefined): boolean {
  let isOn = false;
  for (const command of script.commands) {
    if (until && command.span.start >= until.span.start) break;
    if (command.depth > 0 || command.name?.text !== 'set') continue;
    isOn = setsOption(textsOf(command.args), letter, name) ?? isOn;
  }
  // What turns it off later is seen too: no promise then.
  return isOn && !script.commands.some(({ name: word, args }) => word?.text === 'set' && turnsOff(args, letter, name));
}

const turnsOff = (args: readonly ShellWord[], letter: string, name: string): boolean =>
  setsOption(textsOf(args), letter, name) === false;

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

/** Commands that only speak to the shell: a `set -e` behind them still stands in front. */
const isHarmless = ({ text }: ShellWord): boolean => text === 'set' || text === 'export' || text === ':';

/**
 * True when the command has run whenever the script succeeded: no alternative, no condition around it, and no failure
 * before it that goes unseen.
 */
export function isUnconditional({ script }: Pick<ReadByShell, 'script'>, command: ShellCommand): boolean {
  if (!command.inside.every((construct) => construct === 'group' || construct === 'subshell' || construct === 'script'))
    return false;
  if (command.inside.length > 0 && (command.joint === '&&' || command.joint === '||')) return false;
  const { before, behind, isLast } = listAround(script, command.element);
  if (before.includes('||')) return false;
  return before.length === 0 || (isLast && !behind.includes('||'));
}

/** True when the RUN fails if the command does. */
export function failureMatters(read: ReadByShell, command: ShellCommand): boolean {
  const { script } = read;
  const { pipe, inside, element } = command;
  if (command.isBackground || (pipe.at < pipe.of - 1 && !hasPipefail(read, command))) return false;
  if (!inside.every((construct) => construct === 'group' || construct === 'subshell')) return false;
  const stops = stopsOnError(read);
  // Inside of brackets only the last one gives the status, unless the shell stops at each.
  if (inside.length > 0) {
    const list = script.commands.filter((other) => other.inside === inside && other.element === element);
    const behind = list.slice(list.indexOf(command) + 1).map(({ joint }) => joint);
    if (behind.some((joint) => joint !== '&&' && joint !== '|') && !stops) return false;
    if (behind.includes('||')) return false;
  }
  const { behind, isLast } = listAround(script, element);
  if (behind.includes('||')) return false;
  return isLast || (stops && behind.length === 0);
}

/** The `&&`/`||` list that an element of the top list is in: joints before and behind it, and whether it is the last. */
function listAround(
  script: ShellScript,
  element: number,
): { readonly before: readonly Joint[]; readonly behind: readonly Joint[]; readonly isLast: boolean } {
  const { elements } = script;
  const before: Joint[] = [];
  const behind: Joint[] = [];
  for (let i = element; i > 0 && joins(elements[i]); i--) before.push(elements[i]?.joint ?? ';');
  let end = element + 1;
  for (; joins(elements[end]); end++) behind.push(elements[end]?.joint ?? ';');
  return { before, behind, isLast: end >= elements.length };
}

const joins = (element: ScriptElement | undefined): boolean => element?.joint === '&&' || element?.joint === '||';

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
