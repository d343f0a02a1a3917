// RULE copy-from-empty-scratch: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stageUses } from '../../facts/stageCycles';

const MAKES_FILES = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

export const examples: RuleExamples = {
  bad: [
    'FROM scratch AS files\nENV A=1\nFROM alpine\nCOPY --from=files /x /x\n',
    'FROM scratch AS a\nFROM a AS b\nFROM alpine\nCOPY --from=b /x /x\n',
  ],
  fixed: [],
  good: [
    'FROM scratch AS files\nCOPY x /x\nFROM alpine\nCOPY --from=files /x /x\n',
    'FROM scratch AS a\nADD x /x\nFROM a AS b\nFROM alpine\nCOPY --from=b /x /x\n',
    'FROM alpine AS files\nFROM alpine\nCOPY --from=files /x /x\n',
    'FROM scratch AS a\nFROM a\nRUN true\n',
    'FROM scratch AS a\nFROM alpine\nRUN --mount=from=a,target=/x true\n',
    'FROM scratch AS a\nFROM alpine\nCOPY --from=a / /\n',
    // The build says which image it is.
    'ARG PKG=scratch\nFROM $PKG AS a\nFROM alpine\nCOPY --from=a /x /x\n',
  ],
};

export default defineRule({
  id: 'copy-from-empty-scratch',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['from='],
  fix: 'none',
  title: 'Copying from a stage that has no files',
  why: 'The stage is FROM scratch and nothing puts a file into it.',
  twins: ['tally/copy-from-empty-scratch-stage'],
  *check(context) {
    for (const { reference, used } of stageUses(context)) {
      // A mount of an empty stage is a place that a named context fills, and `/` may be empty.
      if (reference.instruction.keyword !== 'COPY' || used.index > reference.user.index) continue;
      if (reference.instruction.sources.every(({ text }) => /[*?[$]|^[./]*$/.test(text))) continue;
      const chain = context.chainOf(used);
      if (chain[0]?.base.kind !== 'scratch') continue;
      // `scratch` is what stands in until a build says which image it is.
      if (chain[0].from.image?.text.includes('$') === true) continue;
      if (chain.some(({ steps }) => steps.some(({ keyword }) => MAKES_FILES.has(keyword)))) continue;
      // A trigger of a stage below may bring some.
      if (chain.some(({ steps }) => steps.some(({ keyword }) => keyword === 'ONBUILD'))) continue;
      yield {
        span: reference.span,
        message: `The stage ${used.label} is FROM scratch and has no COPY, ADD, RUN or WORKDIR: there is no file to take.`,
        related: [{ span: used.from.image?.span ?? used.from.keywordSpan, message: 'The empty stage' }],
      };
    }
  },
});
