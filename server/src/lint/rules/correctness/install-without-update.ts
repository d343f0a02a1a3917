// RULE install-without-update: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { ManagerCall } from '../../../shell/tools/packages';
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import type { CachePlace } from '../../facts/cachePaths';
import { empties, removalsOf } from '../../facts/emptied';
import { runsUnseenScript } from '../../facts/indexUse';
import type { Fix } from '../../rule';
import { isLocalOrAddress } from '../../facts/unpinned';
import { managerCallsOf, type StageManagerCall } from '../../facts/commandIndex';
import { appendCommand, canEdit, insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

const INDEX = { apt: '/var/lib/apt/lists', apk: '/var/cache/apk' } as const;

const placeOf = (path: string): CachePlace => ({ path, sure: true, inHome: undefined });

/** A mount on one of these may hold an index that the RUN finds there. */
const KEPT = { apt: [placeOf(INDEX.apt)], apk: [placeOf(INDEX.apk), placeOf('/etc/apk/cache')] } as const;

/** `apk add --no-cache` and `-U` fetch an index of their own. */
const fetchesItself = (call: ManagerCall): boolean =>
  call.manager === 'apk' &&
  call.flag('--no-cache', '-U', '--update-cache', '--update', '--repositories-file', '-X', '--repository') !==
    undefined;

/** Refreshes the index that stays: `apk add -U` too. */
const refreshes = (call: ManagerCall, manager: 'apt' | 'apk'): boolean =>
  call.manager === manager &&
  (call.verb === 'update' || (manager === 'apk' && call.flag('-U', '--update-cache', '--update') !== undefined));

/** What was left of the index: it is fresh or may be, it is gone since the RUN of a line; undefined: nobody touched it. */
type Left = number | 'fresh' | undefined;

interface Event {
  readonly at: number;
  readonly left: number | 'fresh';
}

/** By RUN: what it finds, and what its own commands then make of it, in order. */
interface IndexInRun {
  readonly before: Left;
  readonly events: readonly Event[];
}

function indexByRun(context: RuleContext, manager: 'apt' | 'apk'): ReadonlyMap<StageRun, IndexInRun> {
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

function eventsIn(context: RuleContext, run: StageRun, manager: 'apt' | 'apk', updates: readonly number[]): Event[] {
  const place = placeOf(INDEX[manager]);
  const events: Event[] = updates.map((at) => ({ at, left: 'fresh' }));
  for (const { path, at } of removalsOf(context, run))
    if (path !== undefined && empties(path, place)) events.push({ at, left: run.run.line });
  // A script that we cannot see may have fetched one.
  for (const command of run.script.commands)
    if (runsUnseenScript(command)) events.push({ at: command.span.start, left: 'fresh' });
  return events.sort((a, b) => a.at - b.at);
}

/** `apk add --virtual .run …` behind another group keeps some of what came with that one: it asks no index for it. */
const keepsOfGroup = ({ run, call }: StageManagerCall, calls: readonly StageManagerCall[]): boolean =>
  makesGroup(call) &&
  calls.some((one) => one.run === run && one.call.command.span.start < call.command.span.start && makesGroup(one.call));

const makesGroup = (call: ManagerCall): boolean => call.manager === 'apk' && call.flag('-t', '--virtual') !== undefined;

/** Line of the step that took the index away, `base` when there never was one; undefined: there may be one. */
function indexIsGone(
  context: RuleContext,
  run: StageRun,
  manager: 'apt' | 'apk',
  left: Left,
): number | 'base' | undefined {
  if (left !== undefined) return left === 'fresh' ? undefined : left;
  const bottom = context.chainOf(run.stage)[0] ?? run.stage;
  const { repository, family } = baseOf(context, bottom);
  const isOfficial = manager === 'apk' ? repository === 'alpine' : repository === family;
  return isOfficial && (family === 'debian' || family === 'ubuntu' || family === 'alpine') ? 'base' : undefined;
}

function fixOf(
  context: RuleContext,
  run: StageRun,
  call: ManagerCall,
  manager: 'apt' | 'apk',
): { fixes?: readonly Fix[] } {
  const { command } = call;
  if (!canEdit(run, command) || command.depth > 0 || command.name === undefined) return {};
  if (manager === 'apk') {
    const edits = insertAfter(run, command, call.verbWord, '--no-cache');
    const title = 'Insert --no-cache: apk fetches an index for this one call';
    return edits ? { fixes: [{ class: 'confirm', title, edits }] } : {};
  }
  const { start } = run.docSpan(command.span);
  const update: TextEdit = { span: { start, end: start }, newText: 'apt-get update && ' };
  // What the update brings is not to stay.
  const clean = appendCommand(context.model, run, 'rm -rf /var/lib/apt/lists/*') ?? [];
  const title = `Insert apt-get update in front of it${clean.length > 0 ? ', and delete the index behind it' : ''}`;
  return { fixes: [{ class: 'confirm', title, edits: [update, ...clean] }] };
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y jq\n',
    'FROM alpine:3.20\nRUN apk add curl\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n',
    'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\nCOPY a.deb /\nRUN apt-get install -y /a.deb\n',
    'FROM my/base\nRUN apt-get install -y curl\n',
    'FROM alpine:3.20\nRUN apk add --no-cache curl\nRUN apk add -U jq\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get install -y curl\n',
    'FROM alpine:3.20\nRUN apk update\nRUN apk add curl\n',
    'FROM debian:12\nCOPY setup.sh /\nRUN /setup.sh\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nRUN curl https://deb.example.com/setup | bash - && apt-get install -y nodejs\n',
    'FROM debian:12\nRUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update\nRUN apt-get install -y curl\n',
    'FROM alpine:3.20\nRUN apk add --no-cache -t .build gcc && make && apk add -t .run libstdc++ && apk del .build\n',
    'FROM alpine:3.20\nRUN apk add --no-network --virtual .used so:libc.musl-x86_64.so.1\n',
  ],
};

export default defineRule({
  id: 'install-without-update',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  fix: 'confirm',
  title: 'Install without a package index',
  why: 'The base image has no index, or an earlier step deleted it: the install finds no packages and the build stops.',
  twins: ['parfum/aptGetUpdatePrecedesInstall'],
  *check(context) {
    for (const manager of ['apt', 'apk'] as const) {
      const calls = managerCallsOf(context, manager);
      if (calls.length === 0) continue;
      const indexes = indexByRun(context, manager);
      for (const { run, call } of calls) {
        if (refreshes(call, manager)) continue;
        if (run.onbuild || call.verb !== 'install' || call.isOpen || fetchesItself(call)) continue;
        // Who keeps apk off the network names what is installed already, so that it stays when the rest is deleted.
        if (call.flag('--no-network')) continue;
        const packages = call.operands.filter(({ text }) => text === undefined || !isLocalOrAddress(text));
        if (packages.length === 0 || coveringMount(writableMounts(context, run), KEPT[manager])) continue;
        const { before, events = [] } = indexes.get(run) ?? {};
        const { start } = call.command.span;
        const gone = indexIsGone(context, run, manager, events.findLast(({ at }) => at < start)?.left ?? before);
        if (gone === undefined) continue;
        if (keepsOfGroup({ run, call }, calls)) continue;
        yield {
          span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
          message: `There is no package index here${gone === 'base' ? ': the base image comes without one' : `: line ${String(gone + 1)} deleted it`}. This install finds nothing, and the build stops.`,
          ...fixOf(context, run, call, manager),
        };
      }
    }
  },
});
