// RULE inline-suppression-used: the id is the file name; the examples below are run as tests.
import { defineRule, type Finding, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\n# hadolint ignore=DL3008\nRUN apt-get update\n',
    '# check=skip=StageNameCasing\nFROM debian:12\n',
    'FROM debian:12\n# layerlens-ignore update-alone -- on purpose\nRUN apt-get update\n',
  ],
  fixed: [],
  good: ['FROM debian:12\n# what hadolint calls ignore\nRUN apt-get update\n'],
};

export default defineRule({
  id: 'inline-suppression-used',
  group: 'style',
  severity: 'off',
  since: '0.1.0',
  reads: ['syntax', 'findings'],
  fix: 'none',
  title: 'A comment silences a rule',
  why: 'Where a policy wants exceptions in one file that is reviewed, comments are a way around it.',
  twins: ['hadolint/DL1001'],
  differs: 'hadolint looks at its own comments only; here those of every tool count.',
  *check({ suppressions: fact }): Iterable<Finding> {
    for (const { span, place } of fact?.all ?? []) {
      const where = place.kind === 'file' ? 'in the whole file' : 'here';
      yield { span, message: `This comment silences rules ${where}.` };
    }
  },
});
