// RULE nuget-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet publish -c Release -o /app\n'],
  fixed: [
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN --mount=type=cache,target=/root/.nuget/packages dotnet publish -c Release -o /app\n',
  ],
  good: [
    'FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nRUN dotnet publish -o /app\nFROM mcr.microsoft.com/dotnet/aspnet:8.0\nCOPY --from=build /app /app\n',
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet publish -o /app && dotnet nuget locals all --clear\n',
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nRUN dotnet --info\n',
  ],
};

export default defineRule({
  id: 'nuget-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['dotnet'],
  fix: 'confirm',
  title: 'Packages of NuGet left in the layer',
  why: 'Every restored package stays in the image a second time in ~/.nuget/packages, where a published program does not look for it.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'nuget',
      what: 'The package folder of NuGet',
      shippedOnly: true,
      leaves: ({ verb, phrase }) => verb === 'build' || (verb === 'install' && !phrase.startsWith('workload')),
    });
  },
});
