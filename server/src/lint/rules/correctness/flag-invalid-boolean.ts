// RULE flag-invalid-boolean: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { FLAGS, flagsWritten } from '../../words/instructionFlags';
import { flagValueSpan } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPY --link=yes a /b\n',
    'FROM alpine\nADD --unpack=1 a /b\n',
    'FROM alpine\nCOPY --parents=$P a /b\n',
  ],
  fixed: [],
  good: ['FROM alpine\nCOPY --link=True --parents=false a /b\n', 'FROM alpine\nCOPY --link a /b\n'],
};

export default defineRule({
  id: 'flag-invalid-boolean',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: Object.values(FLAGS).flatMap((flags) =>
    flags.filter(({ takes }) => takes === 'boolean').map(({ name }) => `--${name}`),
  ),
  fix: 'none',
  title: 'A flag that is neither true nor false',
  why: 'The build stops here. Variables are not replaced in these flags.',
  twins: ['dockerfile-utils/FLAG_EXPECTED_BOOLEAN_VALUE', 'dockerfile-utils/FLAG_INVALID_LINK_VALUE'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      for (const { flag, known } of flagsWritten(instruction)) {
        if (known?.takes !== 'boolean' || !flag.value || /^(?:true|false)$/i.test(flag.value)) continue;
        yield {
          span: flagValueSpan(model, flag) ?? flag.span,
          message: `--${flag.name} is true or false, not ${flag.value}: the build stops here.`,
        };
      }
    }
  },
});
