// Knows: whether apt or apk finds a package index at a command: what earlier steps and the commands in front of it left.
import type { ManagerCall } from '../../shell/tools/packages';
import type { ShellCommand } from '../../shell/model';
import type { RuleContext, StageRun } from '../context';
import { baseOf } from './baseImage';
import type { BaseFacts } from './imageFacts';
import type { CachePlace } from './cachePaths';
import { managerCallsOf } from './commandIndex';
import { empties, removalsOf } from './emptied';
import { runsUnseenScript } from './indexUse';

export type IndexManager = 'apt' | 'apk';

const INDEX = { apt: '/var/lib/apt/lists', apk: '/var/cache/apk' } as const;

const placeOf = (path: string): CachePlace => ({ path, sure: true, inHome: undefined });

/** A mount on one of these may hold an index that the RUN finds there. */
export const KEPT = { apt: [placeOf(INDEX.apt)], apk: [placeOf(INDEX.apk), placeOf('/etc/apk/cache')] } as const;

/** Refreshes the index that stays: `apk add -U` and `apt-get install --update` (apt 2.9.5) too. */
export const refreshes = (call: ManagerCall, manager: IndexManager): boolean =>
  call.manager === manager &&
  (call.verb === 'update' ||
    call.flag('-U', '--update', ...(manager === 'apk' ? ['--update-cache'] : [])) !== undefined);

/** What was left of the index: it is fresh or may be, it is gone since the RUN of a line; undefined: nobody touched it. */
export type Left = number | 'fresh' | undefined;

interface Event {
  readonly at: number;
  readonly left: number | 'fresh';
}

/** By RUN: what it finds, and what its own commands then make of it, in order. */
export interface IndexInRun {
  readonly before: Left;
  readonly events: readonly Event[];
}

export function indexByRun(context: RuleContext, manager: IndexManager): ReadonlyMap<StageRun, IndexInRun> {
  const updates = new Map<StageRun, number[]>();
  for (const { run, call } of managerCallsOf(context, manager))
    if (refreshes(call, manager)) updates.set(run, [...(updates.get(run) ?? []), call.command.span.start]);
  const found = new Map<StageRun, IndexInRun>();
  const ends: Left[] = [];
  for (const stage of context.graph.stages) {
    let before = stage.base.kind === 'stage' ? ends[stage.base.stage] : undefined;
    for (const run of context.runsOf(stage)) {
      const events = eventsIn(context, run, manager, updates.get(run) ?? []);
      found.set(run, { before, events });
      before = events.at(-1)?.left ?? before;
    }
    ends.push(before);
  }
  return found;
}

function eventsIn(context: RuleContext, run: StageRun, manager: IndexManager, updates: readonly number[]): Event[] {
  const place = placeOf(INDEX[manager]);
  const events: Event[] = updates.map((at) => ({ at, left: 'fresh' }));
  for (const { path, at } of removalsOf(context, run))
    if (path !== undefined && empties(path, place)) events.push({ at, left: run.run.line });
  // A script that we cannot see may have fetched one.
  for (const command of run.script.commands)
    if (runsUnseenScript(command) || (manager === 'apt' && bringsIndex(command)))
      events.push({ at: command.span.start, left: 'fresh' });
  return events.sort((a, b) => a.at - b.at);
}

/** `add-apt-repository` updates by itself; `retry apt-get update` is a program that we do not know. */
function bringsIndex({ name, args }: ShellCommand): boolean {
  const words = args.map(({ text }) => text ?? '');
  if (/(?:^|\/)(?:add-apt-repository|apt-add-repository)$/.test(name?.text ?? ''))
    return !words.some((word) => /^(?:-n|--no-update)$/.test(word));
  const at = words.findIndex((word) => /^apt(?:-get|itude)?$/.test(word));
  return at !== -1 && words.includes('update', at);
}

/** apk fetches an index that is not there or too old from Alpine 3.8 on (apk-tools 2.10: database.c, autoupdate). */
function fetchesMissingIndex({ family, release }: BaseFacts): boolean {
  const [, major = '', minor] = /^v?(\d+)(?:\.(\d+))?/.exec(release ?? '') ?? [];
  if (family !== 'alpine' || major === '') return true;
  return Number(major) > 3 || (major === '3' && (minor === undefined || Number(minor) >= 8));
}

/** Line of the step that took the index away, `base` when there never was one; undefined: there may be one. */
export function indexIsGone(
  context: RuleContext,
  run: StageRun,
  manager: IndexManager,
  left: Left,
): number | 'base' | undefined {
  if (left === 'fresh') return undefined;
  const bottom = context.chainOf(run.stage)[0] ?? run.stage;
  const base = baseOf(context, bottom);
  if (manager === 'apk' && fetchesMissingIndex(base)) return undefined;
  if (left !== undefined) return left;
  const { repository, family } = base;
  const isOfficial = manager === 'apk' ? repository === 'alpine' : repository === family;
  return isOfficial && (family === 'debian' || family === 'ubuntu' || family === 'alpine') ? 'base' : undefined;
}
