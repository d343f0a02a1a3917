// RULE cache-mount-sharing: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { CACHES } from '../../../shell/tools/packages/caches';
import { isBelow, writableMounts, type RunMount } from '../../facts/cacheMounts';
import { callsIn } from '../../facts/cacheCleaning';
import { runsUnseenScript } from '../../facts/indexUse';
import type { RuleContext, StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update\n',
    'FROM fedora:40\nRUN --mount=type=cache,sharing=shared,target=/var/cache/dnf dnf install -y git\n',
  ],
  fixed: [
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update\n',
    'FROM fedora:40\nRUN --mount=type=cache,sharing=locked,target=/var/cache/dnf dnf install -y git\n',
  ],
  good: [
    'FROM fedora:40\nRUN --mount=type=cache,target=/var/cache/dnf,sharing=private dnf install -y git\n',
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM debian:12\nRUN --mount=type=bind,target=/var/cache/apt apt-get update\n',
    'FROM fedora:40\nRUN --mount=type=cache,target=/var/cache/dnf rpm -i /mnt/a.rpm\n',
  ],
};

export default defineRule({
  id: 'cache-mount-sharing',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['type=cache'],
  fix: 'safe',
  title: "Cache mount of a package manager's database without a lock",
  why: 'Two builds, or two stages of one, may run at a time and write the same folder; apt, dnf and their like then fail or leave it broken. `sharing=locked` lets the second one wait.',
  twins: [],
  *check(context) {
    for (const run of context.everyRun()) {
      if (run.script.parsed && !mayUse(run)) continue;
      for (const found of writableMounts(context, run)) {
        const { mount, target, flag } = found;
        const sharing = mount.options.get('sharing') ?? 'shared';
        if (mount.type !== 'cache' || sharing !== 'shared' || target === undefined || !isDatabase(target)) continue;
        const edits = locked(context, found);
        yield {
          span: flag.span,
          message: `Two builds at a time write into the package database in ${target}: this mount has no lock.`,
          ...(edits && {
            fixes: [{ class: 'safe', title: 'Add `sharing=locked` (this step is built again once)', edits }],
          }),
        };
      }
    }
  },
});

/** apk locks its database by itself, and its cache is files that are written whole. */
const MANAGERS = ['apt', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper', 'pacman'] as const;
const DATABASES = MANAGERS.flatMap((manager) =>
  [...CACHES[manager].mounts, ...(CACHES[manager].also ?? [])].map(({ path }) => path),
);

/** Managers of those databases, and what nobody here can look into. */
const mayUse = (run: StageRun): boolean =>
  callsIn(run).some(({ manager }) => MANAGERS.some((name) => name === manager)) ||
  run.script.commands.some(runsUnseenScript);

const isDatabase = (target: string): boolean => DATABASES.some((path) => isBelow(target, path));

function locked({ model }: RuleContext, { flag, mount }: RunMount): TextEdit[] | undefined {
  const written = model.text.slice(flag.span.start, flag.span.end);
  // Quotes and line ends inside of a flag: no place is sure.
  if (!/^--mount=[^"'\\`\s]+$/.test(written)) return undefined;
  if (!mount.options.has('sharing'))
    return [{ span: { start: flag.span.end, end: flag.span.end }, newText: ',sharing=locked' }];
  const at = written.indexOf('sharing=shared');
  if (at === -1) return undefined;
  const start = flag.span.start + at;
  return [{ span: { start, end: start + 'sharing=shared'.length }, newText: 'sharing=locked' }];
}
