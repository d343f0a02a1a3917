// RULE cache-mount-defeated: the id is the file name; the examples below are run as tests.
import type { ManagerCall } from '../../../shell/tools/packages';
import { CACHES } from '../../../shell/tools/packages/caches';
import { callsIn, isWhole, withoutCleanings, type Cleaning } from '../../facts/cacheCleaning';
import { coveringMount, isBelow, writableMounts, type RunMount } from '../../facts/cacheMounts';
import { placeOf, surroundingsOf, type CachePlace } from '../../facts/cachePaths';
import type { RuleContext, StageRun } from '../../context';
import { removeWord } from '../../edits';
import { empties, removalsOf } from '../../facts/emptied';
import { callSpan } from '../../facts/leftCache';
import { defineRule, type Finding, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask\n',
    'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci && npm cache clean --force\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update \\\n && apt-get install -y curl \\\n && rm -rf /var/lib/apt/lists/*\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache apk add --no-cache curl\n',
  ],
  fixed: [
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update \\\n && apt-get install -y curl\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache apk add curl\n',
  ],
  good: [
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM python:3.12\nRUN --mount=type=tmpfs,target=/root/.cache/pip pip install --no-cache-dir flask\n',
    'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /tmp/build\n',
    'FROM ruby:3.3\nRUN --mount=type=cache,target=/usr/local/bundle/cache bundle install && bundle clean --force\n',
  ],
};

export default defineRule({
  id: 'cache-mount-defeated',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['type=cache'],
  fix: 'safe',
  title: 'Cache mount that the command bypasses or empties',
  why: 'The mount is there so that the next build finds what this one downloaded. Told to work without a cache, or emptied at the end, it never holds anything.',
  twins: ['tally/prefer-package-cache-mounts'],
  *check(context) {
    for (const run of context.everyRun()) {
      const mounts = writableMounts(context, run).filter(({ mount }) => mount.type === 'cache');
      if (mounts.length > 0) yield* inRun(context, run, mounts);
    }
  },
});

function* inRun(context: RuleContext, run: StageRun, mounts: readonly RunMount[]): Iterable<Finding> {
  const paths = new Set(mounts.flatMap(({ target }) => target ?? []));
  for (const call of callsIn(run)) {
    const facts = CACHES[call.manager];
    const { left, also = [], mounts: mountable, avoid } = facts;
    const around = surroundingsOf(context, run, call);
    const own = [...left, ...also, ...mountable].map((path) => placeOf(path, call, around));
    const mount = coveringMount(mounts, own);
    if (!mount) continue;
    for (const { path } of own)
      if (path !== undefined && mounts.some(({ target }) => target !== undefined && isBelow(path, target)))
        paths.add(path);
    // Of apt it is told below what each of its words empties.
    if (call.manager === 'apt' ? call.verb === 'clean' : facts.isClean(call)) yield* cleaned(context, run, call, mount);
    else if (call.verb !== 'other' && call.verb !== 'clean')
      yield* bypassed(context, run, call, mount, avoid?.flags ?? []);
    const variable = avoid?.variables.find((name) => (around.get(name) ?? '') !== '');
    if (variable !== undefined && call.verb === 'install')
      yield {
        span: run.docSpan(callSpan(call)),
        message: `${variable} keeps ${call.program} away from ${nameOf(mount)}: the next build downloads everything again.`,
      };
  }
  const places: CachePlace[] = [...paths]
    .slice(0, MOST_PLACES)
    .map((path) => ({ path, sure: true, inHome: undefined }));
  for (const removal of removalsOf(context, run)) {
    if (removal.path === undefined || !places.some((place) => empties(removal.path ?? '', place, true))) continue;
    const { path } = removal;
    const emptied = mounts.find(
      ({ target }) => target !== undefined && (isBelow(path, target) || isBelow(target, path)),
    );
    const message = `This empties ${nameOf(emptied ?? mounts[0])}: the next build downloads everything again.`;
    yield { span: run.docSpan(removal.word.span), message, ...removedFix(context, run, removal) };
  }
}

/** More are nobody's RUN. */
const MOST_PLACES = 60;

const nameOf = (mount: RunMount | undefined): string =>
  mount?.target === undefined ? 'the cache mount' : `the cache mount on ${mount.target}`;

/** apt's `clean` leaves the lists, its mount on the lists alone stays full. */
const emptiesMount = ({ manager, phrase }: ManagerCall, { target }: RunMount): boolean =>
  manager !== 'apt' ||
  (!/^auto-?clean$/.test(phrase) && target !== undefined && isBelow('/var/cache/apt/archives', target));

function* cleaned(context: RuleContext, run: StageRun, call: ManagerCall, mount: RunMount): Iterable<Finding> {
  if (!emptiesMount(call, mount)) return;
  const { command } = call;
  yield {
    span: run.docSpan(command.span),
    message: `This empties ${nameOf(mount)}: the next build downloads everything again.`,
    ...removedFix(context, run, { at: 0, command, word: undefined }),
  };
}

function* bypassed(
  context: RuleContext,
  run: StageRun,
  call: ManagerCall,
  mount: RunMount,
  flags: readonly string[],
): Iterable<Finding> {
  for (const { name, word } of call.flags) {
    if (!flags.includes(name)) continue;
    const edits = removeWord(context.model, run, call.command, word);
    yield {
      span: run.docSpan(word.span),
      message: `\`${name}\` keeps ${call.program} away from ${nameOf(mount)}: the next build downloads everything again.`,
      ...(edits && { fixes: [{ class: 'safe', title: `Remove \`${name}\``, edits }] }),
    };
  }
}

function removedFix(context: RuleContext, run: StageRun, cleaning: Cleaning): Pick<Finding, 'fixes'> {
  const edits = withoutCleanings(context, run, [cleaning]);
  if (!edits) return {};
  return {
    fixes: [{ class: isWhole(cleaning, run) ? 'safe' : 'confirm', title: 'Do not empty the cache mount', edits }],
  };
}
