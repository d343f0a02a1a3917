// RULE label-duplicate: the id is the file name; the examples below are run as tests.
import { labelsOf, type StageLabel } from '../../facts/labels';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';
import { dropItem } from '../../edits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nLABEL version=1\nLABEL version=2\n',
    'FROM debian:12\nLABEL version=1 \\\n      title=x \\\n      version=2\n',
  ],
  fixed: ['FROM debian:12\nLABEL version=2\n', 'FROM debian:12\nLABEL title=x \\\n      version=2\n'],
  good: [
    'FROM debian:12\nLABEL version=1 title=x\n',
    'FROM debian:12 AS a\nLABEL version=1\nFROM debian:12\nLABEL version=2\n',
    'FROM debian:12\nLABEL version=1\nONBUILD LABEL version=2\n',
  ],
};

export default defineRule({
  id: 'label-duplicate',
  group: 'metadata',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'safe',
  title: 'The same label twice',
  why: 'The last one wins; the earlier one is in nobody’s image.',
  twins: ['tally/no-duplicate-keys'],
  *check(context) {
    const last = new Map<string, StageLabel>();
    const nameOf = ({ stage, key }: StageLabel): string => `${stage.index} ${key}`;
    for (const label of labelsOf(context)) if (!label.onbuild) last.set(nameOf(label), label);
    for (const label of labelsOf(context)) {
      const later = last.get(nameOf(label));
      if (!later || later === label || label.onbuild) continue;
      const { step, pairs, at, keySpan, valueSpan, key } = label;
      yield {
        span: { start: keySpan.start, end: valueSpan.end },
        message: `${key} is set again in line ${later.step.line + 1}: that one counts.`,
        related: [{ span: later.keySpan, message: 'Set again here' }],
        tag: 'unnecessary',
        ...safely('Delete this one', dropItem(context.model, step, pairs, at)),
      };
    }
  },
});
