// Knows: which commands of a script run whenever the script succeeds.
import { baseName, type ShellCommand, type ShellScript } from '../shell/model';

/** Constructs whose commands run with them. */
const ALWAYS = new Set(['group', 'subshell', 'script']);
/** Commands that ask: what `&&` joins to them runs only when the answer is yes. */
const QUESTIONS = new Set(['test', '[', '[[', 'grep', 'egrep', 'command', 'which', 'type', 'diff', 'cmp', 'false']);
/** `cmd || exit 1`: the script does not succeed where `cmd` fails. */
const ENDS = new Set(['exit', 'false', 'return']);

interface Open {
  /** Indexes of an and-or list, the first member first. */
  members: number[];
  asks: boolean;
}

/** Their indexes. */
export function certainCommands({ commands }: ShellScript): ReadonlySet<number> {
  const sure = new Set<number>();
  // One list per depth: a deeper list ends when its surroundings go on.
  const lists: (Open | undefined)[] = [];
  const close = (depth: number, separator: boolean): void => {
    const list = lists[depth];
    // `[ -f x ] && rm x;` goes on whatever the answer is; as the last list its answer decides about the whole.
    if (list?.asks && separator) for (const member of list.members.slice(1)) sure.delete(member);
    lists[depth] = undefined;
  };
  for (const [index, command] of commands.entries()) {
    const { depth, joint } = command;
    for (let deeper = lists.length - 1; deeper > depth; deeper--) close(deeper, false);
    if (joint === 'start' || joint === ';' || joint === '&') close(depth, joint !== 'start');
    const list = (lists[depth] ??= { members: [], asks: QUESTIONS.has(baseName(command) ?? '') });
    if (isPlain(command)) sure.add(index);
    if (joint === '||') {
      sure.delete(index);
      if (!ENDS.has(baseName(command) ?? '')) for (const member of list.members.slice(1)) sure.delete(member);
    }
    list.members.push(index);
  }
  return sure;
}

const isPlain = ({ inside, isBackground }: ShellCommand): boolean =>
  !isBackground && inside.every((construct) => ALWAYS.has(construct));
