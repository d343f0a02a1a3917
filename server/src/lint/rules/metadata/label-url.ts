// RULE label-url: the id is the file name; the examples below are run as tests.
import { labelsOfType, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { thing: 'url' } },
  bad: ['FROM debian:12\nLABEL thing="not an address"\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL thing="https://example.com/a"\n',
    'FROM debian:12\nLABEL other="not an address"\n',
    'FROM debian:12\nARG THING\nLABEL thing=$THING\n',
  ],
};

const ADDRESS = /^(?:https?|ftp|git|ssh):\/\/[^\s/?#]+[^\s]*$|^mailto:\S+$/i;

export default defineRule({
  id: 'label-url',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold an address does not',
  why: 'Programs that read labels make a link of it.',
  twins: ['hadolint/DL3052'],
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOfType(context, labels, 'url')) {
      if (value === undefined || value === '' || ADDRESS.test(value)) continue;
      yield { span: valueSpan, message: `${key} holds no address.` };
    }
  },
});
