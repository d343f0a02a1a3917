// RULE unused-stage: the id is the file name; the examples below are run as tests.
import { deleteStage, unneededStages } from '../../facts/stageUse';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM golang:1.23 AS old\nRUN make old\nFROM alpine:3.20\nRUN true\n', 'FROM a AS b\n# the runtime\nFROM c\n'],
  fixed: ['FROM alpine:3.20\nRUN true\n', '# the runtime\nFROM c\n'],
  good: [
    'FROM golang:1.23 AS build\nRUN make\nFROM alpine:3.20\nCOPY --from=build /out /out\n',
    'FROM alpine:3.20 AS test\nRUN make test\nFROM alpine:3.20\nRUN true\n',
    'ARG VARIANT=a\nFROM x AS base-a\nFROM y AS base-b\nFROM base-${VARIANT}\nRUN true\n',
    'FROM node:22 AS deps\nFROM alpine:3.20\nRUN --mount=from=deps,target=/deps ls /deps\n',
  ],
};

export default defineRule({
  id: 'unused-stage',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph', 'project'],
  fix: 'confirm',
  title: 'Stage that nothing uses',
  why: 'BuildKit does not build it, so that nobody notices when it breaks; the classic builder builds it for nothing.',
  twins: ['tally/no-unreachable-stages'],
  *check(context) {
    const unused = unneededStages(context).filter(({ usedBy }) => usedBy.length === 0);
    // A name may be somebody's --target, unless the project's files say what is built.
    const knowsTargets = (context.facts.project?.targets ?? []).length > 0;
    for (const { stage } of unused) {
      yield {
        span: stage.from.stageName?.span ?? stage.from.keywordSpan,
        message: knowsTargets
          ? `Nothing uses the stage ${stage.label}: no later stage stands on it or copies from it, and it is not the target.`
          : `Nothing in this file uses the stage ${stage.label}: it is built only where it is named as the target.`,
        ...(knowsTargets || stage.name === undefined ? {} : { severity: 'hint' as const }),
        tag: 'unnecessary',
        fixes: deleteStage(context, stage),
      };
    }
  },
});
