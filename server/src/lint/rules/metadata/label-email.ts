// RULE label-email: the id is the file name; the examples below are run as tests.
import { labelsOfType, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { thing: 'email' } },
  bad: ['FROM debian:12\nLABEL thing="bob at example"\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL thing="bob@example.com"\n',
    'FROM debian:12\nLABEL other="bob at example"\n',
    'FROM debian:12\nARG THING\nLABEL thing=$THING\n',
  ],
};

const MAIL = /^[^\s@<>]{1,64}@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/;

export default defineRule({
  id: 'label-email',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold a mail address does not',
  why: 'Somebody will want to write to it.',
  twins: ['hadolint/DL3058'],
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOfType(context, labels, 'email')) {
      if (value === undefined || value === '' || MAIL.test(value)) continue;
      yield { span: valueSpan, message: `${key} holds no mail address.` };
    }
  },
});
