// RULE wasted-percent-high: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { measuredSize } from '../../../base/certainty';
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: { wastedBytes: 41_000_000, wastedShare: 0.67 },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'wasted-percent-high',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'A large share of the image is wasted',
  why: 'What later layers delete or replace is still pulled and stored with every copy of the image.',
  twins: ['dive/highestUserWastedPercent'],
  options: {
    maxShare: {
      type: 'number',
      default: 0.1,
      description: 'Most of the bytes above the base that may be wasted, 0 to 1, by the measure of dive.',
    },
  },
  *check(context, { maxShare }) {
    const { image } = context.facts;
    const span = targetPlace(context);
    if (!image || !span || maxShare === null || image.wastedShare <= maxShare) return;
    const share = Math.round(image.wastedShare * 100);
    yield {
      span,
      message: `${String(share)}% of what stands above the first layer is wasted by dive's measure (${formatBytes(image.wastedBytes)}); the limit is ${String(Math.round(maxShare * 100))}%.`,
      bytes: measuredSize(image.wastedBytes, "dive's sum over paths that are stored more than once."),
    };
  },
});
