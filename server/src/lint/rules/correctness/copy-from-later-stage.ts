// RULE copy-from-later-stage: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { circularUses, stageUses } from '../../facts/stageCycles';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine AS a\nCOPY --from=b /x /x\nFROM alpine AS b\n',
    'FROM alpine\nCOPY --from=1 /x /x\nFROM alpine\n',
    'FROM alpine AS a\nRUN --mount=from=B,target=/x true\nFROM alpine AS b\n',
  ],
  fixed: [],
  good: [
    'FROM alpine AS a\nFROM alpine AS b\nCOPY --from=a /x /x\n',
    'FROM alpine AS a\nCOPY --from=b /x /x\nFROM a AS b\n',
  ],
};

export default defineRule({
  id: 'copy-from-later-stage',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'none',
  title: 'A stage used before it is defined',
  why: 'The build stops here: a stage may use only those above it.',
  twins: ['hadolint/DL3022'],
  *check(context) {
    const uses = stageUses(context);
    const circular = new Set(circularUses(uses));
    for (const use of uses) {
      const { reference, used } = use;
      if (used.index < reference.user.index || circular.has(use)) continue;
      yield {
        span: reference.span,
        message: `The stage ${used.label} begins in line ${String(used.from.line + 1)}, further down: the build stops here.`,
        related: [{ span: used.from.stageName?.span ?? used.from.keywordSpan, message: 'The stage' }],
      };
    }
  },
});
