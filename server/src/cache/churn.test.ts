// How often steps had to run again, and what another order would save.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, sha256, type Project } from '../../test/support/cacheBuild';
import { churnOf, type Churn, type Commit } from './churn';
import type { CachePlan } from './plan';
import { directory } from '../context/tree';
import { withNodes } from '../context/patch';
import { fileNode } from '../../test/support/cacheBuild';

const SITE: Project = {
  dockerfile: `FROM node
WORKDIR /app
COPY settings.json /etc/app/
COPY package.json .
RUN npm ci
COPY src src
RUN npm run build
`,
  files: { 'settings.json': '1', 'package.json': '{}', 'src/a.js': '1' },
};

const SECONDS = [0, 1, 1, 60, 1, 10];

function churn(commits: readonly Commit[], site: Project & { readonly seconds?: readonly number[] } = SITE): Churn {
  const plan: CachePlan = new MemoryBuilder().plan(site);
  const seconds = site.seconds ?? SECONDS;
  const priced = { ...plan, steps: plan.steps.map((step, i) => ({ ...step, seconds: seconds[i] ?? null })) };
  const tree = withNodes(
    directory([]),
    new Map(Object.entries(site.files ?? {}).map(([path, text]) => [path, fileNode(text)])),
  );
  return churnOf(priced, tree, commits, sha256);
}

test('a step runs again when a commit touched its sources or those of a step below it', () => {
  const { steps } = churn([['src/a.js'], ['src/gone.js'], ['README.md'], ['package.json', 'src/a.js']]);
  assert.deepEqual(
    steps.map(({ touched }) => touched),
    [0, 0, 1, 0, 3, 0],
  );
  assert.deepEqual(
    steps.map(({ reruns }) => reruns),
    [0, 0, 1, 1, 3, 3],
  );
});

test('the price of the average commit is the sum over what it makes run', () => {
  const { expectedSeconds, commits } = churn([['src/a.js'], ['README.md']]);
  assert.equal(commits, 2);
  assert.equal(expectedSeconds, (1 + 10) / 2);
});

test('a file that changes often and is needed late is advised to move down', () => {
  const { advice } = churn([['settings.json'], ['settings.json']]);
  assert.deepEqual(advice, { moves: [{ step: 1, behind: 5 }], secondsNow: 73, secondsThen: 1 });
});

test('several moves are told one after another, with the price of the order that they make', () => {
  const { advice } = churn([['settings.json'], ['theme.json'], ['theme.json'], ['README.md']], {
    dockerfile: `FROM node
WORKDIR /app
COPY settings.json /etc/settings.json
COPY theme.json /etc/theme.json
RUN prepare
`,
    files: { 'settings.json': '1', 'theme.json': '1' },
    seconds: [0, 1, 1, 40],
  });
  // As it stands the copies run after 1 and 3 of 4 commits, the RUN after 3; then the RUN after none.
  assert.deepEqual(advice, {
    moves: [
      { step: 2, behind: 3 },
      { step: 1, behind: 3 },
    ],
    secondsNow: 1 / 4 + 3 / 4 + 30,
    secondsThen: 1 / 4 + 3 / 4,
  });
});

test('what one touch of the sources costs: the step and all that stands on it', () => {
  const { steps } = churn([['src/a.js']]);
  assert.deepEqual(
    steps.filter(({ sources }) => sources.length > 0).map(({ sources, each }) => [sources, each]),
    [
      [['settings.json'], { steps: 5, seconds: 73, unpriced: 0 }],
      [['package.json'], { steps: 4, seconds: 72, unpriced: 0 }],
      [['src'], { steps: 2, seconds: 11, unpriced: 0 }],
    ],
  );
});

test('what programs find unasked stays where it is', () => {
  const { advice } = churn([
    ['src/a.js', 'package.json'],
    ['src/a.js', 'package.json'],
  ]);
  assert.equal(advice, undefined);
});

test('without commits nothing is claimed', () => {
  const { expectedSeconds, advice } = churn([]);
  assert.equal(expectedSeconds, null);
  assert.equal(advice, undefined);
});

test('what a filter takes is what it lets in, and a stage runs again with the stage that it stands on', () => {
  const found = churn([['src/a.js'], ['other.js'], ['a.json'], ['README.md']], {
    dockerfile: `FROM node AS base
COPY a.json /a.json
FROM base
COPY --parents src/a.js /app/
COPY --exclude=*.md src /src/
`,
    files: { 'a.json': '1', 'src/a.js': '1', 'src/b.md': '1', 'other.js': '1' },
    seconds: [1, 1, 1],
  });
  assert.deepEqual(
    found.steps.map(({ sources, touched, reruns }) => [sources, touched, reruns]),
    [
      [['a.json'], 1, 1],
      [['src/a.js'], 1, 2],
      [['src'], 1, 2],
    ],
  );
  assert.equal(found.expectedSeconds, (1 + 2 + 2) / 4);
});
