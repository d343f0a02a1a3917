// RULE cache-mount-ineffective: the id is the file name; the examples below are run as tests.
// Long: four ways to miss the folder, one finding each.
import type { TextEdit } from '../../../base/textEdit';
import type { ManagerCall } from '../../../shell/tools/packages';
import { CACHES } from '../../../shell/tools/packages/caches';
import { baseOf } from '../../facts/baseImage';
import { callsIn } from '../../facts/cacheCleaning';
import { isCopiedBefore, isSaidBefore } from '../../facts/chainFacts';
import { ownerOf } from '../../edits/cacheMountFix';
import { coveringMount, endsLike, holdingMount, isBelow, writableMounts, type RunMount } from '../../facts/cacheMounts';
import { placeOf, surroundingsOf, type CachePlace, type Surroundings } from '../../facts/cachePaths';
import { callSpan } from '../../facts/leftCache';
import type { RuleContext, StageRun } from '../../context';
import { prependCommand } from '../../edits';
import { defineRule, type Finding, type Related, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nRUN useradd -m -u 1000 app\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl\n',
    'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm npm ci\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk apk add -U curl\n',
  ],
  fixed: [
    'FROM python:3.12\nRUN useradd -m -u 1000 app\nUSER app\nRUN --mount=type=cache,target=/home/app/.cache/pip,uid=1000,gid=1000 pip install flask\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n',
    'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache apk add -U curl\n',
  ],
  good: [
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl\n',
    'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n',
    'FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk ln -s /var/cache/apk /etc/apk/cache && apk add -U curl\n',
    'FROM python:3.12\nENV PIP_CACHE_DIR=/cache\nRUN --mount=type=cache,target=/cache pip install flask\n',
  ],
};

export default defineRule({
  id: 'cache-mount-ineffective',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['type=cache'],
  fix: 'confirm',
  title: 'Cache mount that the tool does not use',
  why: 'The tool keeps its cache elsewhere, may not write into the mount, or has its files taken away: the mount costs a line and saves nothing.',
  twins: [],
  *check(context) {
    for (const run of context.everyRun()) {
      const mounts = writableMounts(context, run).filter(({ mount }) => mount.type === 'cache');
      if (mounts.length > 0) yield* inRun(context, run, mounts);
    }
  },
});

function* inRun(context: RuleContext, run: StageRun, mounts: readonly RunMount[]): Iterable<Finding> {
  const told = new Map<RunMount, { readonly found: Missed; readonly related: Related[] }>();
  for (const call of callsIn(run)) {
    if (call.verb === 'other' || call.verb === 'clean' || call.verb === 'update' || call.verb === 'remove') continue;
    const { left, also = [], mounts: mountable } = CACHES[call.manager];
    const around = surroundingsOf(context, run, call);
    const places = [...mountable, ...left, ...also].map((path) => placeOf(path, call, around));
    const held = holdingMount(mounts, places);
    const missed = held ? undefined : elsewhere(context, run, mounts, places, around);
    const mount = held ?? (missed ? undefined : coveringMount(mounts, places));
    const found =
      missed ??
      (mount && notWritable(context, run, mount, around)) ??
      aptEmpties(context, run, call, mounts) ??
      (mount && apkIndexOnly(context, run, call, mount));
    if (!found) continue;
    const known = told.get(found.mount) ?? { found, related: [] };
    told.set(found.mount, known);
    // That its cache stays in the layer is the same fault (precedence.ts).
    if (missed) known.related.push({ span: run.docSpan(callSpan(call)), message: 'This keeps its cache elsewhere' });
  }
  for (const { found, related } of told.values()) {
    const { mount, edits, message, title } = found;
    yield {
      span: mount.flag.span,
      message,
      ...(related.length > 0 && { related }),
      ...(edits && { fixes: [{ class: 'confirm', title, edits }] }),
    };
  }
}

interface Missed {
  readonly mount: RunMount;
  readonly message: string;
  readonly title: string;
  readonly edits: readonly TextEdit[] | undefined;
}

