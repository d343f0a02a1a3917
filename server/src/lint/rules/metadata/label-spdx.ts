// RULE label-spdx: the id is the file name; the examples below are run as tests.
import { isLicenceExpression } from '../../words/licences';
import { labelsOfType, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { thing: 'spdx' } },
  bad: ['FROM debian:12\nLABEL thing="Apache License"\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL thing="Apache-2.0 OR (MIT AND BSD-3-Clause)"\n',
    'FROM debian:12\nLABEL other="Apache License"\n',
    'FROM debian:12\nARG THING\nLABEL thing=$THING\n',
  ],
};

export default defineRule({
  id: 'label-spdx',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold a licence expression does not',
  why: 'Programs that list licences read SPDX expressions only.',
  twins: ['hadolint/DL3054'],
  differs:
    'The form is checked; of names, those of the common licences and whatever has the form of an identifier are taken.',
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOfType(context, labels, 'spdx')) {
      if (value === undefined || value === '' || isLicenceExpression(value)) continue;
      yield { span: valueSpan, message: `${key} holds no SPDX licence expression, such as Apache-2.0.` };
    }
  },
});
