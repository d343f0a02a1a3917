// RULE label-empty: the id is the file name; the examples below are run as tests.
import { labelsOf, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nLABEL version=""\n', 'FROM debian:12\nLABEL a=1 b=\n'],
  fixed: [],
  good: ['FROM debian:12\nLABEL version="1"\n', 'FROM debian:12\nARG V\nLABEL version=$V\n'],
};

export default defineRule({
  id: 'label-empty',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label without a value',
  why: 'It says nothing, and hides what the base image says under the same name.',
  twins: ['hadolint/DL3051', 'dockerfilelint/label_invalid', 'dockerlint/label_no_empty_value'],
  differs: 'Without a list in the option labels every label is looked at.',
  options: LABELS_OPTION,
  *check(context, { labels }) {
    const wanted = Object.keys(labels).length > 0;
    for (const { key, value, keySpan } of labelsOf(context)) {
      if (value !== '' || (wanted && !Object.hasOwn(labels, key))) continue;
      yield { span: keySpan, message: `${key} has no value.` };
    }
  },
});
