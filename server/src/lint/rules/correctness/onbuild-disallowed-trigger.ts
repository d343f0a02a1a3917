// RULE onbuild-disallowed-trigger: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

const DISALLOWED = new Set(['ONBUILD', 'FROM', 'MAINTAINER']);

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nONBUILD FROM debian\n',
    'FROM alpine\nONBUILD ONBUILD RUN make\n',
    'FROM alpine\nonbuild maintainer me\n',
  ],
  fixed: [],
  good: ['FROM alpine\nONBUILD RUN make\n', 'FROM alpine\nONBUILD COPY . /src\n'],
};

export default defineRule({
  id: 'onbuild-disallowed-trigger',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['onbuild'],
  fix: 'none',
  title: 'A trigger that ONBUILD may not have',
  why: 'The build stops here.',
  twins: [
    'hadolint/DL3043',
    'dockerfile-utils/ONBUILD_CHAINING_DISALLOWED',
    'dockerfile-utils/ONBUILD_TRIGGER_DISALLOWED',
    'tally/invalid-onbuild-trigger',
    'dockerlint/onbuild_disallowed',
    'buddy/EI0004',
    'droast/DF068',
  ],
  *check({ model }) {
    for (const { trigger } of instructionsOf(model, 'ONBUILD')) {
      if (!trigger || !DISALLOWED.has(trigger.keyword)) continue;
      yield { span: trigger.keywordSpan, message: `ONBUILD may not have ${trigger.name}: the build stops here.` };
    }
  },
});
