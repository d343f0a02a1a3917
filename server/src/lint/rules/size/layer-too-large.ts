// RULE layer-too-large: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { measuredSize } from '../../../base/certainty';
import { layerPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: {
    layers: [
      { line: undefined, bytes: 90_000_000, shadowedBytes: 0 },
      { line: 1, bytes: 60_000_000, shadowedBytes: 0 },
      { line: 2, bytes: 1_000_000, shadowedBytes: 0 },
    ],
  },
  options: { maxBytes: 50_000_000 },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'layer-too-large',
  group: 'size',
  severity: 'off',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Layer is larger than the budget',
  why: 'Every machine that pulls the image fetches the whole layer again when one byte of it changes.',
  twins: [],
  options: { maxBytes: { type: 'number', default: null, description: 'Most bytes that one layer may have.' } },
  *check(context, { maxBytes }) {
    if (maxBytes === null) return;
    for (const { line, bytes } of context.facts.image?.layers ?? []) {
      const span = layerPlace(context, line);
      if (line === undefined || bytes <= maxBytes || !span) continue;
      yield {
        span,
        message: `This layer has ${formatBytes(bytes)}; the budget of a layer is ${formatBytes(maxBytes)}.`,
        bytes: measuredSize(bytes, 'Sum of the files of this layer in the built image.'),
      };
    }
  },
});
