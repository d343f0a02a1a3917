// RULE platform-mismatch: the id is the file name; the examples below are run as tests.
import { formatPlatform, parsePlatform, type BuildPlatform } from '../../../build/platform';
import type { BuildGraph, Stage } from '../../../build/graph';
import { expand } from '../../../syntax/expand';
import { flagOf } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
import { placed } from '../../placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [],
  fixed: [],
  good: ['FROM --platform=linux/arm64 alpine\n', 'FROM scratch\n'],
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
  differs: 'Needs to know the base image: silent for images that no engine here has.',
  *check({ graph, model }) {
    for (const stage of graph.stages) {
      const { base, from } = stage;
      if (base.kind !== 'image' || base.reference === '' || !from.image) continue;
      const actual = graph.options.base(base.reference)?.platform;
      const expected = expectedPlatform(stage, graph);
      if (!actual || !expected) continue;
      if (actual.os === expected.os && actual.architecture === expected.architecture) continue;
      const [was, wanted] = [actual, expected].map(formatPlatform);
      yield {
        ...placed(model, from, from.image.span, 'The base image'),
        message: `Base image ${base.reference} was pulled with platform ${quoted(was ?? '')}, expected ${quoted(wanted ?? '')} for current build`,
      };
    }
  },
});

function expectedPlatform({ from }: Stage, { options, globals, model }: BuildGraph): BuildPlatform | undefined {
  const flag = flagOf(from, 'platform');
  if (!flag) return options.platform;
  const { text, error } = expand(flag.value ?? '', { get: (name) => globals.get(name) }, { escape: model.escape });
  return error === undefined ? parsePlatform(text, options.buildPlatform) : undefined;
}
