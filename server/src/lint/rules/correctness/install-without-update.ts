// RULE install-without-update: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { managerCall, type ManagerCall } from '../../../shell/tools/packages';
import { baseOf } from '../../baseImage';
import { mountCovers, type RuleContext, type StageRun } from '../../context';
import { empties, removalsOf } from '../../emptied';
import type { Fix } from '../../rule';
import { isLocalOrAddress } from '../../unpinned';
import { managerCallsOf } from '../../commandIndex';
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

/** Line of the step that took the index away, `base` when there never was one; undefined: there may be one. */
function indexIsGone(
  context: RuleContext,
  run: StageRun,
  call: ManagerCall,
  manager: 'apt' | 'apk',
): number | 'base' | undefined {
  const before = run.script.commands.slice(0, run.script.commands.indexOf(call.command));
  // Whatever we cannot read may be a script that updates.
  if (before.some((command) => isUpdate(managerCall(command), manager))) return undefined;
  for (const stage of [...context.chainOf(run.stage)].reverse()) {
    for (const earlier of [...context.runsOf(stage)].reverse()) {
      if (stage === run.stage && earlier.index >= run.index) continue;
      const isFresh = earlier.script.commands.some((command) => isUpdate(managerCall(command), manager));
      const isEmptied = removalsOf(context, earlier).some(
        ({ path }) => path !== undefined && empties(path, { path: INDEX[manager], sure: true, inHome: undefined }),
      );
      if (isEmptied) return earlier.run.line;
      if (isFresh) return undefined;
    }
  }
  const bottom = context.chainOf(run.stage)[0] ?? run.stage;
  const { repository, family } = baseOf(context, bottom);
  const isOfficial = manager === 'apk' ? repository === 'alpine' : repository === family;
  return isOfficial && (family === 'debian' || family === 'ubuntu' || family === 'alpine') ? 'base' : undefined;
}

const isUpdate = (call: ManagerCall | undefined, manager: 'apt' | 'apk'): boolean =>
  call !== undefined && refreshes(call, manager);

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
      for (const { run, call } of managerCallsOf(context, manager)) {
        if (run.onbuild || call.verb !== 'install' || call.isOpen || fetchesItself(call)) continue;
        const packages = call.operands.filter(({ text }) => text === undefined || !isLocalOrAddress(text));
        if (packages.length === 0 || mountCovers(run.run, INDEX[manager]) || mountCovers(run.run, '/etc/apk/cache'))
          continue;
        const gone = indexIsGone(context, run, call, manager);
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
