// RULE healthcheck-unknown-type: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nHEALTHCHECK curl -f http://localhost/\n', 'FROM alpine\nHEALTHCHECK ["CMD", "true"]\n'],
  fixed: [],
  good: ['FROM alpine\nHEALTHCHECK CMD true\n', 'FROM alpine\nHEALTHCHECK none\n', 'FROM alpine\nHEALTHCHECK\n'],
};

export default defineRule({
  id: 'healthcheck-unknown-type',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['healthcheck'],
  fix: 'none',
  title: 'HEALTHCHECK without CMD or NONE',
  why: 'The build stops here: in front of the command stands CMD.',
  twins: ['dockerfile-utils/UNKNOWN_TYPE'],
  *check({ model }) {
    for (const { words, rest } of instructionsOf(model, 'HEALTHCHECK')) {
      const [type] = words;
      if (!type || rest.value === '' || /^(?:CMD|NONE)$/i.test(type.text)) continue;
      yield {
        span: type.span,
        message: `HEALTHCHECK begins with CMD or NONE, not ${type.text}: the build stops here.`,
      };
    }
  },
});
