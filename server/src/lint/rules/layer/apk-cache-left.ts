// RULE apk-cache-left: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { callsIn, withoutCleanings } from '../../facts/cacheCleaning';
import type { RuleContext, StageRun } from '../../context';
import { insertAfter } from '../../edits';
import { dependentsOf } from '../../facts/indexUse';
import { leftCaches, type Repair } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine:3.20\nRUN apk add curl\n',
    'FROM alpine:3.20\nRUN apk update && apk add curl\n',
    'FROM alpine:3.20\nRUN apk update \\\n && apk upgrade \\\n && apk add \\\n    curl\n',
  ],
  fixed: [
    'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
    'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
    'FROM alpine:3.20\nRUN apk upgrade --no-cache \\\n && apk add --no-cache \\\n    curl\n',
  ],
  good: [
    'FROM alpine:3.20\nRUN apk add --no-cache curl\n',
    'FROM alpine:3.20\nRUN apk --no-cache add curl\n',
    'FROM alpine:3.20\nRUN apk add -U curl && rm -rf /var/cache/apk/*\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk,sharing=locked apk add -U curl\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache,sharing=locked apk add -U curl\n',
    'FROM alpine:3.20\nRUN apk del curl && apk info\n',
    'FROM alpine:3.20\nRUN apk add --no-cache --virtual .build gcc && apk add --no-network --virtual .run so:libz.so.1\n',
  ],
};

export default defineRule({
  id: 'apk-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['apk'],
  fix: 'safe',
  title: 'Package index of apk left in the layer',
  why: 'An index of every repository, two to three megabytes, is written unless apk is told to work without a cache.',
  twins: [
    'hadolint/DL3019',
    'trivy/DS-0025',
    'dockerfilelint/apkadd-missing_nocache_or_updaterm',
    'dockle/DKL-DI-0004',
    'kics/apk-local-cache',
    'semgrep/missing-apk-no-cache',
    'buddy/ER0011',
    'droast/DF029',
    'parfum/apkAddUseNoCache',
  ],
  differs:
    'hadolint looks at `apk add` alone and asks for the option; here an index that is removed later in the same RUN, and a mount on /etc/apk/cache, count too, and `apk update`, `upgrade` and `fix` are seen.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'apk',
      what: 'The package index of apk',
      // Without a network no index is fetched.
      leaves: ({ verb, flag }) =>
        (verb === 'install' || verb === 'upgrade' || verb === 'update') && !flag('--no-network'),
      repair: (run) => withoutCache(context, run),
    });
  },
});

/** `--no-cache` for each call; the updates go, because each call fetches its own index then. */
function withoutCache(context: RuleContext, run: StageRun): Repair | undefined {
  const calls = callsIn(run).filter(({ manager }) => manager === 'apk');
  const updates = calls.filter(({ verb }) => verb === 'update');
  // Who updates and installs nothing leaves the index for a script that we cannot see.
  if (updates.length === calls.length) return undefined;
  const edits: TextEdit[] = [];
  const removed = withoutCleanings(
    context,
    run,
    updates.map(({ command }) => ({ at: 0, command, word: undefined })),
  );
  if (!removed) return undefined;
  edits.push(...removed);
  for (const { command, verb, verbWord, flag } of calls) {
    if ((verb !== 'install' && verb !== 'upgrade') || flag('--no-cache')) continue;
    const inserted = insertAfter(run, command, verbWord, '--no-cache');
    if (!inserted) return undefined;
    edits.push(...inserted);
  }
  if (edits.length === 0) return undefined;
  // A later plain `apk add` would have no index.
  const isSafe = run.onbuild === undefined && dependentsOf(context, run, 'apk')?.length === 0;
  const title = updates.length > 0 ? 'Use `--no-cache` in place of `apk update`' : 'Add `--no-cache`';
  return { kind: 'edits', title, class: isSafe ? 'safe' : 'confirm', edits };
}
