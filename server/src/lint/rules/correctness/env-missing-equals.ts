// RULE env-missing-equals: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { pairFaults } from '../../words/pairFaults';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nENV A=1 B\n', 'FROM alpine\nLABEL text=Hello world\n'],
  fixed: [],
  good: [
    'FROM alpine\nENV A=1 B=2\n',
    'FROM alpine\nENV A b c\n',
    'FROM alpine\nENV A=1 # note\n',
    'FROM alpine\nARG A=1 B\n',
    'FROM alpine\nENV A=1 B =2\n',
  ],
};

export default defineRule({
  id: 'env-missing-equals',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'A word without an equals sign among pairs',
  why: 'The build stops here. A value with blanks stands between quotes.',
  twins: ['dockerfile-utils/SYNTAX_MISSING_EQUALS', 'dockerfilelint/label_invalid', 'dockerlint/arg', 'dockerlint/env'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      // Of `A=hello big world` the first word is told: it is one fault.
      const first = pairFaults(instruction, model.escape).find(({ kind }) => kind === 'equals');
      const word = first?.words[0];
      if (!word) continue;
      yield {
        span: word.span,
        message: `${word.text} has no equals sign: the build stops here. If it belongs to the value before it, that needs quotes.`,
      };
    }
  },
});
