// RULE pin-dotnet-tools: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet tool install --global dotnet-ef\n'],
  fixed: [],
  good: ['FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet tool install --global dotnet-ef --version 8.0.7\n'],
};

export default defineRule({
  id: 'pin-dotnet-tools',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['dotnet'],
  fix: 'none',
  title: 'dotnet tools without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const { run, call } of managerCallsOf(context, 'nuget')) {
      if (call.phrase !== 'tool install' || call.flag('--version', '--tool-manifest')) continue;
      const [name] = call.operands;
      if (name?.text === undefined || name.text.includes('@')) continue;
      yield {
        span: run.docSpan(name.span),
        message: `${name.text} has no version: the next build may install another one. Write \`--version\`.`,
      };
    }
  },
});
