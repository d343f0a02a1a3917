// RULE copy-whole-filesystem: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

const WRITES = new Set(['COPY', 'ADD', 'RUN', 'WORKDIR']);

export const examples: RuleExamples = {
  bad: ['FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build / /\n'],
  fixed: [],
  good: [
    'FROM debian:12 AS build\nRUN make\nFROM scratch\nCOPY --from=build / /\n',
    'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /out /\n',
    'FROM debian:12\nCOPY / /\n',
  ],
};

export default defineRule({
  id: 'copy-whole-filesystem',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The whole file system of a stage is copied',
  why: 'It brings everything that the other stage has, its caches and build tools too, and stores what the base has already a second time.',
  twins: ['hadolint/DL3067'],
  differs:
    'hadolint reports `COPY --from=build / /` into an empty stage too: there nothing is stored twice, it is how layers are joined, and it is told only when you ask for the twin by name.',
  *check({ graph }) {
    for (const stage of graph.stages) {
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword !== 'COPY' || !flagOf(step, 'from') || step.destination?.text !== '/') continue;
        const word = step.sources.find(({ text }) => text === '/');
        if (!word) continue;
        const isFlatten =
          stage.base.kind === 'scratch' && !stage.steps.slice(0, index).some(({ keyword }) => WRITES.has(keyword));
        yield {
          span: word.span,
          ...(isFlatten && { severity: 'off' as const }),
          message:
            'This copies everything that the other stage has, and stores what the base has already a second time.',
        };
      }
    }
  },
});
