// RULE exec-form-invalid-json: the id is the file name; the examples below are run as tests.
import { brokenArray, repairedArray, withDoubleQuotes } from '../../words/execForms';
import { everyInstruction } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCMD ["nginx", "-g",]\n',
    'FROM alpine\nENTRYPOINT ["nginx" "-g"]\n',
    'FROM alpine\nCMD ["nginx", "-g"\n',
    'FROM alpine\nCMD [nginx, -g]\n',
    'FROM alpine\nEXPOSE 80\nCMD ["a", 1]\n',
  ],
  fixed: ['FROM alpine\nCMD ["nginx", "-g"]\n'],
  good: [
    'FROM alpine\nCMD ["nginx", "-g"]\n',
    'FROM alpine\nCMD []\n',
    'FROM alpine\nRUN [ -f /x ] && true\n',
    'FROM alpine\nRUN [ "$A" = "b" ] || true\n',
    'FROM alpine\nRUN [[ "$A" == b ]]\n',
    'FROM alpine\nCOPY [a-z]* /x/\n',
    "FROM alpine\nCMD ['a']\n",
  ],
};

export default defineRule({
  id: 'exec-form-invalid-json',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['['],
  fix: 'safe',
  title: 'An array that is no JSON',
  why: 'The builder takes it for a shell command, brackets and all, and it fails when it runs.',
  twins: [
    'slim/ID.20013',
    'sonar/S7030',
    'tally/invalid-json-form',
    'dockerlint/json_array_brackets',
    'dockerlint/json_array_even_quotes',
    'dockerlint/json_array_format',
  ],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      const array = brokenArray(instruction);
      if (!array || withDoubleQuotes(array.value) !== undefined) continue;
      const span = array.docSpan(0, array.length);
      const repaired = instruction.line === instruction.endLine ? repairedArray(array.value) : undefined;
      yield {
        span,
        message: instruction.json
          ? `${instruction.name}: every element of the array must be a string in double quotes; the build stops here.`
          : `${instruction.name}: this is no JSON array, so that it is taken for a shell command or for words.`,
        ...(repaired !== undefined && {
          fixes: [{ class: 'safe' as const, title: `Write ${repaired}`, edits: [{ span, newText: repaired }] }],
        }),
      };
    }
  },
});
