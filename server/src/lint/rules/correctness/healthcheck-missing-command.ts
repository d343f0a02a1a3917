// RULE healthcheck-missing-command: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nHEALTHCHECK --interval=5s CMD\n', 'FROM alpine\nHEALTHCHECK cmd []\n'],
  fixed: [],
  good: ['FROM alpine\nHEALTHCHECK CMD true\n', 'FROM alpine\nHEALTHCHECK NONE\n'],
};

export default defineRule({
  id: 'healthcheck-missing-command',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['healthcheck'],
  fix: 'none',
  title: 'HEALTHCHECK CMD without a command',
  why: 'The build stops here. To switch a health check off, write HEALTHCHECK NONE.',
  twins: ['dockerfile-utils/HEALTHCHECK_CMD_ARGUMENT_MISSING'],
  *check({ model }) {
    for (const { words } of instructionsOf(model, 'HEALTHCHECK')) {
      const [type] = words;
      if (type?.text.toUpperCase() !== 'CMD' || words.length > 1) continue;
      yield { span: type.span, message: 'Behind HEALTHCHECK CMD stands no command: the build stops here.' };
    }
  },
});
