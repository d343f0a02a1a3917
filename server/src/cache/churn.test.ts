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

function churn(commits: readonly Commit[]): Churn {
  const plan: CachePlan = new MemoryBuilder().plan(SITE);
  const priced = { ...plan, steps: plan.steps.map((step, i) => ({ ...step, seconds: SECONDS[i] ?? null })) };
  const tree = withNodes(
    directory([]),
    new Map(Object.entries(SITE.files ?? {}).map(([path, text]) => [path, fileNode(text)])),
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
  assert.equal(advice?.step, 1);
  assert.equal(advice.behind, 5);
  assert.equal(advice.secondsNow, 73);
  assert.equal(advice.secondsThen, 1);
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
