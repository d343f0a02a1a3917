// RULE unreachable-stage: the id is the file name; the examples below are run as tests.
import { unneededStages } from '../../facts/stageUse';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM golang:1.23 AS base\nFROM base AS old\nRUN make old\nFROM alpine:3.20\nRUN true\n'],
  fixed: [],
  good: ['FROM golang:1.23 AS base\nFROM base AS build\nFROM alpine:3.20\nCOPY --from=build /out /out\n'],
};

export default defineRule({
  id: 'unreachable-stage',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph', 'project'],
  fix: 'none',
  title: 'Stage that only unused stages use',
  why: 'What it makes reaches no image: the stages that use it are not used themselves.',
  twins: ['tally/no-unreachable-stages'],
  *check(context) {
    for (const { stage, usedBy } of unneededStages(context)) {
      const [user] = usedBy;
      if (!user) continue;
      yield {
        span: stage.from.stageName?.span ?? stage.from.keywordSpan,
        message: `Only ${user.label} uses the stage ${stage.label}, and nothing uses ${user.label}.`,
        related: [{ span: user.from.keywordSpan, message: 'The stage that uses it' }],
        tag: 'unnecessary',
      };
    }
  },
});
