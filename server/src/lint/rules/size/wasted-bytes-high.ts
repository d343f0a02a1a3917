// RULE wasted-bytes-high: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { measuredSize } from '../../../base/certainty';
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: { wastedBytes: 41_000_000 },
  options: { maxBytes: 20_000_000 },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'wasted-bytes-high',
  group: 'size',
  severity: 'off',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'More bytes are wasted than the budget allows',
  why: 'What later layers delete or replace is still pulled and stored with every copy of the image.',
  twins: ['dive/highestWastedBytes'],
  options: {
    maxBytes: { type: 'number', default: null, description: 'Most bytes that may be wasted, by the measure of dive.' },
  },
  *check(context, { maxBytes }) {
    const { image } = context.facts;
    const span = targetPlace(context);
    if (!image || !span || maxBytes === null || image.wastedBytes <= maxBytes) return;
    yield {
      span,
      message: `The image wastes ${formatBytes(image.wastedBytes)} by dive's measure; the budget is ${formatBytes(maxBytes)}.`,
      bytes: measuredSize(image.wastedBytes, "dive's sum over paths that are stored more than once."),
    };
  },
});
