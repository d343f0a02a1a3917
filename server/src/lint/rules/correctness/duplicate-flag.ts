// RULE duplicate-flag: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { FLAGS, flagsWritten } from '../../words/instructionFlags';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nCOPY --chown=1 --chown=2 a /b\n', 'FROM alpine\nHEALTHCHECK --retries=1 --retries=1 CMD true\n'],
  fixed: [],
  good: [
    'FROM alpine\nRUN --mount=type=cache,target=/a --mount=type=cache,target=/b make\n',
    'FROM alpine\nCOPY --exclude=a --exclude=b . /c\n',
    'FROM alpine\nCOPY --chown=1 --chmod=2 a /b\n',
  ],
};

export default defineRule({
  id: 'duplicate-flag',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: Object.values(FLAGS).flatMap((flags) => flags.filter(({ many }) => !many).map(({ name }) => `--${name}`)),
  fix: 'none',
  title: 'The same flag twice',
  why: 'The build stops here: nobody can say which of the two counts.',
  twins: ['dockerfile-utils/FLAG_DUPLICATE'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      const first = new Map<string, { readonly start: number; readonly end: number }>();
      for (const { flag, known } of flagsWritten(instruction)) {
        if (!known || known.many) continue;
        const before = first.get(flag.name);
        first.set(flag.name, before ?? flag.span);
        if (!before) continue;
        const related = [{ span: before, message: 'The first one' }];
        yield { span: flag.span, message: `--${flag.name} is given twice: the build stops here.`, related };
      }
    }
  },
});
