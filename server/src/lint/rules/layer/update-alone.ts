// RULE update-alone: the id is the file name; the examples below are run as tests.
import type { ManagerCall, ManagerName } from '../../../shell/tools/packages';
import { CACHES } from '../../../shell/tools/packages/caches';
import { callsIn, cleaningsOf } from '../../facts/cacheCleaning';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import type { CachePlace } from '../../facts/cachePaths';
import type { RuleContext, StageRun } from '../../context';
import { mergeRuns } from '../../edits';
import { refreshesIndex, runsUnseenScript } from '../../facts/indexUse';
import { defineRule, type Finding, type RuleExamples } from '../../rule';

/** apt and its friends share one index; so do the rpm managers. */
const INDEX_OF = new Map<ManagerName, ManagerName>([
  ['dnf', 'yum'],
  ['microdnf', 'yum'],
]);
const INDEXED: ReadonlySet<ManagerName> = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman']);

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update\n# tools for the health check\nRUN apt-get install -y \\\n    curl \\\n    jq\n',
    'FROM alpine:3.20\nRUN apk update\nRUN apk add curl\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\n# tools for the health check\nRUN apt-get update && \\\n    apt-get install -y \\\n    curl \\\n    jq\n',
    'FROM alpine:3.20\nRUN apk update && apk add curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update; apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN ["apt-get", "update"]\n',
    'FROM gitpod/workspace-base\nRUN apt-get update && install-packages clang\n',
    'FROM fedora:41\nRUN dnf update -y\nRUN dnf install -y curl\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl\n',
  ],
};

export default defineRule({
  id: 'update-alone',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['update', 'makecache', 'zypper', 'pacman', 'yay', 'paru'],
  fix: 'confirm',
  title: 'Package index updated in a RUN of its own',
  why: 'The index stays in a layer of its own, and the builder keeps that layer from its cache: a later install then works with an old index and fails, or installs old packages.',
  twins: ['trivy/DS-0017', 'checkov/CKV_DOCKER_5', 'dockle/CIS-DI-0007', 'kics/update-alone'],
  *check(context) {
    const installsAtStart = new Map<number, ReadonlyMap<ManagerName, StageRun>>();
    // From the end, so that the install that comes next is known; stages that stand on one come after it in the text.
    for (const stage of [...context.graph.stages].reverse()) {
      const installs = new Map(installsAtStart.get(stage.index));
      for (const run of [...context.runsOf(stage)].reverse()) {
        yield* checkRun(context, run, installs);
        for (const call of callsIn(run)) if (uses(call)) installs.set(indexOf(call), run);
      }
      if (stage.base.kind !== 'stage') continue;
      // Of several stages on one base the first in the text counts.
      const { stage: base } = stage.base;
      installsAtStart.set(base, new Map([...(installsAtStart.get(base) ?? []), ...installs]));
    }
  },
});

/** `installs`: by package index, the first RUN after this one that uses it, in its stage or in one that stands on it. */
function* checkRun(
  context: RuleContext,
  run: StageRun,
  installs: ReadonlyMap<ManagerName, StageRun>,
): Iterable<Finding> {
  const { stage } = run;
  const calls = callsIn(run);
  const at = calls.findLastIndex(refreshes);
  const update = calls[at];
  if (!update) return;
  const index = indexOf(update);
  if (calls.slice(at).some((call) => uses(call) && indexOf(call) === index)) return;
  // A script that we cannot see may install.
  if (
    run.script.commands.some((command) => command.span.start > update.command.span.start && runsUnseenScript(command))
  )
    return;
  if (index === 'apt' && coveringMount(writableMounts(context, run), [LISTS])) return;
  // Emptied in the same RUN: nothing of it stays.
  if (cleaningsOf(context, run, update.manager, leftBy(update)).some(({ at: end }) => end > update.command.span.start))
    return;
  const next = installs.get(index);
  if (next && updatesItself(next, index)) return;
  // The update may move only if no instruction stands between that either of the two could see.
  const merged =
    next && next.stage === stage && next.index === run.index + 1 ? mergeRuns(context.model, run, next) : undefined;
  const line = next ? String(next.run.line + 1) : '';
  yield {
    span: run.docSpan(update.command.span),
    message: next
      ? `This index update stays in a layer of its own: a cached update makes the install in line ${line} work with an old index.`
      : 'This index update stays in a layer of its own, and no install in this stage uses it.',
    ...(context.isShipped(stage) ? {} : { severity: 'hint' as const }),
    ...(next ? { related: [{ span: next.run.keywordSpan, message: 'The install that uses this index' }] } : {}),
    ...(merged
      ? {
          fixes: [
            { class: 'confirm' as const, title: `Merge into the RUN in line ${line} (one layer less)`, edits: merged },
          ],
        }
      : {}),
  };
}

const leftBy = ({ manager }: ManagerCall): CachePlace[] =>
  CACHES[manager].left.map(({ path }) => ({ path, sure: true, inHome: undefined }));
const LISTS = { path: '/var/lib/apt/lists', sure: true, inHome: undefined };

const refreshes = ({ manager, verb }: ManagerCall): boolean => verb === 'update' && INDEXED.has(manager);

/** An upgrade works with the index as an install does. */
const uses = ({ manager, verb }: ManagerCall): boolean =>
  INDEXED.has(manager) && (verb === 'install' || verb === 'upgrade' || (verb === 'download' && manager === 'apt'));

const indexOf = ({ manager }: ManagerCall): ManagerName => INDEX_OF.get(manager) ?? manager;

/** True when the RUN refreshes the index before it installs. `apk add -U` and `--no-cache` fetch their own. */
function updatesItself(run: StageRun, index: ManagerName): boolean {
  const calls = callsIn(run).filter((call) => indexOf(call) === index);
  const install = calls.findIndex(uses);
  const call = calls[install];
  return (call && refreshesIndex(call)) === true || calls.slice(0, install).some(refreshes);
}
