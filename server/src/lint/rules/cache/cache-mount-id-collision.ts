// RULE cache-mount-id-collision: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { CACHES } from '../../../shell/tools/packages/caches';
import { baseOf } from '../../facts/baseImage';
import type { BaseFacts } from '../../facts/imageFacts';
import { isBelow, writableMounts, type RunMount } from '../../facts/cacheMounts';
import type { RuleContext, StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12 AS a\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\nFROM ubuntu:24.04\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\nCOPY --from=a /x /x\n',
    'FROM python:3.12-bookworm AS a\nRUN --mount=type=cache,id=apt,target=/var/lib/apt,sharing=locked apt-get update\nFROM python:3.12-bullseye\nRUN --mount=type=cache,id=apt,target=/var/lib/apt,sharing=locked apt-get update\n',
  ],
  fixed: [
    'FROM debian:12 AS a\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\nFROM ubuntu:24.04\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked,id=var-cache-apt-ubuntu-24.04 apt-get update\nCOPY --from=a /x /x\n',
    'FROM python:3.12-bookworm AS a\nRUN --mount=type=cache,id=apt,target=/var/lib/apt,sharing=locked apt-get update\nFROM python:3.12-bullseye\nRUN --mount=type=cache,id=apt-debian-bullseye,target=/var/lib/apt,sharing=locked apt-get update\n',
  ],
  good: [
    'FROM debian:12 AS a\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\nFROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\n',
    'FROM debian:12 AS a\nRUN --mount=type=cache,id=a,target=/var/cache/apt,sharing=locked apt-get update\nFROM ubuntu:24.04\nRUN --mount=type=cache,id=b,target=/var/cache/apt,sharing=locked apt-get update\n',
    'FROM node:20 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:20-alpine\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'FROM debian:12 AS a\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\nFROM example.com/base\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\n',
  ],
};

export default defineRule({
  id: 'cache-mount-id-collision',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['type=cache'],
  fix: 'confirm',
  title: 'One cache mount for two distributions',
  why: 'A cache mount is known by its id, which is its target when none is given. Two distributions, or two releases of one, then overwrite the lists and packages of each other, and each build downloads them again.',
  twins: [],
  *check(context) {
    const first = new Map<string, { readonly run: StageRun; readonly found: RunMount; readonly base: BaseFacts }>();
    for (const run of context.everyRun()) {
      for (const found of writableMounts(context, run)) {
        const { mount, target, flag } = found;
        if (mount.type !== 'cache' || target === undefined || !isOfDistribution(target)) continue;
        const id = mount.id === '' ? target : mount.id;
        const base = baseOf(context, run.stage);
        const other = first.get(id);
        if (!other) first.set(id, { run, found, base });
        if (!other || !differs(other.base, base)) continue;
        const edits = renamed(context, found, target, base);
        yield {
          span: flag.span,
          message: `${nameOf(base)} and ${nameOf(other.base)} of line ${String(other.run.run.line + 1)} share this cache (id ${id}): each overwrites what the other one keeps.`,
          related: [{ span: other.found.flag.span, message: `The same cache, for ${nameOf(other.base)}` }],
          ...(edits && { fixes: [{ class: 'confirm', title: 'Give it an id of its own', edits }] }),
        };
      }
    }
  },
});

/** Packages of a distribution. What a language's manager keeps is named by platform and content. */
const FOLDERS = (['apt', 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper', 'pacman'] as const).flatMap((manager) =>
  [...CACHES[manager].mounts, ...CACHES[manager].left, ...(CACHES[manager].also ?? [])].map(({ path }) => path),
);

const isOfDistribution = (target: string): boolean => FOLDERS.some((path) => isBelow(target, path));

/** True when both are known and not the same. */
const differs = (a: BaseFacts, b: BaseFacts): boolean => {
  if (a.family === 'unknown' || b.family === 'unknown') return false;
  if (a.family !== b.family) return true;
  return a.release !== undefined && b.release !== undefined && a.release !== b.release && isLike(a.release, b.release);
};

/** `12` and `bookworm` may be one release. */
const isLike = (a: string, b: string): boolean => /^\d/.test(a) === /^\d/.test(b);

const nameOf = ({ family, release }: BaseFacts): string => (release === undefined ? family : `${family} ${release}`);

function renamed(
  { model }: RuleContext,
  { flag, mount }: RunMount,
  target: string,
  base: BaseFacts,
): TextEdit[] | undefined {
  const written = model.text.slice(flag.span.start, flag.span.end);
  if (!/^--mount=[^"'\\`\s]+$/.test(written)) return undefined;
  const suffix = nameOf(base).replace(' ', '-');
  const { end } = flag.span;
  if (mount.id === '')
    return [{ span: { start: end, end }, newText: `,id=${target.slice(1).replaceAll('/', '-')}-${suffix}` }];
  const at = written.indexOf(`id=${mount.id}`);
  if (at === -1) return undefined;
  const place = flag.span.start + at + `id=${mount.id}`.length;
  return [{ span: { start: place, end: place }, newText: `-${suffix}` }];
}
