// RULE exec-form-single-quotes: the id is the file name; the examples below are run as tests.
import { brokenArray, withDoubleQuotes } from '../../words/execForms';
import { everyInstruction } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ["FROM alpine\nCMD ['nginx', '-g', 'daemon off;']\n", "FROM alpine\nHEALTHCHECK CMD ['true']\n"],
  fixed: ['FROM alpine\nCMD ["nginx", "-g", "daemon off;"]\n', 'FROM alpine\nHEALTHCHECK CMD ["true"]\n'],
  good: ['FROM alpine\nCMD ["nginx"]\n', "FROM alpine\nRUN [ 'a' = 'b' ]\n", "FROM alpine\nSHELL ['a']\n"],
};

export default defineRule({
  id: 'exec-form-single-quotes',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['['],
  fix: 'safe',
  title: 'An array in single quotes',
  why: 'JSON knows double quotes alone: the builder takes all of it for a shell command, brackets included.',
  twins: ['buddy/EJ0001', 'dockerfile-utils/JSON_IN_SINGLE_QUOTES'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      const array = brokenArray(instruction);
      const repaired = array && withDoubleQuotes(array.value);
      if (!array || repaired === undefined) continue;
      const span = array.docSpan(0, array.length);
      const isOneLine = instruction.line === instruction.endLine;
      yield {
        span,
        message: `${instruction.name}: an array is written with double quotes; this is taken for a shell command or for words.`,
        ...(isOneLine && {
          fixes: [{ class: 'safe' as const, title: 'Use double quotes', edits: [{ span, newText: repaired }] }],
        }),
      };
    }
  },
});
