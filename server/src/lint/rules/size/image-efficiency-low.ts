// RULE image-efficiency-low: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { measuredSize } from '../../../base/certainty';
import { layerPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  image: {
    layers: [
      { line: undefined, bytes: 5_000_000, shadowedBytes: 0 },
      { line: 1, bytes: 60_000_000, shadowedBytes: 40_000_000 },
      { line: 2, bytes: 1_000_000, shadowedBytes: 0 },
    ],
    efficiency: 0.62,
  },
  bad: ['FROM alpine:3.20\nRUN make-big\nRUN rm -rf /big\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nRUN make-big && rm -rf /big\n'],
};

export default defineRule({
  id: 'image-efficiency-low',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['image'],
  fix: 'none',
  title: 'Much of the image is stored more than once',
  why: 'Files that a later layer deletes or replaces are still pulled and stored with every copy of the image.',
  twins: ['dive/lowestEfficiency'],
  options: {
    lowest: { type: 'number', default: 0.9, description: 'Least efficiency by the measure of dive, 0 to 1.' },
  },
  *check(context, { lowest }) {
    const { image } = context.facts;
    const worst = image && [...image.layers].sort((a, b) => b.shadowedBytes - a.shadowedBytes)[0];
    const span = layerPlace(context, worst?.line);
    if (!image || !span || lowest === null || image.efficiency >= lowest) return;
    const most =
      worst && worst.shadowedBytes > 0 ? `, most of it in this layer (${formatBytes(worst.shadowedBytes)})` : '';
    const hidden = image.layers.reduce((sum, { shadowedBytes }) => sum + shadowedBytes, 0);
    yield {
      span,
      message: `The image's efficiency is ${image.efficiency.toFixed(3)} by dive's measure, below ${String(lowest)}: ${formatBytes(hidden)} are deleted or replaced by later layers${most}.`,
      bytes: measuredSize(hidden, 'Bytes of the built image that no upper layer can reach.'),
    };
  },
});
