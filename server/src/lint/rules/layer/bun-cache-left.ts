// RULE bun-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM oven/bun:1\nRUN bun install --frozen-lockfile\n'],
  fixed: ['FROM oven/bun:1\nRUN --mount=type=cache,target=/root/.bun/install/cache bun install --frozen-lockfile\n'],
  good: [
    'FROM oven/bun:1\nRUN bun install --no-cache\n',
    'FROM oven/bun:1\nRUN bun install && bun pm cache rm\n',
    'FROM oven/bun:1\nRUN bun run build\n',
  ],
};

export default defineRule({
  id: 'bun-cache-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['bun'],
  fix: 'confirm',
  title: 'Cache of bun left in the layer',
  why: 'What bun links into node_modules is stored once; the rest of its cache only weighs. A cache mount keeps it out and speeds up the next build.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'bun',
      what: "bun's cache",
      leaves: ({ verb }) => verb === 'install',
    });
  },
});
