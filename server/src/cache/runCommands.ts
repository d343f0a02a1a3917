// Knows: of the commands that people prepare folders and small files with, which files they read and write. A command that
// is not here, or an option that is not, may do anything. Source: POSIX.1-2024 XCU; the manuals of GNU coreutils and busybox.
import { joinPath } from '../base/posixPath';
import { parentsOf } from './twinPaths';
import type { FileEffect, RunWrite } from './vertex';

/** A word as a path: absolute, cleaned; of a pattern the folder that holds all it may match. */
export interface Place {
  readonly path: string;
  readonly isPattern: boolean;
  /** Written with a slash at its end. */
  readonly isFolder: boolean;
}

export interface Operand {
  readonly text: string;
  /** Undefined when it leads out of what can be followed. */
  readonly place: Place | undefined;
}

export interface Call {
  /** Letters of all short options. */
  readonly letters: string;
  readonly long: readonly string[];
  readonly operands: readonly Operand[];
}

export interface Touched {
  readonly reads: readonly string[];
  readonly moved: readonly string[];
  readonly writes: readonly RunWrite[];
  /** Each operand by itself: what is done to one hangs on no other. */
  readonly isEach?: boolean;
  /** What it does, where that can be told: one for each of `writes`, or all together. */
  readonly effects?: readonly FileEffect[];
}

type Command = (call: Call) => Touched | undefined;

const NOTHING: Touched = { reads: [], moved: [], writes: [] };
const PASSWORDS = ['/etc/passwd', '/etc/group'];

/** Commands whose whole work is to write to where their output goes, from the files that they are given. */
const reader =
  (refused: RegExp): Command =>
  ({ letters, long, operands }) => {
    if (long.length > 0 || refused.test(letters)) return undefined;
    const places = placesOf(operands.filter(({ text }) => text !== '-' && text !== ''));
    return places && { ...NOTHING, reads: places.map(({ path }) => path) };
  };

/** Commands that change what is at each of their operands. */
const changer =
  (
    allowed: RegExp,
    scope: (letters: string) => RunWrite['scope'],
    effect?: (path: string, letters: string) => FileEffect,
  ): Command =>
  ({ letters, long, operands }) => {
    const places = placesOf(operands);
    if (long.length > 0 || !allowed.test(letters) || !places) return undefined;
    const writes = places.map((place) => written(place, scope(letters)));
    return { ...NOTHING, writes, isEach: true, ...effectsOn(places, effect && ((path) => effect(path, letters))) };
  };

/** None of a pattern: what it matches is not known here. */
const effectsOn = (
  places: readonly Place[],
  effect: ((path: string) => FileEffect) | undefined,
): Pick<Touched, 'effects'> =>
  effect && places.every(({ isPattern }) => !isPattern) ? { effects: places.map(({ path }) => effect(path)) } : {};

/** The first operand says how, the others what. */
const headed =
  (command: Command, reads: readonly string[]): Command =>
  ({ operands: [head, ...operands], ...call }) => {
    const touched = head && command({ ...call, operands });
    return touched && { ...touched, reads: [...touched.reads, ...reads], isEach: false };
  };

const changeMode: Command = (call) => {
  const touched = headed(change, [])(call);
  const [head, ...operands] = call.operands;
  const places = placesOf(operands);
  const how = modeOf(head?.text ?? '');
  const isTree = call.letters.includes('R');
  if (!touched || !places || !how) return touched;
  return { ...touched, ...effectsOn(places, (path) => ({ kind: 'mode', path, ...how, isTree })) };
};

/** Three digits, or what is the same whatever the umask is. */
function modeOf(text: string): { readonly mode: number; readonly adds: boolean } | undefined {
  if (/^0?[0-7]{3}$/.test(text)) return { mode: Number.parseInt(text, 8), adds: false };
  const adds: Readonly<Record<string, number>> = { '+x': 0o111, 'a+x': 0o111, 'u+x': 0o100, 'a+r': 0o444, '+r': 0o444 };
  return Object.hasOwn(adds, text) ? { mode: adds[text] ?? 0, adds: true } : undefined;
}

const written = ({ path, isPattern }: Place, scope: RunWrite['scope']): RunWrite => ({
  path,
  scope: isPattern ? 'tree' : scope,
});

function placesOf(operands: readonly Operand[]): Place[] | undefined {
  const places = operands.flatMap(({ place }) => place ?? []);
  return places.length === operands.length ? places : undefined;
}

/** `cp -R` takes links along as links, `cp` what they lead to. */
const copy: Command = ({ letters, long, operands }) => {
  if (long.length > 0 || !/^[fvpRra]*$/.test(letters)) return undefined;
  const target = targetOf(operands);
  if (!target) return undefined;
  const isTree = /[Rra]/.test(letters);
  return {
    reads: [...target.sources.map(({ path }) => path), ...(/[pa]/.test(letters) ? PASSWORDS : [])],
    moved: isTree ? target.sources.map(({ path }) => path) : [],
    writes: target.places.map((path) => ({ path, scope: 'tree' })),
    ...transfer(operands, (ends) => ({ kind: 'copy', ...ends, isTree, keeps: /[pa]/.test(letters) })),
  };
};

