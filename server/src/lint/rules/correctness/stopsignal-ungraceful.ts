// RULE stopsignal-ungraceful: the id is the file name; the examples below are run as tests.
import { removeInstruction } from '../../edits';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';
import { signalName } from '../../words/signals';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nSTOPSIGNAL SIGKILL\nCMD ["x"]\n',
    'FROM alpine\nSTOPSIGNAL 9\nCMD ["x"]\n',
    'FROM alpine\nSTOPSIGNAL stop\n',
  ],
  fixed: ['FROM alpine\nCMD ["x"]\n', 'FROM alpine\nCMD ["x"]\n', 'FROM alpine\n'],
  good: ['FROM alpine\nSTOPSIGNAL SIGQUIT\n', 'FROM alpine\nSTOPSIGNAL 15\n'],
};

export default defineRule({
  id: 'stopsignal-ungraceful',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['stopsignal'],
  fix: 'confirm',
  title: 'A stop signal that no program can answer',
  why: 'SIGKILL ends the program in the middle of its work, and SIGSTOP only halts it.',
  twins: ['tally/no-ungraceful-stopsignal'],
  *check({ model }) {
    for (const instruction of instructionsOf(model, 'STOPSIGNAL')) {
      const [word] = instruction.words;
      const name = word && signalName(word.text);
      if (!word || (name !== 'SIGKILL' && name !== 'SIGSTOP')) continue;
      const isOwn = model.instructions.includes(instruction);
      yield {
        span: word.span,
        message: `${name} cannot be caught: ${name === 'SIGKILL' ? 'the program gets no time to end' : 'the program halts and does not end'}.`,
        ...(isOwn && {
          fixes: [
            {
              class: 'confirm' as const,
              title: "Remove it (the base image's signal, mostly SIGTERM, counts again)",
              edits: [removeInstruction(model, instruction)],
            },
          ],
        }),
      };
    }
  },
});
