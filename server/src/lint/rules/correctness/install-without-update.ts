// RULE install-without-update: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { ManagerCall } from '../../../shell/tools/packages';
import { baseOf } from '../../facts/baseImage';
import { mountCovers, type RuleContext, type StageRun } from '../../context';
import { empties, removalsOf } from '../../facts/emptied';
import type { Fix } from '../../rule';
import { isLocalOrAddress } from '../../facts/unpinned';
import { managerCallsOf } from '../../facts/commandIndex';
import { appendCommand, canEdit, insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

const INDEX = { apt: '/var/lib/apt/lists', apk: '/var/cache/apk' } as const;

/** `apk add --no-cache` and `-U` fetch an index of their own. */
const fetchesItself = (call: ManagerCall): boolean =>
  call.manager === 'apk' &&
  call.flag('--no-cache', '-U', '--update-cache', '--update', '--repositories-file', '-X', '--repository') !==
    undefined;

/** Refreshes the index that stays: `apk add -U` too. */
const refreshes = (call: ManagerCall, manager: 'apt' | 'apk'): boolean =>
  call.manager === manager &&
  (call.verb === 'update' || (manager === 'apk' && call.flag('-U', '--update-cache', '--update') !== undefined));

/** What earlier RUNs of the chain left: a fresh index, or none since the RUN of a line; undefined: they did neither. */
type Left = number | 'fresh' | undefined;

function leftBefore(context: RuleContext, manager: 'apt' | 'apk'): ReadonlyMap<StageRun, Left> {
  const updating = new Set<StageRun>();
  for (const { run, call } of managerCallsOf(context, manager)) if (refreshes(call, manager)) updating.add(run);
  const place = { path: INDEX[manager], sure: true, inHome: undefined };
  const before = new Map<StageRun, Left>();
  const ends: Left[] = [];
  for (const stage of context.graph.stages) {
    let left = stage.base.kind === 'stage' ? ends[stage.base.stage] : undefined;
    for (const run of context.runsOf(stage)) {
      before.set(run, left);
      if (removalsOf(context, run).some(({ path }) => path !== undefined && empties(path, place))) left = run.run.line;
      else if (updating.has(run)) left = 'fresh';
    }
    ends.push(left);
  }
  return before;
}

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
      const left = leftBefore(context, manager);
      let updated: StageRun | undefined;
      for (const { run, call } of calls) {
        if (refreshes(call, manager)) updated = run;
        if (run === updated) continue;
        if (run.onbuild || call.verb !== 'install' || call.isOpen || fetchesItself(call)) continue;
        const packages = call.operands.filter(({ text }) => text === undefined || !isLocalOrAddress(text));
        if (packages.length === 0 || mountCovers(run.run, INDEX[manager]) || mountCovers(run.run, '/etc/apk/cache'))
          continue;
        const gone = indexIsGone(context, run, manager, left.get(run));
        if (gone === undefined) continue;
        yield {
          span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
          message: `There is no package index here${gone === 'base' ? ': the base image comes without one' : `: line ${String(gone + 1)} deleted it`}. This install finds nothing, and the build stops.`,
          ...fixOf(context, run, call, manager),
        };
      }
    }
  },
});
