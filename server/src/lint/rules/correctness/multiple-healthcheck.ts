// RULE multiple-healthcheck: the id is the file name; the examples below are run as tests.
import { removeInstruction } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { overridden, overriddenMessage } from '../../facts/usedOnce';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nHEALTHCHECK NONE\nHEALTHCHECK CMD ["true"]\n'],
  fixed: ['FROM alpine\nHEALTHCHECK CMD ["true"]\n'],
  good: ['FROM alpine\nHEALTHCHECK NONE\n', 'FROM alpine AS base\nHEALTHCHECK NONE\nFROM base\nHEALTHCHECK CMD true\n'],
};

export default defineRule({
  id: 'multiple-healthcheck',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['healthcheck'],
  fix: 'safe',
  title: 'A HEALTHCHECK that a later HEALTHCHECK of the stage replaces',
  why: 'Only the last one counts; this one does nothing.',
  twins: [
    'buildkit/MultipleInstructionsDisallowed',
    'hadolint/DL3012',
    'trivy/DS-0023',
    'dockerfile-utils/MULTIPLE_INSTRUCTIONS',
    'buddy/EI0001',
    'droast/DF041',
  ],
  *check(context) {
    for (const one of overridden(context, 'HEALTHCHECK')) {
      const { earlier, later } = one;
      const edits = [removeInstruction(context.model, earlier.at)];
      yield {
        span: earlier.at.keywordSpan,
        message: overriddenMessage(one),
        related: [{ span: later.at.keywordSpan, message: 'The one that counts' }],
        tag: 'unnecessary',
        ...(earlier.acts === earlier.at && {
          fixes: [{ class: 'safe' as const, title: 'Remove this HEALTHCHECK', edits }],
        }),
      };
    }
  },
});