/** What goes to where, one after the other. A source that is written as a folder means what is in it. */
function transfer(
  operands: readonly Operand[],
  effect: (ends: { readonly from: string; readonly to: string; readonly into: boolean }) => FileEffect,
): Pick<Touched, 'effects'> {
  const places = placesOf(operands) ?? [];
  const target = places.at(-1);
  const sources = places.slice(0, -1);
  if (!target || places.some(({ isPattern }) => isPattern) || sources.some(({ isFolder }) => isFolder)) return {};
  const into = target.isFolder || sources.length > 1;
  return { effects: sources.map(({ path }) => effect({ from: path, to: target.path, into })) };
}

const move: Command = ({ letters, long, operands }) => {
  if (long.length > 0 || !/^[fv]*$/.test(letters)) return undefined;
  const target = targetOf(operands);
  const sources = target?.sources.map(({ path }) => path) ?? [];
  return (
    target && {
      reads: sources,
      moved: sources,
      writes: [...sources, ...target.places].map((path) => ({ path, scope: 'tree' as const })),
      ...transfer(operands, (ends) => ({ kind: 'move', ...ends })),
    }
  );
};

function targetOf(operands: readonly Operand[]): { sources: readonly Place[]; places: readonly string[] } | undefined {
  const places = placesOf(operands);
  const target = places?.at(-1);
  const sources = places?.slice(0, -1) ?? [];
  if (!target || target.isPattern || sources.length === 0) return undefined;
  const isFolder = target.isFolder || sources.length > 1;
  // What a pattern matches, and a source written as a folder, may land anywhere in the target.
  if (!isFolder || sources.some((source) => source.isPattern || source.isFolder))
    return { sources, places: [target.path] };
  return { sources, places: sources.map(({ path }) => joinPath(target.path, path.slice(path.lastIndexOf('/') + 1))) };
}

const makeFolder: Command = ({ letters, long, operands }) => {
  const places = placesOf(operands);
  if (long.length > 0 || !/^[pv]*$/.test(letters) || !places || places.some(({ isPattern }) => isPattern))
    return undefined;
  const isNew = !letters.includes('p');
  const paths = places.flatMap(({ path }) => (isNew ? [path] : [...parentsOf(path), path]));
  return {
    ...NOTHING,
    writes: paths.map((path) => ({ path, scope: 'entry' })),
    isEach: true,
    effects: paths.map((path) => ({ kind: 'folder', path, isNew })),
  };
};

/** `sed -i 's/a/b/g' file`: other commands of sed may write files of their own. */
const edit: Command = ({ letters, long, operands: [script, ...operands] }) => {
  const places = placesOf(operands);
  if (!script || long.length > 0 || letters !== 'i' || !places || !isSubstitution(script.text)) return undefined;
  return { ...NOTHING, writes: places.map((place) => written(place, 'entry')) };
};

function isSubstitution(script: string): boolean {
  const mark = /^s([^\w\s\\])/.exec(script)?.[1];
  if (mark === undefined) return false;
  const parts = script.slice(2).replace(/\\./g, '').split(mark);
  return parts.length === 3 && /^[gI\d]*$/.test(parts[2] ?? '') && !script.includes('\n');
}

/** A test reads whatever of its words may be a path; times are no part of what is compared. */
const test: Command = ({ operands }) =>
  operands.some(({ text }) => /^-(?:nt|ot|ef|N)$/.test(text))
    ? undefined
    : { ...NOTHING, reads: operands.flatMap(({ place }) => place?.path ?? []) };

const says: Command = () => NOTHING;
const change = changer(/^[Rvf]*$/, (letters) => (letters.includes('R') ? 'tree' : 'entry'));
const plain = reader(/^$(?!)/);

export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...[':', 'true', 'false', 'echo', 'printf', 'sleep', 'sync'].map((name): [string, Command] => [name, says]),
  ['test', test],
  ['[', test],
  ...['cat', 'head', 'wc', 'tr', 'cut', 'base64', 'sha256sum', 'md5sum', 'seq', 'nl', 'tac', 'rev', 'fold'].map(
    (name): [string, Command] => [name, plain],
  ),
  ['tail', reader(/[fF]/)],
  ['sort', reader(/[oRT]/)],
  ['grep', reader(/[rRf]/)],
  ['tee', changer(/^a?$/, () => 'entry')],
  [
    'touch',
    changer(
      /^[ac]*$/,
      () => 'entry',
      (path, letters) => ({ kind: 'touch', path, makes: !letters.includes('c') }),
    ),
  ],
  [
    'rm',
    changer(
      /^[rRfv]*$/,
      () => 'tree',
      (path, letters) => ({
        ...{ kind: 'remove', path },
        ...{ isTree: /[rR]/.test(letters), isForced: letters.includes('f') },
      }),
    ),
  ],
  ['rmdir', changer(/^v*$/, () => 'tree')],
  ['mkdir', makeFolder],
  ['cp', copy],
  ['mv', move],
  ['chmod', changeMode],
  ['chown', headed(change, PASSWORDS)],
  ['chgrp', headed(change, PASSWORDS)],
  ['sed', edit],
]);

/** They tell of the machine, the time, or what is there, and write nothing: harmless while nobody keeps what they say. */
export const TALKERS: ReadonlySet<string> = new Set([
  'ls',
  'pwd',
  'date',
  'id',
  'whoami',
  'uname',
  'hostname',
  'df',
  'du',
]);
