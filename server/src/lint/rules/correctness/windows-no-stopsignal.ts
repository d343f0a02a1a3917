// RULE windows-no-stopsignal: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL SIGTERM\n'],
  fixed: [],
  good: ['FROM debian:12\nSTOPSIGNAL SIGTERM\n'],
};

export default defineRule({
  id: 'windows-no-stopsignal',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['stopsignal'],
  fix: 'none',
  title: 'STOPSIGNAL in a Windows image',
  why: 'Windows has neither the owners, the signals nor all the mounts of Linux: what is written has no effect, or stops the build.',
  twins: ['tally/windows-no-stopsignal'],
  *check(context) {
    for (const stage of context.graph.stages) {
      if (baseOf(context, stage).family !== 'windows') continue;
      for (const step of stage.steps) {
        const span = step.keyword === 'STOPSIGNAL' ? step.keywordSpan : undefined;
        if (span) yield { span, message: 'Windows has no signals: this does nothing.' };
      }
    }
  },
});
