// Reported steps find their vertex by stage and number, whatever else the builder reports beside them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { sha256 } from '../../test/support/cacheBuild';
import { define } from './definition';
import { DEFAULT_FLAGS } from './flags';
import { joinBuildahSteps, joinClassicSteps, joinSteps, observer, type ReportedStep } from './progress';

const graph = buildGraph(
  parseDockerfile('FROM a AS one\nWORKDIR /\nRUN x\nFROM b\nCOPY --link f /f\nCOPY --from=one /g /g\nRUN y\n'),
  DEFAULT_BUILD_OPTIONS,
);
const definition = define(graph, { ...DEFAULT_FLAGS, mergesLayers: true }, sha256);
const reported = (name: string, change: Partial<ReportedStep> = {}): ReportedStep => ({
  name,
  cached: false,
  completed: true,
  failed: false,
  seconds: null,
  ...change,
});
const texts = (joined: ReadonlyMap<number, ReportedStep>): string[] =>
  [...joined.keys()].sort((a, b) => a - b).map((index) => definition.vertexes[index]?.step?.text ?? '');

test('steps are joined by stage and number; internal steps and FROM by none', () => {
  const joined = joinSteps(
    definition,
    [
      '[internal] load build context',
      '[one 1/3] FROM a',
      '[one 2/3] RUN x',
      '[stage-1 2/4] COPY --link f /f',
      '[stage-1 2/4] LINK COPY --link f /f',
      '[linux/amd64 stage-1  4/4] RUN y',
      'exporting to image',
    ].map((name) => reported(name)),
    2,
  );
  assert.deepEqual(texts(joined), ['RUN x', 'COPY --link f /f', 'LINK COPY --link f /f', 'RUN y']);
});

test('the only stage of a file has no name in the bracket', () => {
  const single = define(
    buildGraph(parseDockerfile('FROM a AS x\nRUN 1\nRUN 2\n'), DEFAULT_BUILD_OPTIONS),
    DEFAULT_FLAGS,
    sha256,
  );
  const joined = joinSteps(single, [reported('[2/3] RUN 1'), reported('[3/3] RUN 2')], 1);
  assert.equal(joined.size, 2);
});

test('classic steps are joined in order, FROM left out', () => {
  const classic = define(
    buildGraph(parseDockerfile('FROM a\nENV A=1\nRUN x\n'), { ...DEFAULT_BUILD_OPTIONS, builder: 'classic' }),
    DEFAULT_FLAGS,
    sha256,
  );
  const joined = joinClassicSteps(
    classic,
    ['Step 1/3 : FROM a', 'Step 2/3 : ENV A=1', 'Step 3/3 : RUN x'].map((name) => reported(name)),
  );
  assert.deepEqual(
    [...joined.values()].map(({ name }) => name),
    ['Step 2/3 : ENV A=1', 'Step 3/3 : RUN x'],
  );
});

test('steps of buildah are joined by stage and number, stages that are left out included', () => {
  const build = (text: string): typeof definition =>
    define(buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, builder: 'buildah' }), DEFAULT_FLAGS, sha256);
  const names = (text: string, told: readonly string[]): (string | undefined)[] => {
    const built = build(text);
    const joined = joinBuildahSteps(
      built,
      told.map((name) => reported(name)),
    );
    return [...joined].map(([index, { name }]) => `${built.vertexes[index]?.step?.text ?? ''} | ${name}`);
  };
  assert.deepEqual(
    names('FROM a\nRUN x\nFROM b\nENV A=1\nRUN y\n', [
      '[2/2] Step 1/3 : FROM b',
      '[2/2] Step 2/3 : ENV A=1',
      '[2/2] Step 3/3 : RUN y',
    ]),
    ['ENV A=1 | [2/2] Step 2/3 : ENV A=1', 'RUN y | [2/2] Step 3/3 : RUN y'],
  );
  assert.deepEqual(names('FROM a\nRUN x\n', ['Step 1/2 : FROM a', 'Step 2/2 : RUN x']), ['RUN x | Step 2/2 : RUN x']);
});

test('what was not told is there after a build that went through, and is not after one that failed', () => {
  const joined = new Map([
    [0, reported('a', { cached: true })],
    [1, reported('b')],
    [2, reported('c', { failed: true })],
  ]);
  assert.deepEqual([0, 1, 2, 3].map(observer(joined, true)), ['cached', 'ran', 'failed', 'unseen']);
  assert.deepEqual([0, 1, 2, 3].map(observer(joined, false)), ['cached', 'ran', 'failed', 'failed']);
  assert.equal(observer(new Map(), false)(0), 'lost');
});
