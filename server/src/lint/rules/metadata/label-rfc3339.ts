// RULE label-rfc3339: the id is the file name; the examples below are run as tests.
import { labelsOf, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { built: 'rfc3339' } },
  bad: [
    'FROM debian:12\nLABEL built="yesterday"\n',
    'FROM debian:12\nLABEL org.opencontainers.image.created="2024-05-01"\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL built="2024-05-01T12:00:00Z"\n',
    'FROM debian:12\nLABEL built="2024-05-01 12:00:00.5+02:00"\n',
    'FROM debian:12\nARG NOW\nLABEL built=$NOW\n',
    'FROM debian:12\nLABEL other="yesterday"\n',
  ],
};

const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** The OCI image specification wants it so. */
const BY_STANDARD = 'org.opencontainers.image.created';

export default defineRule({
  id: 'label-rfc3339',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'none',
  title: 'A label that should hold a time does not',
  why: 'Programs that sort images by it read RFC 3339 only: 2024-05-01T12:00:00Z.',
  twins: ['hadolint/DL3053'],
  differs: '`org.opencontainers.image.created` is looked at without being listed.',
  options: LABELS_OPTION,
  *check(context, { labels }) {
    for (const { key, value, valueSpan } of labelsOf(context)) {
      const isTime = key === BY_STANDARD || (Object.hasOwn(labels, key) && labels[key] === 'rfc3339');
      if (!isTime || value === undefined || value === '' || TIME.test(value)) continue;
      yield { span: valueSpan, message: `${key} holds no time as RFC 3339 writes it, such as 2024-05-01T12:00:00Z.` };
    }
  },
});
