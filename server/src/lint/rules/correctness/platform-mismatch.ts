// RULE platform-mismatch: the id is the file name; the examples below are run as tests.
import { formatPlatform, parsePlatform, type BuildPlatform } from '../../../build/platform';
import type { BuildGraph, Stage } from '../../../build/graph';
import { expand } from '../../../syntax/expand';
import { flagOf } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
import { parseImageName } from '../../words/imageReference';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM arm64v8/alpine:3.20\n', 'FROM --platform=linux/arm64 docker.io/s390x/debian\n'],
  fixed: [],
  good: [
    'FROM --platform=linux/arm64 alpine\n',
    'FROM --platform=linux/arm64 arm64v8/alpine\n',
    'FROM amd64/alpine\n',
    'FROM ghcr.io/arm64v8/alpine\n',
    'FROM scratch\n',
  ],
};

/** Repositories of Docker's library that hold one platform each (docker-library/official-images: README). */
const OF_ONE_PLATFORM: Readonly<Record<string, string>> = {
  amd64: 'linux/amd64',
  arm32v5: 'linux/arm/v5',
  arm32v6: 'linux/arm/v6',
  arm32v7: 'linux/arm/v7',
  arm64v8: 'linux/arm64',
  i386: 'linux/386',
  ppc64le: 'linux/ppc64le',
  riscv64: 'linux/riscv64',
  s390x: 'linux/s390x',
};

export default defineRule({
  id: 'platform-mismatch',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The base image is of another platform than asked for',
  why: 'The registry has no image for that platform and gives what it has: programs in it may not run.',
  twins: ['buildkit/InvalidBaseImagePlatform', 'tally/platform-mismatch'],
  differs:
    'Says nothing of images that no engine here has, but for those whose name is their platform: that is a warning, and a hint where FROM leaves the platform to the builder.',
  *check({ graph, model }) {
    for (const stage of graph.stages) {
      const { base, from } = stage;
      if (base.kind !== 'image' || base.reference === '' || !from.image) continue;
      const known = graph.options.base(base.reference)?.platform;
      const actual = known ?? platformByName(base.reference);
      const expected = expectedPlatform(stage, graph);
      if (!actual || !expected) continue;
      if (actual.os === expected.os && actual.architecture === expected.architecture) continue;
      const [was, wanted] = [actual, expected].map(formatPlatform);
      yield {
        ...placed(model, from, from.image.span, 'The base image'),
        message: `Base image ${base.reference} was pulled with platform ${quoted(was ?? '')}, expected ${quoted(wanted ?? '')} for current build`,
        // Nobody has looked at the image itself, nor for which platform the builder works when none is said.
        ...(!known && { severity: flagOf(from, 'platform') ? ('warning' as const) : ('hint' as const) }),
      };
    }
  },
});

function platformByName(reference: string): BuildPlatform | undefined {
  const { domain, path } = parseImageName(reference) ?? { domain: '', path: '' };
  const platform = domain === 'docker.io' ? OF_ONE_PLATFORM[path.split('/')[0] ?? ''] : undefined;
  return platform === undefined ? undefined : parsePlatform(platform);
}

function expectedPlatform({ from }: Stage, { options, globals, model }: BuildGraph): BuildPlatform | undefined {
  const flag = flagOf(from, 'platform');
  if (!flag) return options.platform;
  const { text, error } = expand(flag.value ?? '', { get: (name) => globals.get(name) }, { escape: model.escape });
  return error === undefined ? parsePlatform(text, options.buildPlatform) : undefined;
}
