// RULE windows-no-mounts: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN --mount=type=secret,id=a echo a\n'],
  fixed: [],
  good: ['FROM debian:12\nRUN --mount=type=secret,id=a echo a\n'],
};

export default defineRule({
  id: 'windows-no-mounts',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['mount'],
  fix: 'none',
  title: 'RUN --mount in a Windows image',
  why: 'Windows has neither the owners, the signals nor all the mounts of Linux: what is written has no effect, or stops the build.',
  twins: ['tally/windows-no-run-mounts'],
  *check(context) {
    for (const stage of context.graph.stages) {
      if (baseOf(context, stage).family !== 'windows') continue;
      for (const step of stage.steps) {
        const span =
          step.keyword === 'RUN'
            ? step.flags.find(({ name, value }) => name === 'mount' && /type=(?:secret|ssh|tmpfs)/.test(value ?? ''))
                ?.span
            : undefined;
        if (span) yield { span, message: 'Windows builders know only bind and cache mounts, and no others.' };
      }
    }
  },
});
