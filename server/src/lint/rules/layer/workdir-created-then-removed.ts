// RULE workdir-created-then-removed: the id is the file name; the examples below are run as tests.
import { chainFlow, lineOf, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type RuleExamples } from '../../rule';
import { DELETING } from '../../words/deleting';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nWORKDIR /tmp/build\nCOPY . .\nRUN make install && cd / && rm -rf /tmp/build\nWORKDIR /\n'],
  fixed: [],
  good: [
    'FROM debian:12\nWORKDIR /tmp/build\nCOPY . .\nRUN make install && rm -rf /tmp/build/*\n',
    'FROM debian:12\nWORKDIR /app\nRUN rm -rf /app/cache\n',
    'FROM debian:12\nWORKDIR /app\nRUN rm -rf /app && ln -s /srv /app\n',
    'FROM debian:12 AS build\nWORKDIR /tmp/build\nRUN make && rm -rf /tmp/build\nFROM scratch\nCOPY --from=build /out /\n',
  ],
};

export default defineRule({
  id: 'workdir-created-then-removed',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['layers'],
  mentions: DELETING,
  fix: 'none',
  title: 'A working directory is made only to be deleted',
  why: 'All that is put there stays in the layers between. A bind mount (`RUN --mount=type=bind`) or a tmpfs mount gives the RUN the same directory without a layer.',
  twins: [],
  *check(context) {
    const { target } = context.graph;
    const steps = target ? chainFlow(context, target) : [];
    const made = new Map<string, StepFlow>();
    for (const step of steps) {
      const [act] = step.acts;
      if (step.instruction.keyword === 'WORKDIR' && act && act.path !== '/') made.set(act.path, step);
      for (const { kind, path, sure, recursive, certainty, inLayer } of step.acts) {
        if (kind !== 'delete' || !sure || !recursive || !inLayer || certainty !== 'literal') continue;
        const workdir = made.get(path);
        made.delete(path);
        if (!workdir || workdir.isTrigger || isMadeAgain(step, path)) continue;
        yield {
          span: workdir.instruction.span,
          message: `Line ${lineOf(step)} deletes this directory: what is put there in between stays in the layers all the same. A mount would leave nothing behind.`,
          related: [
            {
              span: step.acts.find((one) => one.path === path && one.kind === 'delete')?.where ?? step.instruction.span,
              message: 'Deleted here',
            },
          ],
        };
      }
    }
  },
});

const isMadeAgain = ({ acts }: StepFlow, path: string): boolean => {
  const deleted = acts.findIndex((act) => act.kind === 'delete' && act.path === path);
  return acts.slice(deleted + 1).some((act) => (act.kind === 'write' || act.kind === 'directory') && act.path === path);
};
