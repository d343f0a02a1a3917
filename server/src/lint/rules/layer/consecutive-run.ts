// RULE consecutive-run: the id is the file name; the examples below are run as tests.
import type { RuleContext, StageRun } from '../../context';
import { mergeRuns } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd app\nRUN mkdir /data\n',
    'FROM debian:12\nRUN useradd app\n# the data\nRUN mkdir /data\n',
    'FROM debian:12\nRUN cd /opt\nRUN mkdir data\n',
  ],
  fixed: [
    'FROM debian:12\nRUN useradd app && mkdir /data\n',
    'FROM debian:12\n# the data\nRUN useradd app && mkdir /data\n',
  ],
  good: [
    'FROM debian:12\nRUN useradd app && mkdir /data\n',
    'FROM debian:12\nRUN useradd app\nUSER app\nRUN mkdir /data\n',
    'FROM debian:12\nRUN useradd app\nRUN --mount=type=cache,target=/c mkdir /data\n',
    'FROM debian:12\nRUN a && b\nRUN mkdir /data\n',
    'FROM debian:12 AS build\nRUN make\nRUN make install\nFROM scratch\nCOPY --from=build /usr/local /\n',
    'FROM debian:12\nRUN ["useradd", "app"]\nRUN mkdir /data\n',
  ],
};

/** A RUN of more commands has been joined by somebody already (hadolint 2.15.1 counts so too, as its answers show). */
const MOST_COMMANDS = 1;

export default defineRule({
  id: 'consecutive-run',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  fix: 'confirm',
  title: 'RUNs that could be one',
  why: 'Each RUN makes a layer, and what one writes a later one can only hide. Joined they are one layer; apart, the builder can keep the first in its cache when the second changes.',
  twins: ['hadolint/DL3059', 'slim/ID.20019', 'sonar/S7031', 'droast/DF003'],
  differs:
    'hadolint reports in every stage; here stages whose layers are not in the image are told only when you ask for the twin by name. Scripts of PowerShell and cmd are not read.',
  *check(context) {
    const inImage = new Set(context.graph.chain);
    for (const stage of context.graph.stages) {
      const isShipped = inImage.has(stage);
      const runs = new Map(context.runsOf(stage).map((run) => [run.index, run]));
      for (const run of runs.values()) {
        const before = runs.get(run.index - 1);
        if (!before || !isShort(before) || !isShort(run) || flagsOf(before) !== flagsOf(run)) continue;
        const line = String(before.run.line + 1);
        const edits = isShipped ? joined(context, before, run) : undefined;
        yield {
          span: run.run.keywordSpan,
          message: `This RUN and the one in line ${line} have one command each: joined they would be one layer.`,
          ...(!isShipped && { severity: 'off' as const }),
          related: [{ span: before.run.keywordSpan, message: 'Could be joined with this' }],
          fixes: edits
            ? [{ class: 'confirm', title: `Join with the RUN in line ${line} (one layer less)`, edits }]
            : [],
        };
      }
    }
  },
});

const isShort = ({ run, script }: StageRun): boolean =>
  run.form === 'shell' && run.heredocs.length === 0 && script.commands.length <= MOST_COMMANDS;

const flagsOf = ({ run }: StageRun): string =>
  run.flags
    .map(({ name, value }) => `${name}=${value ?? ''}`)
    .sort()
    .join(' ');

const joined = (context: RuleContext, first: StageRun, second: StageRun): ReturnType<typeof mergeRuns> =>
  mergeRuns(context.model, first, second);
