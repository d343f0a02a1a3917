// RULE label-semver: the id is the file name; the examples below are run as tests.
import { labelsOfType, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { thing: 'semver' } },
  bad: ['FROM debian:12\nLABEL thing="v1.2"\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL thing="1.2.0-rc.1"\n',
    'FROM debian:12\nLABEL other="v1.2"\n',
    'FROM debian:12\nARG THING\nLABEL thing=$THING\n',
  ],
};

/** As semver.org gives it. */
const VERSION =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

export default defineRule({
  id: 'label-semver',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold a semantic version does not',
  why: 'Programs that compare versions take only these.',
  twins: ['hadolint/DL3056'],
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOfType(context, labels, 'semver')) {
      if (value === undefined || value === '' || VERSION.test(value)) continue;
      yield { span: valueSpan, message: `${key} holds no semantic version, such as 1.2.0.` };
    }
  },
});
