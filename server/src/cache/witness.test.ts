// What an image's history tells of a cache: texts from the first on; files only where somebody read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, planLines, sha256 } from '../../test/support/cacheBuild';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS, type BuilderKind } from '../build/options';
import { withNodes } from '../context/patch';
import { directory } from '../context/tree';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_FLAGS } from './flags';
import { planBuild } from './planBuild';
import type { Copied } from './copied';
import { witnessedKeys } from './witness';

function plan(
  dockerfile: string,
  history: readonly string[],
  copied: Copied['kind'] = 'unknown',
  builder: BuilderKind = 'buildkit',
): string[] {
  const graph = buildGraph(parseDockerfile(dockerfile), { ...DEFAULT_BUILD_OPTIONS, builder });
  const facts = { bases: {}, context: withNodes(directory([]), new Map([['a', fileNode('a')]])), namedContexts: {} };
  const rows = history.map((createdBy) => ({ createdBy, empty: /^(?:ENV|ARG|CMD)/.test(createdBy) }));
  const state = { graph, facts, flags: DEFAULT_FLAGS, sha256 };
  const store = witnessedKeys({ ...state, rows, copied: () => copied });
  return planLines(planBuild({ ...state, store, costs: new Map() }));
}

const TEXT = 'FROM debian\nENV A=1\nRUN one\nCOPY a /a\nRUN two\nCMD x\n';
const BUILT = [
  'ENV A=1',
  'RUN /bin/sh -c one # buildkit',
  'COPY a /a # buildkit',
  'RUN /bin/sh -c two # buildkit',
  'CMD ["/bin/sh" "-c" "x"]',
];

test('files that are the same: all hit; other files: from the COPY on new; nobody looked: not known', () => {
  assert.deepEqual(plan(TEXT, BUILT, 'same'), ['hit RUN one', 'hit COPY a /a', 'hit RUN two']);
  assert.deepEqual(plan(TEXT, BUILT, 'different'), [
    'hit RUN one',
    'miss COPY a /a: not-recorded',
    'miss RUN two: parent-missed 1',
  ]);
  assert.deepEqual(plan(TEXT, BUILT), [
    'hit RUN one',
    'unknown COPY a /a: not-observed',
    'unknown RUN two: parent-unknown 1',
  ]);
});

test('from the first other text on, nothing was seen', () => {
  assert.deepEqual(plan(TEXT.replace('RUN one', 'RUN 1'), BUILT, 'same'), [
    'miss RUN 1: not-recorded',
    'miss COPY a /a: parent-missed 0',
    'miss RUN two: parent-missed 1',
  ]);
  assert.equal(plan(TEXT.replace('A=1', 'A=2'), BUILT, 'same')[0], 'miss RUN one: not-recorded');
  assert.deepEqual(plan(TEXT, [], 'same')[0], 'miss RUN one: not-recorded');
  assert.deepEqual(plan(TEXT, BUILT.slice(0, 2), 'same').slice(0, 2), ['hit RUN one', 'miss COPY a /a: not-recorded']);
});

test('arguments are part of the text', () => {
  const text = 'FROM debian\nARG V=2\nRUN one\n';
  const built = (value: string): string[] => [`ARG V=${value}`, `RUN |1 V=${value} /bin/sh -c one # buildkit`];
  assert.deepEqual(plan(text, built('2')), ['hit RUN one']);
  assert.deepEqual(plan(text, built('1')), ['miss RUN one: not-recorded']);
});

test('stages that leave no trace in the image cannot be known', () => {
  const text = 'FROM debian AS build\nRUN make\nFROM debian\nCOPY --from=build /out /\n';
  assert.deepEqual(
    plan(text, ['COPY /out / # buildkit']).map((line) => line.split(' ')[0]),
    ['unknown', 'unknown'],
  );
});
