// RULE powershell-shell-instruction: the id is the file name; the examples below are run as tests.
import { powershellRuns } from '../../facts/powershellRuns';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command New-Item x\nRUN powershell -Command New-Item y\n',
  ],
  fixed: [],
  good: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nRUN powershell -Command New-Item x\n',
    'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN New-Item x\nRUN New-Item y\n',
  ],
};

export default defineRule({
  id: 'powershell-shell-instruction',
  group: 'shell',
  severity: 'off',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['powershell', 'pwsh'],
  fix: 'none',
  title: 'Each RUN calls PowerShell anew',
  why: 'One SHELL instruction says it for all of them, with the preferences that make errors stop the build.',
  twins: ['tally/prefer-shell-instruction'],
  *check(context) {
    const seen = new Map<number, number>();
    for (const { stage, step, shell } of powershellRuns(context)) {
      if (shell.length > 0) continue;
      const count = (seen.get(stage.index) ?? 0) + 1;
      seen.set(stage.index, count);
      if (count === 2)
        yield {
          span: step.keywordSpan,
          message: 'SHELL ["powershell", "-Command"] once would do for this RUN and the one before.',
        };
    }
  },
});