/** The folder of another home, or of a variable that is not set. */
function elsewhere(
  context: RuleContext,
  run: StageRun,
  mounts: readonly RunMount[],
  places: readonly CachePlace[],
  around: Surroundings,
): Missed | undefined {
  const { user } = around;
  for (const place of places) {
    const { path, inHome, sure } = place;
    // Whose home is guessed may still be known not to be root's.
    const isKnown = sure || (user !== undefined && user !== 'root');
    if (inHome === undefined || path === undefined || !isKnown) continue;
    const mount = mounts.find(({ target }) => target !== undefined && endsLike(target, inHome));
    if (mount?.target === undefined || (!sure && !isBelow(mount.target, '/root'))) continue;
    const owner = ownerOf(context, run, around);
    return {
      mount,
      message: `The cache of ${user ?? 'this user'} is in ${path}: this mount on ${mount.target} is never used.`,
      title: `Mount ${path}`,
      edits: owner === undefined ? undefined : rewritten(context, mount, path, owner),
    };
  }
  return undefined;
}

/** A cache mount belongs to root unless told otherwise (moby/buildkit: dockerfile2llb/convert_runmount.go). */
function notWritable(context: RuleContext, run: StageRun, mount: RunMount, around: Surroundings): Missed | undefined {
  const { options } = mount.mount;
  const { user } = around;
  if (user === undefined || user === 'root' || mount.mount.from !== '') return undefined;
  if (['uid', 'gid', 'mode'].some((name) => options.has(name))) return undefined;
  const owner = ownerOf(context, run, around);
  return {
    mount,
    message: `This mount belongs to root: ${user} cannot write into it, so nothing is kept.`,
    title: 'Give the mount to this user',
    edits:
      owner === undefined || mount.target === undefined ? undefined : rewritten(context, mount, mount.target, owner),
  };
}

/** Docker's Debian and Ubuntu images empty apt's archives after each install; so does the program `apt`. */
function aptEmpties(
  context: RuleContext,
  run: StageRun,
  call: ManagerCall,
  mounts: readonly RunMount[],
): Missed | undefined {
  const mount = mounts.find(({ target }) => target !== undefined && isBelow('/var/cache/apt/archives', target));
  if (call.manager !== 'apt' || !mount || baseOf(context, run.stage).hasDockerClean !== true) return undefined;
  if (isSaidBefore(context, run, 'docker-clean') || isCopiedBefore(context, run, '/etc/apt')) return undefined;
  return {
    mount,
    message:
      'This image tells apt to delete what it downloaded (/etc/apt/apt.conf.d/docker-clean): the mount stays empty.',
    title: 'Remove `docker-clean` first',
    edits: prependCommand(context.model, run, 'rm -f /etc/apt/apt.conf.d/docker-clean'),
  };
}

/** apk keeps packages only in /etc/apk/cache, a folder or a link (apk-tools: src/database.c). */
function apkIndexOnly(context: RuleContext, run: StageRun, call: ManagerCall, mount: RunMount): Missed | undefined {
  if (call.manager !== 'apk' || mount.target !== '/var/cache/apk' || call.flag('--cache-dir', '--no-cache'))
    return undefined;
  if (isSaidBefore(context, run, '/etc/apk/cache') || isCopiedBefore(context, run, '/etc/apk')) return undefined;
  return {
    mount,
    message: 'Without /etc/apk/cache apk keeps its index here and no package: the mount saves two megabytes at most.',
    title: 'Mount /etc/apk/cache',
    edits: rewritten(context, mount, '/etc/apk/cache', ''),
  };
}

function rewritten(
  { model }: RuleContext,
  { flag, mount }: RunMount,
  target: string,
  owner: string,
): TextEdit[] | undefined {
  const written = model.text.slice(flag.span.start, flag.span.end);
  const at = written.indexOf(`=${mount.target}`);
  if (at === -1 || !/^--mount=[^"'\\`\s]+$/.test(written)) return undefined;
  const newText = written.slice(0, at + 1) + target + written.slice(at + 1 + mount.target.length) + owner;
  return [{ span: flag.span, newText }];
}
