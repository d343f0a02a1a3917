// RULE windows-no-chown: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY --chown=app app C:/app/\n'],
  fixed: [],
  good: ['FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY app C:/app/\n'],
};

export default defineRule({
  id: 'windows-no-chown',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['--chown', '--chmod'],
  fix: 'none',
  title: '`--chown` and `--chmod` do nothing on Windows',
  why: 'Windows has neither the owners, the signals nor all the mounts of Linux: what is written has no effect, or stops the build.',
  twins: ['tally/windows-no-chown-flag'],
  *check(context) {
    for (const stage of context.graph.stages) {
      if (baseOf(context, stage).family !== 'windows') continue;
      for (const step of stage.steps) {
        const span =
          step.keyword === 'COPY' || step.keyword === 'ADD'
            ? (flagOf(step, 'chown') ?? flagOf(step, 'chmod'))?.span
            : undefined;
        if (span) yield { span, message: 'This does nothing in a Windows image.' };
      }
    }
  },
});
