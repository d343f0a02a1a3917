// RULE label-required: the id is the file name; the examples below are run as tests.
import { labelsOf, LABELS_OPTION } from '../../facts/labels';
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { labels: { maintainer: 'text' } },
  bad: ['FROM debian:12\nLABEL version=1\n', 'FROM debian:12 AS build\nLABEL maintainer=bob\nFROM debian:12\n'],
  fixed: [],
  good: [
    'FROM debian:12\nLABEL maintainer=bob\n',
    'FROM debian:12 AS base\nLABEL maintainer=bob\nFROM base\n',
    'FROM debian:12\nARG WHO\nLABEL maintainer=$WHO\n',
  ],
};

export default defineRule({
  id: 'label-required',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'A label that the project wants is missing',
  why: 'The project’s list of labels says so.',
  twins: ['hadolint/DL3049'],
  differs: 'Only the image that is built is looked at, with all that it stands on.',
  options: LABELS_OPTION,
  *check(context, { labels }) {
    const span = targetPlace(context);
    if (!span) return;
    const given = new Set(
      labelsOf(context).flatMap(({ key, stage, onbuild }) => (context.isShipped(stage) && !onbuild ? [key] : [])),
    );
    for (const label of Object.keys(labels))
      if (!given.has(label)) yield { span, message: `The label ${label} is missing.` };
  },
});
