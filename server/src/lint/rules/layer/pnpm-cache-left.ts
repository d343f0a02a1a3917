// RULE pnpm-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM node:20\nRUN pnpm install --frozen-lockfile\n'],
  fixed: ['FROM node:20\nRUN --mount=type=cache,target=/root/.local/share/pnpm/store pnpm install --frozen-lockfile\n'],
  good: [
    'FROM node:20\nENV PNPM_HOME=/pnpm\nRUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm install\n',
    'FROM node:20\nRUN pnpm install && pnpm store prune\n',
    'FROM node:20\nRUN pnpm run build\n',
  ],
};

export default defineRule({
  id: 'pnpm-cache-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pnpm'],
  fix: 'confirm',
  title: 'Store of pnpm left in the layer',
  why: 'What pnpm links into node_modules is stored once; packages of other platforms, metadata and versions that nothing links only weigh. A cache mount keeps the store out and speeds up the next build.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'pnpm',
      what: "pnpm's store",
      leaves: ({ verb, phrase }) => verb === 'install' || verb === 'download' || phrase === 'dlx',
      configuredBy: /^store-dir/,
    });
  },
});
