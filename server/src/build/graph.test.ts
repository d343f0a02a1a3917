// Stages, what they stand on, which of them a target needs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../syntax/parse';
import { buildGraph, type BuildGraph } from './graph';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from './options';

const graph = (text: string, options: Partial<BuildOptions> = {}): BuildGraph =>
  buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, ...options });
const labels = (stages: readonly { label: string }[]): string => stages.map(({ label }) => label).join(' ');
const bases = ({ stages }: BuildGraph): string[] =>
  stages.map(({ base }) =>
    base.kind === 'stage' ? `stage ${base.stage}` : base.kind === 'image' ? base.reference : base.kind,
  );
const reachable = ({ reachable: indexes }: BuildGraph): number[] => [...indexes].sort((a, b) => a - b);

test('a file without FROM has no stage and no target', () => {
  for (const text of ['', 'ARG A\n', 'RUN x\n', '# FROM a\n']) {
    const { stages, target, chain, reachable: reached } = graph(text);
    assert.deepEqual([stages.length, target, chain.length, reached.size], [0, undefined, 0, 0], text);
  }
});

test('instructions before the first FROM belong to no stage', () => {
  assert.deepEqual(
    graph('ARG A=1\nRUN lost\nFROM a\nRUN kept\n').stages.map(({ steps }) => steps.length),
    [1],
  );
});

test('names are lower case, label unnamed stages by their number, and odd names are none', () => {
  const { stages } = graph('FROM a AS Build\nFROM b\nFROM c AS 1st\nFROM d AS\nFROM e as ok-1_.x\nFROM f LIKE x\n');
  assert.deepEqual(
    stages.map(({ label }) => label),
    ['build', 'stage-1', 'stage-2', 'stage-3', 'ok-1_.x', 'stage-5'],
  );
});

test('what a stage stands on: scratch, an image, an earlier stage', () => {
  assert.deepEqual(bases(graph('FROM scratch AS a\nFROM a AS b\nFROM alpine:3 AS c\nFROM b\n')), [
    'scratch',
    'stage 0',
    'alpine:3',
    'stage 1',
  ]);
});

test('a stage cannot stand on itself or on a later one: those are images', () => {
  assert.deepEqual(bases(graph('FROM a AS a\nFROM b\nFROM c AS b\n')), ['a', 'b', 'c']);
});

test('of two stages with one name the later one counts from then on', () => {
  const found = graph('FROM x AS a\nFROM a AS b\nFROM y AS a\nFROM a\n');
  assert.deepEqual(bases(found), ['x', 'stage 0', 'y', 'stage 2']);
  assert.equal(graph('FROM x AS a\nFROM y AS a\nFROM z\n', { target: 'a' }).target?.index, 1);
});

test('BuildKit looks a base up as written, the classic builder in lower case', () => {
  const text = 'FROM x AS Base\nFROM BASE\n';
  assert.deepEqual(bases(graph(text)), ['x', 'BASE']);
  assert.deepEqual(bases(graph(text, { builder: 'classic' })), ['x', 'stage 0']);
});

test('FROM sees the ARGs before it, and what was given for them', () => {
  const text = 'ARG V=3\nARG IMAGE=alpine:$V\nFROM $IMAGE\nFROM ${NONE:-scratch}\nFROM ${NONE:?}\n';
  assert.deepEqual(bases(graph(text)), ['alpine:3', 'scratch', '']);
  assert.deepEqual(bases(graph(text, { buildArgs: { V: '4' } })).slice(0, 1), ['alpine:4']);
  assert.deepEqual(bases(graph(text, { buildArgs: { IMAGE: 'x', V: '4' } })).slice(0, 1), ['x']);
});

test('the target: the last stage, or the one named, in any case of letters', () => {
  const text = 'FROM a AS one\nFROM b AS two\nFROM c\n';
  assert.equal(graph(text).target?.index, 2);
  assert.equal(graph(text, { target: 'ONE' }).target?.index, 0);
  assert.equal(graph(text, { target: 'stage-2' }).target?.index, 2);
  assert.equal(graph(text, { target: 'stage-0' }).target, undefined, 'our own word is for unnamed stages only');
});

test('a target that is not there is a problem, not a guess', () => {
  const found = graph('FROM a\n', { target: 'none' });
  assert.deepEqual(
    [found.target, found.chain, found.problems.map(({ code }) => code)],
    [undefined, [], ['target-not-found']],
  );
});

test('the chain is the target and what it stands on, bottom first', () => {
  const text = 'FROM x AS a\nFROM a AS b\nFROM y AS c\nFROM b AS d\nCOPY --from=c / /\n';
  assert.equal(labels(graph(text).chain), 'a b d');
  assert.equal(labels(graph(text, { target: 'c' }).chain), 'c');
});

test('reachable: through bases, COPY --from by name and number, and mounts', () => {
  const text = [
    'FROM x AS zero',
    'FROM x AS one',
    'FROM one AS two',
    'FROM x AS three',
    'FROM x AS four',
    'FROM x',
    'COPY --chown=1:1 --from=Zero / /',
    'COPY --from=2 / /',
    'RUN --mount=type=bind,from=three,target=/x y',
    'COPY --from=99 / /',
    'COPY --from=alpine / /',
    'COPY --from=5 / /',
  ].join('\n');
  assert.deepEqual(reachable(graph(text)), [0, 1, 2, 3, 5]);
  assert.deepEqual(reachable(graph(text, { builder: 'classic' })), [0, 1, 2, 5], 'the classic builder has no mounts');
  assert.deepEqual(reachable(graph(text, { target: 'two' })), [1, 2]);
});

test('an ONBUILD runs elsewhere: what it copies from is not needed here', () => {
  assert.deepEqual(reachable(graph('FROM x AS a\nFROM y\nONBUILD COPY --from=a / /\n')), [1]);
});

test('a chain deeper than anybody’s ends in an image that is not known', () => {
  const { chain, stages } = graph(
    Array.from({ length: 2000 }, (_, i) => `FROM ${i === 0 ? 'x' : `s${i - 1}`} AS s${i}`).join('\n'),
  );
  assert.equal(stages.length, 2000);
  assert.ok(chain.length < 1000);
  assert.deepEqual(chain[0]?.base, { kind: 'image', reference: '' });
});
