// RULE circular-stage-dependency: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { circularUses, stageUses } from '../../facts/stageCycles';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine AS a\nCOPY --from=b /x /x\nFROM a AS b\nRUN true\n',
    'FROM alpine AS a\nRUN --mount=from=c,target=/x true\nFROM alpine AS b\nCOPY --from=a /x /x\nFROM b AS c\n',
  ],
  fixed: [],
  good: [
    'FROM alpine AS a\nFROM a AS b\nCOPY --from=a /x /x\n',
    'FROM alpine AS a\nCOPY --from=b /x /x\nFROM alpine AS b\n',
    'FROM alpine AS a\nCOPY --from=a /x /x\n',
  ],
};

export default defineRule({
  id: 'circular-stage-dependency',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'none',
  title: 'Stages that wait for each other',
  why: 'The build stops: none of them can be the first.',
  twins: ['tally/circular-stage-deps'],
  *check(context) {
    const circular = circularUses(stageUses(context));
    // Every circle has a use that points down the file: there one would cut it.
    for (const { reference, used } of circular) {
      const { user, span } = reference;
      if (used.index < user.index) continue;
      const back = circular.filter((other) => other.reference.user.index > other.used.index);
      yield {
        span,
        message: `The stage ${user.label} needs ${used.label}, which needs ${user.label}: the build stops.`,
        related: back
          .slice(0, 5)
          .map((other) => ({ span: other.reference.span, message: `Needs ${other.used.label}` })),
      };
    }
  },
});
