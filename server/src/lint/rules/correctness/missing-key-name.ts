// RULE missing-key-name: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { pairFaults } from '../../words/pairFaults';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nENV =1\n', 'FROM alpine\nLABEL a=1 =2\n', 'FROM alpine\nARG =x\n'],
  fixed: [],
  good: ['FROM alpine\nENV A=\n', 'FROM alpine\nARG A =x\n', 'FROM alpine\nENV A==1\n'],
};

export default defineRule({
  id: 'missing-key-name',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'A value without a name',
  why: 'The build stops here.',
  twins: ['dockerfile-utils/SYNTAX_MISSING_NAMES', 'dockerlint/arg', 'dockerlint/env'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      for (const { kind, span } of pairFaults(instruction, model.escape)) {
        if (kind !== 'name') continue;
        yield { span, message: 'In front of the equals sign stands no name: the build stops here.' };
      }
    }
  },
});
