// RULE healthcheck-invalid-retries: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { flagValueSpan } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nHEALTHCHECK --retries=three CMD true\n',
    'FROM alpine\nHEALTHCHECK --retries=-1 CMD true\n',
    'FROM alpine\nHEALTHCHECK --retries=1.5 CMD true\n',
  ],
  fixed: [],
  good: ['FROM alpine\nHEALTHCHECK --retries=3 CMD true\n', 'FROM alpine\nHEALTHCHECK --retries=0 CMD true\n'],
};

export default defineRule({
  id: 'healthcheck-invalid-retries',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['healthcheck'],
  fix: 'none',
  title: 'Retries that are no number of times',
  why: 'The build stops here.',
  twins: ['dockerfile-utils/FLAG_AT_LEAST_ONE', 'dockerfile-utils/INVALID_SYNTAX'],
  *check({ model }) {
    for (const { flags, words } of instructionsOf(model, 'HEALTHCHECK')) {
      if (words[0]?.text.toUpperCase() === 'NONE') continue;
      for (const flag of flags) {
        const { name, value = '' } = flag;
        if (name !== 'retries' || value === '') continue;
        if (/^\+?\d+$/.test(value) && Number(value) < 2 ** 31) continue;
        yield {
          span: flagValueSpan(model, flag) ?? flag.span,
          message: `--retries is a whole number from 0 on, not ${value}: the build stops here.`,
        };
      }
    }
  },
});
