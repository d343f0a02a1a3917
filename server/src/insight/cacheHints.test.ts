// What stands at the end of a line about the cache, and when nothing does.
import assert from 'node:assert/strict';
import { createParser } from '../shell/parser';
import { test } from 'node:test';
import { MemoryBuilder, type Project } from '../../test/support/cacheBuild';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import type { CachePlan } from '../cache/plan';
import { Analysis } from './analysis';
import { cacheHints } from './cacheHints';
import { cacheTree } from './cacheTree';
import { hoverAt } from './hover';
import type { PlannedBuild } from './planned';

const PROJECT: Project = {
  dockerfile: `FROM node:22 AS build
COPY package.json .
RUN npm ci
FROM nginx
COPY conf /etc/nginx
COPY --from=build /app /srv
`,
  files: { 'package.json': '{}', 'conf/nginx.conf': 'a' },
};

const READY: PlannedBuild = {
  state: { kind: 'ready' },
  targetLabel: '',
  assumed: false,
  doubts: [],
  recordProblems: [],
};

function analysisOf(text: string, plan: CachePlan, planned: Partial<PlannedBuild> = {}): Analysis {
  return new Analysis({
    shellParser: createParser(),
    text,
    version: 1,
    options: DEFAULT_BUILD_OPTIONS,
    builderIsGiven: false,
    frontendIsGiven: false,
    planned: { ...READY, plan, ...planned },
  });
}

const hints = (analysis: Analysis): string[] =>
  cacheHints(analysis).map(({ span, title }) => `${String(analysis.lines.positionAt(span.start).line)}: ${title}`);

function planned(now: Partial<Project>, built = true): { plan: CachePlan; text: string } {
  const builder = new MemoryBuilder();
  if (built) builder.build(PROJECT);
  const project = { ...PROJECT, ...now };
  return { plan: builder.plan(project), text: project.dockerfile };
}

test('all cached, or nothing recorded: no hint', () => {
  const same = planned({});
  assert.deepEqual(hints(analysisOf(same.text, same.plan)), []);
  const bare = planned({}, false);
  assert.deepEqual(hints(analysisOf(bare.text, bare.plan)), []);
});

test('each stage has its own first miss and its own price', () => {
  const { plan, text } = planned({ files: { 'package.json': '{"a":1}', 'conf/nginx.conf': 'b' } });
  assert.deepEqual(hints(analysisOf(text, plan)), [
    '0: 2 of 2 steps rebuild',
    '1: rebuilds: package.json changed · 2 steps',
    '3: 2 of 2 steps rebuild',
    '4: rebuilds: conf/nginx.conf changed · 2 steps',
  ]);
});

test('what hangs on the output of a step that runs may rebuild', () => {
  const { plan, text } = planned({ files: { ...PROJECT.files, 'package.json': '{"a":1}' } });
  assert.deepEqual(hints(analysisOf(text, plan)).slice(2), ['5: may rebuild: depends on what line 3 produces']);
});

test('of a text that is newer than the plan, what stands unchanged keeps its hint; the view says so', () => {
  const { plan, text } = planned({ files: { ...PROJECT.files, 'package.json': '{"a":1}' } });
  const analysis = analysisOf(`# new\n${text}`, plan);
  assert.deepEqual(hints(analysis), [
    '1: 2 of 2 steps rebuild',
    '2: rebuilds: package.json changed · 2 steps',
    '6: may rebuild: depends on what line 4 produces',
  ]);
  const other = analysisOf(text.replace('package.json .', 'package.json /srv/'), plan);
  assert.deepEqual(hints(other).slice(0, 2), [
    '0: 2 of 2 steps rebuild',
    '5: may rebuild: depends on what line 3 produces',
  ]);
  assert.match(cacheTree(analysis, 'file:///a').message ?? '', /before your last edit/);
});

test('the tree: verdicts, reasons, what can be asked about', () => {
  const { plan, text } = planned({ files: { ...PROJECT.files, 'package.json': '{"a":1}' } });
  const tree = cacheTree(analysisOf(text, plan), 'file:///a');
  assert.equal(tree.title, 'stage-1 · 2 of 4 steps rebuild, 1 cannot be known');
  const [build] = tree.roots;
  assert.deepEqual(
    build?.children.map(({ label, description, kind, line }) => [label, description, kind, line]),
    [
      ['COPY package.json .', 'rebuilds: package.json changed', 'step', 1],
      ['RUN npm ci', 'rebuilds: stands on line 2', 'step', 2],
    ],
  );
  assert.deepEqual(
    build.children[0]?.children.map(({ label, kind, path }) => [label, kind, path]),
    [['package.json changed.', 'fileReason', 'package.json']],
  );
});

test('states without a plan are sentences', () => {
  const message = (state: PlannedBuild['state']): string => {
    const { plan: _plan, ...input } = { ...READY, plan: undefined };
    return (
      cacheTree(
        new Analysis({
          shellParser: createParser(),
          text: 'FROM a\n',
          version: 1,
          options: DEFAULT_BUILD_OPTIONS,
          builderIsGiven: false,
          frontendIsGiven: false,
          planned: { ...input, state },
        }),
        'file:///a',
      ).message ?? ''
    );
  };
  assert.equal(message({ kind: 'reading', entries: 0, bytes: 0 }), 'Reading the build context.');
  assert.equal(
    message({ kind: 'reading', entries: 12_345, bytes: 6_000_000 }),
    'Reading the build context: 12,345 entries, 6 MB.',
  );
  assert.equal(message({ kind: 'failed', sentence: 'It is gone.' }), 'It is gone.');
});

test('the hover says the verdict and what the key depends on', () => {
  const { plan, text } = planned({ files: { ...PROJECT.files, 'package.json': '{"a":1}' } });
  const analysis = analysisOf(text, plan);
  const card = hoverAt(analysis, text.indexOf('RUN'));
  assert.ok(card);
  assert.ok(card.lines.includes('Cache: **rebuilds: stands on line 2**'), card.lines.join('\n'));
  assert.ok(
    card.lines.some((line) => line.startsWith('Cache key: this text')),
    card.lines.join('\n'),
  );
  assert.equal(card.step, 2);
});
