// RULE copy-whole-filesystem: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import { flagOf } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { baseOf } from '../../facts/baseImage';
import { imageFacts, type BaseFacts } from '../../facts/imageFacts';
import { defineRule, type RuleExamples } from '../../rule';

const WRITES = new Set(['COPY', 'ADD', 'RUN', 'WORKDIR']);

export const examples: RuleExamples = {
  bad: ['FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build / /\n'],
  fixed: [],
  good: [
    'FROM debian:12 AS build\nRUN make\nFROM scratch\nCOPY --from=build / /\n',
    'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /out /\n',
    'FROM debian:12\nCOPY / /\n',
    // What stands on nothing has what was put there, and nothing of a base.
    'FROM debian:12 AS build\nRUN make\nFROM scratch AS files\nCOPY --from=build /out /usr\nFROM debian:12\nCOPY --from=files / /\n',
    // Nobody knows what is in there.
    'FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx\nFROM golang:1.23\nCOPY --from=xx / /\n',
  ],
};

export default defineRule({
  id: 'copy-whole-filesystem',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['--from'],
  fix: 'none',
  title: 'The whole file system of a stage is copied',
  why: 'It brings everything that the other stage has, its caches and build tools too, and stores what the base has already a second time.',
  twins: ['hadolint/DL3067'],
  differs:
    'hadolint reports `COPY --from=build / /` into an empty stage too: there nothing is stored twice, it is how layers are joined. Nor is anything where the other stage stands on nothing, and of an image that we do not know nobody can say. These are told only when you ask for the twin by name.',
  *check(context) {
    const { graph } = context;
    for (const stage of graph.stages) {
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword !== 'COPY' || !flagOf(step, 'from') || step.destination?.text !== '/') continue;
        const word = step.sources.find(({ text }) => text === '/');
        if (!word) continue;
        const isFlatten =
          stage.base.kind === 'scratch' && !stage.steps.slice(0, index).some(({ keyword }) => WRITES.has(keyword));
        yield {
          span: word.span,
          ...((isFlatten || !hasSystem(context, stage, flagOf(step, 'from')?.value ?? '')) && {
            severity: 'off' as const,
          }),
          message:
            'This copies everything that the other stage has, and stores what the base has already a second time.',
        };
      }
    }
  },
});

/** True when a whole system is sure to be there: a distribution's image, or a stage whose RUNs had a shell. */
function hasSystem(context: RuleContext, user: Stage, name: string): boolean {
  const below = context.graph.stages.slice(0, user.index);
  const stage = below.findLast((one) => one.name?.toLowerCase() === name.toLowerCase()) ?? below[Number(name)];
  const isSystem = ({ family }: BaseFacts): boolean => family !== 'unknown' && family !== 'scratch';
  if (!stage) return isSystem(imageFacts(name));
  return isSystem(baseOf(context, stage)) || context.chainOf(stage).some((one) => context.runsOf(one).length > 0);
}
