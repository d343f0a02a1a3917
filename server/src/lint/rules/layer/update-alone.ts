// RULE update-alone: the id is the file name; the examples below are run as tests.
// Long: a third of it is the table of package managers, which moves to shell/ with the second rule that needs it.
import { baseName, firstOperand, type ShellCommand } from '../../../shell/model';
import type { RuleContext, StageRun } from '../../context';
import { mergeRuns } from '../../edits';
import { defineRule, type Finding, type RuleExamples } from '../../rule';

interface Manager {
  /** Words that only refresh the package index. */
  readonly update: ReadonlySet<string>;
  /** Words that use it. */
  readonly install: ReadonlySet<string>;
  /** Options whose value is a word of its own: `-o Dpkg::Use-Pty=0`. */
  readonly valued: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const APT: Manager = {
  update: words('update'),
  install: words('install upgrade dist-upgrade full-upgrade build-dep satisfy source download'),
  valued: words('-o --option -c --config-file -t --target-release --default-release -a --host-architecture'),
};
const RPM: Manager = {
  update: words('makecache check-update'),
  install: words('install update upgrade groupinstall localinstall reinstall builddep'),
  valued: words(
    '-c --config --installroot --releasever -x --exclude --enablerepo --disablerepo --repo --setopt -d -e -R',
  ),
};

/** What refreshes an index and what uses it, per program. `yum update` upgrades packages: it is no mere refresh. */
const MANAGERS = new Map<string, Manager>([
  ['apt-get', APT],
  ['apt', APT],
  ['aptitude', { ...APT, install: words('install upgrade safe-upgrade full-upgrade') }],
  [
    'apk',
    {
      update: words('update'),
      install: words('add upgrade fix'),
      valued: words('-p --root -X --repository --arch --keys-dir --repositories-file --wait'),
    },
  ],
  ['yum', RPM],
  ['dnf', RPM],
  ['microdnf', RPM],
  [
    'zypper',
    {
      update: words('refresh ref'),
      install: words('install in update up dist-upgrade dup patch'),
      valued: words('-c --config -D --reposd-dir -C --cache-dir -R --root -p --plus-repo --releasever'),
    },
  ],
]);

/** apt and its friends share one index. */
const INDEX_OF = new Map([
  ['apt', 'apt-get'],
  ['aptitude', 'apt-get'],
  ['dnf', 'yum'],
  ['microdnf', 'yum'],
]);

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
  fix: 'confirm',
  title: 'Package index updated in a RUN of its own',
  why: 'The index stays in a layer of its own, and the builder keeps that layer from its cache: a later install then works with an old index and fails, or installs old packages.',
  twins: ['trivy/DS-0017', 'checkov/CKV_DOCKER_5', 'dockle/CIS-DI-0007', 'kics/update-alone'],
  *check(context) {
    const installsAtStart = new Map<number, ReadonlyMap<string, StageRun>>();
    // From the end, so that the install that comes next is known; stages that stand on one come after it in the text.
    for (const stage of [...context.graph.stages].reverse()) {
      const installs = new Map(installsAtStart.get(stage.index));
      for (const run of [...context.runsOf(stage)].reverse()) {
        yield* checkRun(context, run, installs);
        for (const command of run.script.commands) if (does(command, 'install')) installs.set(indexOf(command), run);
      }
      if (stage.base.kind !== 'stage') continue;
      // Of several stages on one base the first in the text counts.
      const { stage: base } = stage.base;
      installsAtStart.set(base, new Map([...(installsAtStart.get(base) ?? []), ...installs]));
    }
  },
});

/** `installs`: by package index, the first RUN after this one that uses it, in its stage or in one that stands on it. */
function* checkRun(context: RuleContext, run: StageRun, installs: ReadonlyMap<string, StageRun>): Iterable<Finding> {
  const { stage } = run;
  const update = run.script.commands.findLast((command) => does(command, 'update'));
  if (!update) return;
  const index = indexOf(update);
  const after = run.script.commands.slice(run.script.commands.indexOf(update));
  if (after.some((command) => does(command, 'install') && indexOf(command) === index)) return;
  if (index === 'apt-get' && keepsListsInMount(run)) return;
  const next = installs.get(index);
  if (next && updatesItself(next, index)) return;
  // The update may move only if no instruction stands between that either of the two could see.
  const merged =
    next && next.stage === stage && next.index === run.index + 1 ? mergeRuns(context.model, run, next) : undefined;
  const line = next ? String(next.run.line + 1) : '';
  yield {
    span: run.docSpan(update.span),
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

function does(command: ShellCommand, what: 'update' | 'install'): boolean {
  const manager = MANAGERS.get(baseName(command) ?? '');
  return manager?.[what].has(firstOperand(command, manager.valued) ?? '') === true;
}

const indexOf = (command: ShellCommand): string => {
  const name = baseName(command) ?? '';
  return INDEX_OF.get(name) ?? name;
};

/** True when the RUN refreshes the index before it installs. `apk add -U` and `--no-cache` fetch their own. */
function updatesItself({ script }: StageRun, index: string): boolean {
  const install = script.commands.findIndex((command) => does(command, 'install') && indexOf(command) === index);
  const command = script.commands[install];
  if (
    index === 'apk' &&
    command?.args.some(({ text }) => text === '-U' || text === '--no-cache' || text === '--update-cache')
  )
    return true;
  return script.commands.slice(0, install).some((earlier) => does(earlier, 'update') && indexOf(earlier) === index);
}

const keepsListsInMount = ({ run }: StageRun): boolean =>
  run.flags.some(
    ({ name, value }) =>
      name === 'mount' &&
      /type=(?:cache|tmpfs)/.test(value ?? '') &&
      /(?:target|dst|destination)=\/var\/lib\/apt(?:\/lists)?\/?(?:,|$)/.test(value ?? ''),
  );
