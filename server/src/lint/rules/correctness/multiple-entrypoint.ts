// RULE multiple-entrypoint: the id is the file name; the examples below are run as tests.
import { removeInstruction } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { overridden, overriddenMessage } from '../../facts/usedOnce';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n'],
  fixed: ['FROM alpine\nENTRYPOINT ["b"]\n'],
  good: ['FROM alpine\nENTRYPOINT ["a"]\n', 'FROM alpine AS base\nENTRYPOINT ["a"]\nFROM base\nENTRYPOINT ["b"]\n'],
};

export default defineRule({
  id: 'multiple-entrypoint',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['entrypoint'],
  fix: 'safe',
  title: 'An ENTRYPOINT that a later ENTRYPOINT of the stage replaces',
  why: 'Only the last one counts; this one does nothing.',
  twins: [
    'buildkit/MultipleInstructionsDisallowed',
    'hadolint/DL4004',
    'trivy/DS-0007',
    'dockerfile-utils/MULTIPLE_INSTRUCTIONS',
    'dockerlint/multiple_entries',
    'slim/ID.20010',
    'sonar/S6589',
    'kics/multiple-entrypoint',
    'semgrep/multiple-entrypoint-instructions',
    'buddy/EI0001',
    'droast/DF039',
  ],
  differs: 'As BuildKit: those that do not count, which are all but the last. hadolint reports those behind the first.',
  *check(context) {
    for (const one of overridden(context, 'ENTRYPOINT')) {
      const { earlier, later } = one;
      // An ENTRYPOINT also clears the CMD of what it stands on, unless a CMD of the stage comes first.
      const steps = earlier.stage.steps;
      const between = steps.slice(steps.indexOf(earlier.at), steps.indexOf(later.at));
      const isSafe = !between.some(({ keyword }) => keyword === 'CMD');
      const edits = [removeInstruction(context.model, earlier.at)];
      yield {
        span: earlier.at.keywordSpan,
        message: overriddenMessage(one),
        related: [{ span: later.at.keywordSpan, message: 'The one that counts' }],
        tag: 'unnecessary',
        ...(earlier.acts === earlier.at && {
          fixes: [{ class: isSafe ? ('safe' as const) : ('confirm' as const), title: 'Remove this ENTRYPOINT', edits }],
        }),
      };
    }
  },
});
