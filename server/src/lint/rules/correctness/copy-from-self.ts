// RULE copy-from-self: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine AS build\nCOPY --from=build /a /b\n',
    'FROM alpine\nCOPY --from=0 /a /b\n',
    'FROM alpine AS build\nRUN --mount=type=bind,from=build,target=/x true\n',
  ],
  fixed: [],
  good: [
    'FROM alpine AS build\nFROM alpine\nCOPY --from=build /a /b\n',
    'FROM alpine AS build\nONBUILD COPY --from=build /a /b\n',
  ],
};

export default defineRule({
  id: 'copy-from-self',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'none',
  title: 'A stage copies from itself',
  why: 'The build stops: a stage cannot wait for its own end. Inside one stage, `RUN cp` copies.',
  twins: ['hadolint/DL3023', 'trivy/DS-0006', 'kics/copy-from-self', 'buddy/EC0001', 'droast/DF050'],
  *check(context) {
    for (const reference of stageReferences(context)) {
      const { kind, user, span, text, instruction } = reference;
      if (kind === 'from' || stageMeant(context, reference) !== user || !user.steps.includes(instruction)) continue;
      yield { span, message: `${text} is this stage itself: the build stops here.` };
    }
  },
});
