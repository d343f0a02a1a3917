// RULE node-gyp-cache: the id is the file name; the examples below are run as tests.
import { insertFlag } from '../../edits';
import { isInstalledInChain } from '../../facts/chainFacts';
import { ownerOf } from '../../edits/cacheMountFix';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import { placeOf, surroundingsOf } from '../../facts/cachePaths';
import { managerCallsOf } from '../../facts/commandIndex';
import type { StageRun } from '../../context';
import { callSpan } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM node:20-alpine\nRUN apk add --no-cache python3 make g++\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'FROM node:20-slim AS build\nRUN apt-get update && apt-get install -y build-essential\nRUN yarn install --frozen-lockfile\n',
  ],
  fixed: [
    'FROM node:20-alpine\nRUN apk add --no-cache python3 make g++\nRUN --mount=type=cache,target=/root/.npm --mount=type=cache,target=/root/.cache/node-gyp npm ci\n',
    'FROM node:20-slim AS build\nRUN apt-get update && apt-get install -y build-essential\nRUN --mount=type=cache,target=/root/.cache/node-gyp yarn install --frozen-lockfile\n',
  ],
  good: [
    'FROM node:20\nRUN npm ci\n',
    'FROM node:20-alpine\nRUN apk add --no-cache g++\nRUN --mount=type=cache,target=/root/.cache npm ci\n',
    'FROM node:20-alpine\nRUN apk add --no-cache g++\nRUN npm ci --ignore-scripts\n',
  ],
};

export default defineRule({
  id: 'node-gyp-cache',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['g++', 'gcc', 'build-base', 'build-essential', 'node-gyp'],
  fix: 'confirm',
  title: 'Headers of Node.js downloaded again on every rebuild',
  why: 'For each native module that is compiled node-gyp downloads the headers of Node.js, which it keeps in ~/.cache/node-gyp. A cache mount there saves the download.',
  twins: ['tally/node-gyp-cache-mounts'],
  *check(context) {
    const { builder, frontend } = context.graph.options;
    if (builder !== 'buildkit' || frontend < 2) return;
    let last: StageRun | undefined;
    for (const { run, call } of managerCallsOf(context, 'npm', 'yarn', 'pnpm')) {
      if (run === last || call.verb !== 'install' || call.flag('--ignore-scripts')) continue;
      // Who installs a compiler has native modules.
      if (!isInstalledInChain(context, run, COMPILERS)) continue;
      last = run;
      const around = surroundingsOf(context, run, call);
      const place = placeOf(HEADERS, call, around);
      if (coveringMount(writableMounts(context, run), [place])) continue;
      const owner = ownerOf(context, run, around);
      const fix =
        owner === undefined || place.path === undefined
          ? undefined
          : insertFlag(run.run, `--mount=type=cache,target=${place.path}${owner}`);
      yield {
        span: run.docSpan(callSpan(call)),
        message: 'Native modules are compiled here: node-gyp downloads the headers of Node.js each time.',
        ...(fix && { fixes: [{ class: 'confirm', title: `Keep ${place.path ?? ''} in a cache mount`, edits: [fix] }] }),
      };
    }
  },
});

const HEADERS = { path: '~/.cache/node-gyp', variables: [['npm_config_devdir', '']] } as const;
const COMPILERS: ReadonlySet<string> = new Set(['g++', 'gcc', 'build-base', 'build-essential', 'node-gyp', 'gcc-c++']);
