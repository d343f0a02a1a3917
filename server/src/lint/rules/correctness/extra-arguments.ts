// RULE extra-arguments: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { blankSeparated } from '../../../syntax/words';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine 3.20\n',
    'FROM alpine AS build tools\n',
    'FROM alpine\nUSER node app\n',
    'FROM alpine\nSTOPSIGNAL SIGTERM SIGINT\n',
  ],
  fixed: ['FROM alpine\n', 'FROM alpine AS build\n', 'FROM alpine\nUSER node\n', 'FROM alpine\nSTOPSIGNAL SIGTERM\n'],
  good: [
    'FROM alpine AS build\n',
    'FROM alpine\nUSER "node app"\n',
    'FROM alpine\nUSER ${A:-b c}\n',
    'FROM alpine\nUSER node # note\n',
    'FROM alpine ASS build\n',
  ],
};

export default defineRule({
  id: 'extra-arguments',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'confirm',
  title: 'An instruction with more arguments than it takes',
  why: 'The build stops here; with USER, where the user of that odd name is looked for.',
  twins: [
    'dockerfile-utils/ARGUMENT_EXTRA',

    'dockerfile-utils/ARGUMENT_REQUIRES_ONE_OR_THREE',
    'dockerfilelint/extra_args',
  ],
  *check({ model }) {
    for (const instruction of instructionsOf(model, 'FROM', 'USER', 'STOPSIGNAL')) {
      const { keyword, name, rest } = instruction;
      // Quotes and variables may hold blanks.
      if (keyword !== 'FROM' && /["'$\\`]/.test(rest.value)) continue;
      const words = blankSeparated(rest);
      const isNamed = keyword === 'FROM' && words[1]?.text.toLowerCase() === 'as';
      const most = isNamed ? 3 : 1;
      // Three words without AS are another rule's, and so is a comment behind an instruction.
      if (words.length <= most || (keyword === 'FROM' && words.length === 3)) continue;
      if (isNamed && words.length === 2) continue;
      const [kept, surplus, last] = [words[most - 1], words[most], words.at(-1)];
      if (!kept || !surplus || !last || words.slice(most).some(({ text }) => text.startsWith('#'))) continue;
      const edits = [{ span: { start: kept.span.end, end: last.span.end }, newText: '' }];
      yield {
        span: { start: surplus.span.start, end: last.span.end },
        message:
          keyword === 'FROM'
            ? `${name} takes an image, or an image with AS and a name: ${surplus.text} is one word too many.`
            : `${name} takes one word: ${surplus.text} is one too many.`,
        fixes: [{ class: 'confirm', title: `Remove what follows ${kept.text}`, edits }],
      };
    }
  },
});
