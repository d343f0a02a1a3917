// RULE yarn-cache-left: the id is the file name; the examples below are run as tests.
import { isYarnModern } from '../../facts/modernYarn';
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM node:20\nRUN yarn install --frozen-lockfile\n', 'FROM node:20\nRUN yarn --production\n'],
  fixed: [
    'FROM node:20\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
    'FROM node:20\nRUN yarn --production && yarn cache clean\n',
  ],
  good: [
    'FROM node:20\nRUN yarn install && yarn cache clean\n',
    'FROM node:20\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\n',
    'FROM node:20\nRUN yarn install && rm -rf /usr/local/share/.cache\n',
    'FROM node:20\nENV YARN_CACHE_FOLDER=/tmp/yarn\nRUN yarn install && rm -rf /tmp/yarn\n',
    'FROM node:20\nCOPY package.json yarn.lock .yarnrc.yml ./\nRUN yarn install --immutable\n',
    'FROM node:20\nRUN yarn build && yarn --version\n',
  ],
};

export default defineRule({
  id: 'yarn-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['yarn'],
  fix: 'safe',
  title: "Yarn's cache left in the layer",
  why: 'Yarn keeps every package that it downloads for a next install, which in an image never comes.',
  twins: ['hadolint/DL3060', 'droast/DF055', 'parfum/yarnCacheCleanAfterInstall'],
  differs:
    'hadolint looks at `yarn install` in the last stage; here `yarn` alone, `add` and `global add` are seen too, and removing the folder counts. Silent for Yarn 2 and later, seen by .yarnrc.yml, `--immutable` or `yarn set version`: its cache may be the .yarn/cache of the project, which is the dependencies themselves.',
  *check(context) {
    if (isYarnModern(context)) return;
    yield* leftCaches(context, {
      manager: 'yarn',
      what: "Yarn's cache",
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      configuredBy: /^cache-?folder/i,
      repair: (_, calls) => (calls.some((call) => call.flag('--cache-folder')) ? undefined : appended(calls)),
    });
  },
});
