// RULE npm-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM node:20\nRUN npm ci\n', 'FROM node:20\nRUN npm install -g pnpm \\\n && npm install\n'],
  fixed: [
    'FROM node:20\nRUN npm ci && npm cache clean --force\n',
    'FROM node:20\nRUN npm install -g pnpm \\\n && npm install \\\n && npm cache clean --force\n',
  ],
  good: [
    // What is there is built again.
    'FROM node:22\nRUN npm rebuild bcrypt\n',
    'FROM node:20\nRUN npm ci && npm cache clean --force\n',
    'FROM node:20\nRUN npm ci && rm -rf /root/.npm\n',
    'FROM node:20\nRUN npm ci --cache /tmp/npm && rm -rf /tmp/npm\n',
    'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'FROM node:20\nENV npm_config_cache=/tmp/npm\nRUN --mount=type=tmpfs,target=/tmp npm ci\n',
    'FROM node:20\nRUN npm run build && npm test\n',
  ],
};

export default defineRule({
  id: 'npm-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['npm'],
  fix: 'safe',
  title: 'Cache of npm left in the layer',
  why: 'What npm downloads it keeps in its cache, often as much as node_modules itself; in an image no later install uses it.',
  twins: ['parfum/npmCacheCleanAfterInstall'],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'npm',
      what: "npm's cache",
      leaves: ({ program, verb, phrase }) =>
        program === 'npm' && (verb === 'install' || verb === 'upgrade') && phrase !== 'link' && phrase !== 'ln',
      configuredBy: /^cache/,
      // What --cache names, the command would not empty.
      repair: (_, calls) => (calls.some((call) => call.flag('--cache')) ? undefined : appended(calls)),
    });
  },
});
