// RULE instruction-before-from: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['RUN make\nFROM alpine\n', 'ARG A=1\nENV B=2\nFROM alpine\n'],
  fixed: [],
  good: ['ARG A=1\n# text\nFROM alpine\nRUN make\n', 'RUN make\n'],
};

export default defineRule({
  id: 'instruction-before-from',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'An instruction in front of the first FROM',
  why: 'Only ARG may stand there: everything else belongs to a stage, and none has begun.',
  twins: [
    'hadolint/DL3061',
    'slim/ID.20009',
    'buddy/EI0002',
    'droast/DF037',
    'dockerlint/from_first',
    'dockerfilelint/from_first',
  ],
  *check({ model: { instructions } }) {
    const from = instructions.findIndex(({ keyword }) => keyword === 'FROM');
    for (const { keyword, name, keywordSpan } of instructions.slice(0, Math.max(0, from))) {
      if (keyword === 'ARG' || keyword === 'UNKNOWN') continue;
      const related = [{ span: instructions[from]?.keywordSpan ?? keywordSpan, message: 'The first FROM' }];
      yield { span: keywordSpan, message: `${name} stands in front of the first FROM: the build stops here.`, related };
    }
  },
});
