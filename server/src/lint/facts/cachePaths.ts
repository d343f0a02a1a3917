// Knows: where a command's package cache lies: whose home, which variables move it. Whatever cannot be told is not sure.
import { cleanPath } from '../../base/posixPath';
import type { ShellCommand, ShellWord } from '../../shell/model';
import type { ManagerCall } from '../../shell/tools/packages';
import type { CachePath } from '../../shell/tools/packages/caches';
import { optionOf, readArguments, optionNames } from '../../shell/options';
import { usersMade, type MadeUser } from './accounts';
import { baseOf } from './baseImage';
import type { RuleContext, StageRun } from '../context';

/** What a command of a RUN finds around it. */
export interface Surroundings {
  /** Name or number, without the group; undefined when nobody knows. */
  readonly user: string | undefined;
  readonly home: string | undefined;
  /** False for a home that is only where homes of that name use to be. */
  readonly homeIsSure: boolean;
  get(name: string): string | undefined;
}

export interface CachePlace {
  /** Absolute; undefined when it cannot be known. */
  readonly path: string | undefined;
  readonly sure: boolean;
  /** Below a home: `.cache/pip`. */
  readonly inHome: string | undefined;
}

interface Export {
  readonly at: number;
  readonly name: string;
  readonly value: string | undefined;
}

/** By name, in order. */
const exported = new WeakMap<StageRun, ReadonlyMap<string, readonly Export[]>>();
const users = new WeakMap<RuleContext, ReadonlyMap<string, MadeUser>>();

export function surroundingsOf(context: RuleContext, run: StageRun, { command }: ManagerCall): Surroundings {
  const scope = context.scopeBefore(run.stage, run.index);
  const base = baseOf(context, run.stage);
  const get = (name: string): string | undefined =>
    command.assignments.findLast((one) => one.name === name)?.value?.text ??
    exportedBefore(run, name, command.span.start) ??
    scope.get(name) ??
    base.env(name);
  const user = sudoUser(run, command) ?? userOf(scope.user !== '' ? scope.user : base.user);
  return { user, ...homeOf(context, user, get('HOME')), get };
}

/** The words in front of the program that make it another user's: `sudo -E `, `sudo -u app `; empty when there are none. */
export function sudoPrefix({ script }: StageRun, { wrappers, name, span }: ShellCommand): string {
  if (!wrappers.includes('sudo') || !name) return '';
  const written = script.text.slice(span.start, name.span.start);
  return written
    .slice(Math.max(0, written.search(/(?:^|[\s/])sudo\s/)))
    .trimStart()
    .replace(/\s+/g, ' ');
}

