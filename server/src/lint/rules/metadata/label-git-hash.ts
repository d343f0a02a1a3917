// RULE label-git-hash: the id is the file name; the examples below are run as tests.
import { labelsOfType, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { thing: 'hash' } },
  bad: ['FROM debian:12\nLABEL thing="main"\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL thing="1a2b3c4"\n',
    'FROM debian:12\nLABEL other="main"\n',
    'FROM debian:12\nARG THING\nLABEL thing=$THING\n',
  ],
};

const HASH = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/;

export default defineRule({
  id: 'label-git-hash',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold a git commit does not',
  why: 'Whoever looks for the source of an image follows it.',
  twins: ['hadolint/DL3055'],
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOfType(context, labels, 'hash')) {
      if (value === undefined || value === '' || HASH.test(value)) continue;
      yield { span: valueSpan, message: `${key} holds no git commit: 7 to 40 hexadecimal digits, or 64.` };
    }
  },
});
