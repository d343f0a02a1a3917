// RULE workdir-tilde: the id is the file name; the examples below are run as tests.
import type { Word } from '../../../syntax/model';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nWORKDIR ~/app\n',
    'FROM alpine\nCOPY a ~/\n',
    'FROM alpine\nADD a ~\n',
    'FROM alpine\nCOPY --from=x ~/.local /b\n',
  ],
  fixed: [
    'FROM alpine\nWORKDIR /root/app\n',
    'FROM alpine\nCOPY a /root/\n',
    'FROM alpine\nADD a /root\n',
    'FROM alpine\nCOPY --from=x /root/.local /b\n',
  ],
  good: ['FROM alpine\nWORKDIR /a~b\n', 'FROM alpine\nCOPY a~ /b~/\n', 'FROM alpine\nRUN cp a ~/\n'],
};

export default defineRule({
  id: 'workdir-tilde',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['~'],
  fix: 'confirm',
  title: '`~` in WORKDIR, COPY or ADD',
  why: 'Only a shell knows it: builders make a folder whose name is `~`.',
  twins: [],
  *check({ model }) {
    for (const instruction of instructionsOf(model, 'WORKDIR', 'COPY', 'ADD')) {
      const words: readonly Word[] =
        instruction.keyword === 'WORKDIR'
          ? instruction.words
          : [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])];
      for (const { text, span } of words) {
        if (!/^~(?:\/|$)/.test(text)) continue;
        const isPlain = model.text.slice(span.start, span.end) === text;
        const newText = `/root${text.slice(1)}`;
        yield {
          span,
          message: `Builders do not replace ~: ${text} is a folder of that name, not somebody's home.`,
          ...(isPlain && {
            fixes: [
              { class: 'confirm' as const, title: `Write ${newText} (the home of root)`, edits: [{ span, newText }] },
            ],
          }),
        };
      }
    }
  },
});
