// Knows: what in a RUN empties a package cache: the manager's own command, or the removal of its folder; and how it is taken out.
import { editsOverlap, type TextEdit } from '../../base/textEdit';
import type { ShellCommand, ShellWord } from '../../shell/model';
import { managerCall, type ManagerCall, type ManagerName } from '../../shell/tools/packages';
import { CACHES } from '../../shell/tools/packages/caches';
import { removeElement, removeWords } from '../edits';
import { isBelow } from './cacheMounts';
import type { CachePlace } from './cachePaths';
import type { RuleContext, StageRun } from '../context';
import { empties, removalsOf } from './emptied';

export interface Cleaning {
  /** Offset in the script from which it holds; infinite for what runs at the end. */
  readonly at: number;
  readonly command: ShellCommand;
  /** The word of `rm` that names the folder; undefined: the whole command is the cleaning. */
  readonly word: ShellWord | undefined;
}

const known = new WeakMap<StageRun, readonly ManagerCall[]>();

/** The calls of package managers in a RUN, in order. */
export function callsIn(run: StageRun): readonly ManagerCall[] {
  let calls = known.get(run);
  if (!calls) {
    calls = run.script.commands.flatMap((command) => managerCall(command) ?? []);
    known.set(run, calls);
  }
  return calls;
}

/** `within`: removing a part of the folder counts too. */
export function cleaningsOf(
  context: RuleContext,
  run: StageRun,
  manager: ManagerName,
  places: readonly CachePlace[],
  within = false,
): readonly Cleaning[] {
  const facts = CACHES[manager];
  const own = callsIn(run)
    .filter((call) => call.manager === manager && facts.isClean(call))
    .map(({ command }) => ({ at: startOf(command), command, word: undefined }));
  const removed = removalsOf(context, run).filter(({ path }) => {
    // A path that cannot be read may be the one.
    if (path === undefined) return !within;
    if (facts.emptiedBy?.test(path)) return true;
    return places.some((place) => empties(path, place) || (within && isInside(path, place)));
  });
  return [...own, ...removed.map(({ at, command, word }) => ({ at, command, word }))];
}

const isInside = (path: string, { path: place, inHome }: CachePlace): boolean =>
  (place !== undefined && isBelow(path, place)) || (inHome !== undefined && isBelow(path, `~/${inHome}`));

const startOf = ({ inside, span }: ShellCommand): number => (inside.includes('function') ? Infinity : span.start);

/** True for `a && rm -rf cache`: taking it out changes nothing else. */
export const isWhole = ({ command }: Cleaning, run: StageRun): boolean =>
  command.isPlaced &&
  command.depth === 0 &&
  command.pipe.of === 1 &&
  command.redirects.length === 0 &&
  run.script.elements.every(({ joint }) => joint === '&&' || joint === 'start');

/** Takes the cleanings out; undefined when one of them cannot be, or when nothing would be left. */
export function withoutCleanings(
  context: RuleContext,
  run: StageRun,
  cleanings: readonly Cleaning[],
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const elements = new Set<number>();
  for (const command of new Set(cleanings.map((one) => one.command))) {
    if (!command.isPlaced || command.depth > 0 || command.pipe.of > 1) return undefined;
    const words = new Set(cleanings.filter((one) => one.command === command).flatMap(({ word }) => word ?? []));
    const named = command.args.filter(({ raw }) => !raw.startsWith('-'));
    if (words.size === 0 || named.every((word) => words.has(word))) {
      elements.add(command.element);
      continue;
    }
    const dropped = removeWords(context.model, run, command, [...words]);
    if (!dropped) return undefined;
    edits.push(...dropped);
  }
  if (elements.size > 0 && elements.size >= run.script.elements.length) return undefined;
  for (const element of elements) {
    const removed = removeElement(context.model, run, element);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  return editsOverlap(edits) ? undefined : edits;
}
