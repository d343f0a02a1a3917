// RULE unknown-flag: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { flagsKnown, flagsWritten } from '../../words/instructionFlags';
import { nearest, onlyNeighbour } from '../../words/nearest';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nHEALTHCHECK --intervall=5s CMD true\n',
    'FROM alpine\nCOPY --chwon=1 a /b\n',
    'FROM alpine\nCOPY --form=build a /b\n',
    'FROM alpine\nCMD --version\n',
    'FROM alpine\nWORKDIR --parents /a\n',
  ],
  fixed: ['FROM alpine\nHEALTHCHECK --interval=5s CMD true\n'],
  good: [
    'FROM --platform=$BUILDPLATFORM alpine\nCOPY --from=a --link b /c\n',
    'FROM alpine\nRUN -- --version\n',
    'FROM alpine\nRUN make --all\n',
    'FROM alpine\nCMD ["--version"]\n',
  ],
};

export default defineRule({
  id: 'unknown-flag',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['--'],
  fix: 'safe',
  title: 'A flag that the instruction does not have',
  why: 'The build stops here, unless a newer frontend than we know has it.',
  twins: [
    'dockerfile-utils/UNKNOWN_ADD_FLAG',
    'dockerfile-utils/UNKNOWN_COPY_FLAG',
    'dockerfile-utils/UNKNOWN_FROM_FLAG',
    'dockerfile-utils/UNKNOWN_HEALTHCHECK_FLAG',
  ],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      for (const { flag, known } of flagsWritten(instruction)) {
        if (known) continue;
        const names = flagsKnown(instruction).map(({ name }) => name);
        const meant = nearest(flag.name, names);
        const only = onlyNeighbour(flag.name, names);
        const { start } = flag.span;
        const isPlain = model.text.startsWith(`--${flag.name}`, start);
        const span = isPlain ? { start, end: start + 2 + flag.name.length } : flag.span;
        const fixes: Fix[] =
          only !== undefined && isPlain && !instruction.flags.some(({ name }) => name === only)
            ? [{ class: 'safe', title: `Write --${only}`, edits: [{ span, newText: `--${only}` }] }]
            : [];
        yield {
          span,
          message: `${instruction.keyword} has no flag --${flag.name}${meant ? ` (did you mean --${meant}?)` : ''}: the build stops here.`,
          fixes,
        };
      }
    }
  },
});
