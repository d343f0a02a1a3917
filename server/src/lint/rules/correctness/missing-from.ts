// RULE missing-from: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['RUN make\n', 'ARG VERSION=1\n', 'ARG VERSION=1\nRUN make\nCMD ["x"]\n'],
  fixed: [],
  good: ['FROM alpine\n', 'ARG VERSION=1\nFROM alpine\n', '# nothing\n', 'FORM alpine\n'],
};

export default defineRule({
  id: 'missing-from',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'No FROM',
  why: 'Every stage begins with FROM; without one there is nothing to build on.',
  twins: [
    'dockerfile-utils/NO_SOURCE_IMAGE',
    'slim/ID.20002',
    'buddy/EF0001',
    'tally/require-stages',
    'dockerfilelint/from_first',
  ],
  *check({ model }) {
    const { instructions } = model;
    // A misspelt FROM is told by its own rule.
    if (instructions.some(({ keyword }) => keyword === 'FROM' || keyword === 'UNKNOWN')) return;
    const at = instructions.find(({ keyword }) => keyword !== 'ARG') ?? instructions.at(-1);
    if (at) yield { span: at.keywordSpan, message: 'There is no FROM in this Dockerfile: the build stops.' };
  },
});
