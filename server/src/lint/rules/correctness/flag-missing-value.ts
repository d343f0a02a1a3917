// RULE flag-missing-value: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { FLAGS, flagsWritten } from '../../words/instructionFlags';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPY --from a /b\n',
    'FROM alpine\nCOPY --from= a /b\n',
    'FROM alpine\nCOPY --link= a /b\n',
    'FROM alpine\nRUN --mount make\n',
  ],
  fixed: [],
  good: ['FROM alpine\nCOPY --link --from=x a /b\n', 'FROM alpine\nHEALTHCHECK --interval=1s CMD true\n'],
};

export default defineRule({
  id: 'flag-missing-value',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: Object.values(FLAGS).flatMap((flags) => flags.map(({ name }) => `--${name}`)),
  fix: 'none',
  title: 'A flag without the value it needs',
  why: 'The build stops here; behind an equals sign with nothing, the flag is taken for not given.',
  twins: ['dockerfile-utils/FLAG_MISSING_VALUE'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      for (const { flag, known } of flagsWritten(instruction)) {
        if (!known || (flag.value ?? '') !== '') continue;
        if (known.takes === 'boolean' && flag.value === undefined) continue;
        const isIgnored = known.takes === 'text' && flag.value === '';
        yield {
          span: flag.span,
          message: `--${flag.name} has no value: ${isIgnored ? 'it counts as not given' : 'the build stops here'}.`,
          ...(isIgnored && { severity: 'warning' as const }),
        };
      }
    }
  },
});
