// RULE multiple-cmd: the id is the file name; the examples below are run as tests.
import { removeInstruction } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { overridden, overriddenMessage } from '../../facts/usedOnce';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nCMD ["a"]\nRUN make\nCMD ["b"]\n', 'FROM alpine\ncmd ["a"]\n# the second\nCMD ["b"]\n'],
  fixed: ['FROM alpine\nRUN make\nCMD ["b"]\n', 'FROM alpine\n# the second\nCMD ["b"]\n'],
  good: [
    'FROM alpine\nCMD ["a"]\n',
    'FROM alpine AS base\nCMD ["a"]\nFROM base\nCMD ["b"]\n',
    'FROM alpine\nONBUILD CMD ["a"]\nCMD ["b"]\n',
  ],
};

export default defineRule({
  id: 'multiple-cmd',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['cmd'],
  fix: 'safe',
  title: 'A CMD that a later CMD of the stage replaces',
  why: 'Only the last one counts; this one does nothing.',
  twins: [
    'buildkit/MultipleInstructionsDisallowed',
    'hadolint/DL4003',
    'trivy/DS-0016',
    'dockerfile-utils/MULTIPLE_INSTRUCTIONS',
    'dockerlint/multiple_entries',
    'slim/ID.20011',
    'sonar/S6589',
    'kics/multiple-cmd',
    'terrascan/AC_DOCKER_0053',
    'buddy/EI0001',
    'droast/DF038',
  ],
  differs: 'As BuildKit: those that do not count, which are all but the last. hadolint reports those behind the first.',
  *check(context) {
    for (const one of overridden(context, 'CMD')) {
      const { earlier, later } = one;
      yield {
        span: earlier.at.keywordSpan,
        message: overriddenMessage(one),
        related: [{ span: later.at.keywordSpan, message: 'The one that counts' }],
        tag: 'unnecessary',
        ...(earlier.acts === earlier.at && {
          fixes: [
            { class: 'safe' as const, title: 'Remove this CMD', edits: [removeInstruction(context.model, earlier.at)] },
          ],
        }),
      };
    }
  },
});
