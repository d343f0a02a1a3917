// What the last commits say of the price, as rows: how often, what each time costs, and the cheaper order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, fileNode, sha256, type Project } from '../../test/support/cacheBuild';
import { churnOf, type Commit } from '../cache/churn';
import type { CachePlan } from '../cache/plan';
import { directory } from '../context/tree';
import { withNodes } from '../context/patch';
import type { CacheTreeNode } from '../protocol/viewModels';
import { churnLines, churnNode, type SourceChurn } from './churnRows';

const SITE: Project = {
  dockerfile: `FROM node
WORKDIR /app
COPY settings.json /etc/app/
COPY src lib ./
RUN npm run build
`,
  files: { 'settings.json': '1', 'src/a.js': '1', 'lib/b.js': '1' },
};

function known(commits: readonly Commit[], seconds: readonly (number | null)[]): [SourceChurn, CachePlan] {
  const plan = new MemoryBuilder().plan(SITE);
  const priced = { ...plan, steps: plan.steps.map((step, i) => ({ ...step, seconds: seconds[i] ?? null })) };
  const tree = withNodes(
    directory([]),
    new Map(Object.entries(SITE.files ?? {}).map(([path, text]) => [path, fileNode(text)])),
  );
  return [{ kind: 'known', churn: churnOf(priced, tree, commits, sha256) }, priced];
}

const WORDS = { label: ({ text }: { readonly text: string }) => text, range: () => ({}) };
const said = ({ label, description, children }: CacheTreeNode, depth = 0): string[] => [
  `${' '.repeat(depth)}${label}: ${description}`,
  ...children.flatMap((child) => said(child, depth + 1)),
];
const rows = (commits: readonly Commit[], seconds: readonly (number | null)[]): string[] =>
  said(churnNode(...known(commits, seconds), WORDS));

test('how often each copy changed, what each time costs, and the order that costs less', () => {
  assert.deepEqual(rows([['settings.json'], ['settings.json'], ['src/a.js'], ['README.md']], [1, 1, 1, 60]), [
    'Last 4 commits: ≈ 46 s each',
    ' settings.json: 2 × ≈ 1 min 2 s',
    ' src +1: 1 × ≈ 1 min 1 s',
    ' Cheaper order: ≈ 16 s each',
    '  line 3 behind line 5: COPY settings.json /etc/app/',
  ]);
});

test('times that no build recorded are not invented', () => {
  assert.deepEqual(rows([['settings.json']], []), [
    'Last commit: cost not recorded',
    ' settings.json: 1 time',
    ' src +1: never',
  ]);
});

test('the tooltip of a step has the numbers, and says what of them is not known', () => {
  const [churn] = known([['settings.json'], ['README.md']], [1, 1, null, 60]);
  assert.deepEqual(churnLines(churn, 1), [
    'Its sources changed in 1 of the last 2 commits.',
    'Each time 3 steps run again, ≈ 1 min 1 s and 1 of unknown length: ≈ 31 s per commit on average.',
  ]);
  assert.deepEqual(churnLines(churn, 2), ['Its sources changed in 0 of the last 2 commits.']);
  assert.deepEqual(churnLines(churn, 3), [], 'it takes nothing of the context');
});

test('while git is asked, where it cannot say, and without commits, there is one row that says so', () => {
  const [, plan] = known([], []);
  assert.deepEqual(said(churnNode({ kind: 'reading' }, plan, WORDS)), ['Last commits: being read']);
  const unknown = churnNode({ kind: 'unknown', sentence: 'There is no git program.' }, plan, WORDS);
  assert.deepEqual([said(unknown), unknown.tooltip], [['Last commits: not known'], 'There is no git program.']);
  assert.deepEqual(rows([], []), ['Last commits: none']);
});