/** Undefined without sudo; an empty name for one that a variable hides. */
function sudoUser(run: StageRun, command: ShellCommand): string | undefined {
  const prefix = sudoPrefix(run, command);
  if (prefix === '') return undefined;
  const named = /\s(?:-\w*u|--user)[\s=]*(\S+)/.exec(prefix)?.[1];
  return named === undefined ? 'root' : named.replace(/["']/g, '');
}

/** `app:staff` → `app`; empty and 0 are root. */
function userOf(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('$')) return undefined;
  const [user = ''] = text.split(':');
  return user === '' || user === '0' ? 'root' : user;
}

function homeOf(
  context: RuleContext,
  user: string | undefined,
  variable: string | undefined,
): Pick<Surroundings, 'home' | 'homeIsSure'> {
  if (variable?.startsWith('/') === true) return { home: cleanPath(variable), homeIsSure: true };
  // An image of strangers is taken to run as root: its cache is looked for in either place.
  if (user === undefined) return { home: '/root', homeIsSure: false };
  if (user === 'root') return { home: '/root', homeIsSure: true };
  const made = userNamed(context, user);
  const given = made && optionOf(readArguments(made.command.args, USER_VALUED), '-d', '--home', '--home-dir', '-h');
  if (given?.value?.startsWith('/') === true) return { home: cleanPath(given.value), homeIsSure: true };
  // A number without an account has `/` (moby/buildkit: executor/oci/user.go, runc sets HOME from the account).
  return { home: /^\d/.test(user) ? undefined : `/home/${user}`, homeIsSure: false };
}

const USER_VALUED = optionNames(
  '-d -h -u -g -G -s -c -k -K -b -e -f -p --home --home-dir --uid --gid --groups --shell --gecos --ingroup',
);

/** A user that the file makes. */
export function userNamed(context: RuleContext, name: string): MadeUser | undefined {
  let byName = users.get(context);
  if (!byName) {
    byName = new Map([...usersMade(context)].reverse().map((user) => [user.name, user]));
    users.set(context, byName);
  }
  return byName.get(name);
}

/** `export NAME=value`, and assignments that stand alone: later commands of the script may see them. */
function exportedBefore(run: StageRun, name: string, offset: number): string | undefined {
  let byName = exported.get(run);
  if (!byName) {
    const lists = new Map<string, Export[]>();
    for (const one of run.script.commands.flatMap(exportsIn)) {
      const list = lists.get(one.name);
      if (list) list.push(one);
      else lists.set(one.name, [one]);
    }
    exported.set(run, (byName = lists));
  }
  const list = byName.get(name) ?? [];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return list[low - 1]?.value;
}

function exportsIn({ name, args, assignments, span }: ShellCommand): Export[] {
  if (name !== undefined && name.text !== 'export') return [];
  const plain = assignments.map((one) => ({ at: span.start, name: one.name, value: one.value && textOf(one.value) }));
  return name === undefined ? plain : [...plain, ...fromWords(args)];
}

const fromWords = (words: readonly ShellWord[]): Export[] =>
  words.flatMap((word) => {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(textOf(word));
    return match ? [{ at: word.span.start, name: match[1] ?? '', value: match[2] }] : [];
  });

/** A value that cannot be read stays as it is written: it is set, and hides what was set before. */
const textOf = ({ text, raw }: ShellWord): string =>
  text ?? raw.replace(/"?(?:\$\(|`)\s*mktemp\b[^)`]*[)`]"?/, () => MADE);

/** Some name of mktemp's: no cache lies there before. */
export const MADE = '/tmp/tmp.mktemp';

/** Where a folder of the manager's data lies for this call. */
export function placeOf(path: CachePath, call: ManagerCall, around: Surroundings): CachePlace {
  const option = path.options && call.flag(...path.options);
  if (option) return { ...absolute(option.value), inHome: undefined };
  for (const [name, suffix] of path.variables ?? []) {
    const value = around.get(name);
    // Of several (GOPATH) the first takes what is downloaded.
    if (value !== undefined && value !== '')
      return { ...absolute(`${value.split(':')[0] ?? ''}${suffix}`, around), inHome: undefined };
  }
  if (path.root !== undefined && (around.user === 'root' || around.user === undefined))
    return { path: path.root, sure: around.user === 'root', inHome: homePart(path.path) };
  const inHome = homePart(path.path);
  if (inHome === undefined) return { path: path.path, sure: (path.variables ?? []).length === 0, inHome };
  const { home, homeIsSure } = around;
  return { path: home === undefined ? undefined : cleanPath(`${home}/${inHome}`), sure: homeIsSure, inHome };
}

const homePart = (path: string): string | undefined => (path.startsWith('~/') ? path.slice(2) : undefined);

/** An absolute path as it is; one below a home or a variable is followed as far as that is known. */
function absolute(text: string | undefined, around?: Surroundings): { path: string | undefined; sure: boolean } {
  const home = around?.home;
  const followed = home === undefined ? text : text?.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, () => home);
  return followed?.startsWith('/') === true && !followed.includes('$')
    ? { path: cleanPath(followed), sure: !followed.startsWith(MADE) }
    : { path: undefined, sure: false };
}
