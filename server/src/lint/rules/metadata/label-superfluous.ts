// RULE label-superfluous: the id is the file name; the examples below are run as tests.
import { labelsOf, LABELS_OPTION } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';
import { dropItem } from '../../edits';

export const examples: RuleExamples = {
  options: { labels: { maintainer: 'text' } },
  bad: ['FROM debian:12\nLABEL maintainer=bob version=1\n', 'FROM debian:12\nLABEL version=1\nRUN true\n'],
  fixed: ['FROM debian:12\nLABEL maintainer=bob\n', 'FROM debian:12\nRUN true\n'],
  good: ['FROM debian:12\nLABEL maintainer=bob\n'],
};

export default defineRule({
  id: 'label-superfluous',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'confirm',
  title: 'A label that the project does not know',
  why: 'For projects that allow only the labels of their list; without a list in the option labels the rule says nothing.',
  twins: ['hadolint/DL3050'],
  options: LABELS_OPTION,
  *check(context, { labels }) {
    if (Object.keys(labels).length === 0) return;
    for (const { key, keySpan, step, pairs, at, onbuild } of labelsOf(context)) {
      if (Object.hasOwn(labels, key)) continue;
      yield {
        span: keySpan,
        message: `${key} is not among the labels of this project.`,
        ...confirmed('Remove the label', dropItem(context.model, step, pairs, at, onbuild)),
      };
    }
  },
});
