// Knows: programs that run the program in their arguments, and how they are taken off: their options are theirs.
import type { ShellWord } from './model';

/** Options whose value is a word of its own (sudo(8), env(1), nice(1), time(1), bash(1) exec). */
const VALUED = new Map<string, ReadonlySet<string>>(
  Object.entries({
    env: '-u --unset -C --chdir',
    exec: '-a',
    command: '',
    time: '-f --format -o --output',
    nice: '-n --adjustment',
    sudo: '-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -r --role -t --type -T --command-timeout -U --other-user',
    eatmydata: '',
    nohup: '',
  }).map(([name, options]) => [name, new Set(options.split(' '))]),
);

export interface Unwrapped {
  readonly wrappers: readonly string[];
  /** The program and its arguments. */
  readonly words: readonly ShellWord[];
  /** Words such as `A=1` behind `env` or `sudo`. */
  readonly assignments: readonly ShellWord[];
}

/** A wrapper without a program is the program. */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  const wrappers: string[] = [];
  const assignments: ShellWord[] = [];
  let at = 0;
  for (;;) {
    const name = fileName(words[at]?.text);
    const valued = VALUED.get(name);
    if (!valued) break;
    const values: ShellWord[] = [];
    const program = programBehind(words, at + 1, valued, values, name);
    if (program === undefined) break;
    wrappers.push(name);
    assignments.push(...values);
    at = program;
  }
  return { wrappers, words: at === 0 ? words : words.slice(at), assignments };
}

function programBehind(
  words: readonly ShellWord[],
  from: number,
  valued: ReadonlySet<string>,
  assignments: ShellWord[],
  wrapper: string,
): number | undefined {
  for (let i = from; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    if (word.raw.startsWith('-')) {
      // `command -v x` asks where x is; `sudo -l` and `env -S` speak of something else than a program.
      if (wrapper === 'command' && /^-[a-z]*[vV]/.test(word.raw)) return undefined;
      if (word.text !== undefined && valued.has(word.text)) i++;
    } else if ((wrapper === 'env' || wrapper === 'sudo') && /^[A-Za-z_]\w*=/.test(word.raw)) assignments.push(word);
    else return i;
  }
  return undefined;
}

const fileName = (path: string | undefined): string => path?.slice(path.lastIndexOf('/') + 1) ?? '';

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);

/** What a shell was told to run: the word of `-c`, its standard input, or something else. */
export function shellCall(words: readonly ShellWord[]): { shell: string; script: ShellWord | 'stdin' } | undefined {
  const shell = fileName(words[0]?.text);
  if (!SHELLS.has(shell)) return undefined;
  let runsWord = false;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    const text = word?.text;
    if (word === undefined) break;
    if (text !== undefined && /^[-+]./.test(text) && text !== '--') {
      if (/^-[A-Za-z]*c/.test(text)) runsWord = true;
      // `-o pipefail`, `-euo pipefail`; `-s`: standard input.
      if (/^[-+][A-Za-z]*[oO]$/.test(text)) i++;
      continue;
    }
    if (text === '--') continue;
    return runsWord ? { shell, script: word } : undefined;
  }
  return runsWord ? undefined : { shell, script: 'stdin' };
}
