// RULE label-stale-base-digest: the id is the file name; the examples below are run as tests.
import { parseImageName } from '../../words/imageReference';
import { labelsOf } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

const OLD = 'sha256:1111111111111111111111111111111111111111111111111111111111111111';
const NEW = 'sha256:2222222222222222222222222222222222222222222222222222222222222222';

export const examples: RuleExamples = {
  bad: [`FROM debian:12@${NEW}\nLABEL org.opencontainers.image.base.digest="${OLD}"\n`],
  fixed: [`FROM debian:12@${NEW}\nLABEL org.opencontainers.image.base.digest="${NEW}"\n`],
  good: [
    `FROM debian:12@${NEW}\nLABEL org.opencontainers.image.base.digest="${NEW}"\n`,
    `FROM debian:12\nLABEL org.opencontainers.image.base.digest="${OLD}"\n`,
    `FROM debian:12@${NEW}\nARG D\nLABEL org.opencontainers.image.base.digest=$D\n`,
  ],
};

export default defineRule({
  id: 'label-stale-base-digest',
  group: 'metadata',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'safe',
  title: 'The label names another base than FROM does',
  why: 'Programs that tell whether an image’s base is old read the label, and are told of a base that the image does not stand on.',
  twins: ['tally/no-stale-base-digest'],
  *check(context) {
    for (const { key, value, valueSpan, stage } of labelsOf(context)) {
      if (key !== 'org.opencontainers.image.base.digest' || value === undefined || !/^sha\d+:[0-9a-f]+$/.test(value))
        continue;
      const { base } = context.chainOf(stage)[0] ?? stage;
      const digest = base.kind === 'image' ? parseImageName(base.reference)?.digest : undefined;
      if (digest === undefined || digest === value) continue;
      const at = context.model.text.slice(valueSpan.start, valueSpan.end).indexOf(value);
      const start = valueSpan.start + at;
      yield {
        span: valueSpan,
        message: `FROM has ${digest.slice(0, 19)}…, this label says ${value.slice(0, 19)}….`,
        ...safely(
          'Copy the digest of FROM',
          at === -1 ? undefined : [{ span: { start, end: start + value.length }, newText: digest }],
        ),
      };
    }
  },
});
