// Knows: which users the RUNs of a file make, with which number and in which groups.
// Sources: shadow: man/useradd.8, usermod.8, gpasswd.1; Debian adduser.8; busybox: loginutils/adduser.c, addgroup.c.
import { baseName, type ShellCommand, type ShellWord } from '../../shell/model';
import { optionNames, optionOf, readArguments } from '../../shell/options';
import { commandsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';

export interface MadeUser {
  readonly name: string;
  readonly word: ShellWord;
  /** Undefined: the system chooses, or it cannot be told. */
  readonly uid: string | undefined;
  readonly run: StageRun;
  readonly command: ShellCommand;
}

export interface Membership {
  readonly user: string;
  readonly run: StageRun;
  readonly command: ShellCommand;
}

const VALUED = optionNames(
  '-b -c -d -e -f -g -G -h -k -K -l -p -R -s -u -Z --base-dir --comment --conf --expiredate --firstgid --firstuid ' +
    '--gecos --gid --groups --home --home-dir --inactive --ingroup --key --lastgid --lastuid --login --password ' +
    '--root --selinux-user --shell --skel --uid --user-group-name',
);
/** busybox and Debian spell group of adduser `-G group` and `--ingroup`; `adduser USER GROUP` adds to a group. */
const MAKERS = ['useradd', 'adduser'] as const;

/** More users are nobody’s image. */
const MOST = 100;

const made = new WeakMap<RuleContext, readonly MadeUser[]>();

/** Users with a literal name. */
export function usersMade(context: RuleContext): readonly MadeUser[] {
  let users = made.get(context);
  if (!users) made.set(context, (users = readUsers(context).slice(0, MOST)));
  return users;
}

function readUsers(context: RuleContext): MadeUser[] {
  return commandsOf(context, ...MAKERS).flatMap(({ run, command }) => {
    const given = readArguments(command.args, VALUED);
    const [word, more] = given.operands;
    // `useradd -D` shows defaults; of busybox's adduser it means a user without a password.
    const isOther = baseName(command) === 'useradd' ? optionOf(given, '-D', '--defaults') : optionOf(given, '--group');
    if (word?.text === undefined || more || isOther) return [];
    const uid = optionOf(given, '-u', '--uid')?.value;
    return [{ name: word.text, word, uid, run, command }];
  });
}

/** Commands that put a literal user into one more group. */
export function memberships(context: RuleContext): Membership[] {
  const found: Membership[] = [];
  const add = (user: string | undefined, run: StageRun, command: ShellCommand): void => {
    if (user !== undefined) found.push({ user, run, command });
  };
  for (const { run, command } of commandsOf(context, 'useradd', 'usermod')) {
    const given = readArguments(command.args, VALUED);
    if (optionOf(given, '-G', '--groups')) add(given.operands[0]?.text, run, command);
  }
  for (const { run, command } of commandsOf(context, 'adduser', 'addgroup')) {
    const { operands } = readArguments(command.args, VALUED);
    if (operands.length === 2) add(operands[0]?.text, run, command);
  }
  for (const { run, command } of commandsOf(context, 'gpasswd')) {
    const given = readArguments(command.args, optionNames('-a --add -d --delete -M -A'));
    add(optionOf(given, '-a', '--add')?.value, run, command);
  }
  return found.slice(0, MOST);
}
