// "As if built now, and then this changed": each kind of line, files, folders; the store stays as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, planLines, sha256 } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { withNodes } from '../context/patch';
import { directory } from '../context/tree';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_FLAGS } from './flags';
import { KeyStore } from './keyStore';
import { planAfter, type WhatIfChange, type WhatIfInput } from './whatIf';

const FILES = ['package.json', 'src/a.js', 'src/b.js', 'Dockerfile', 'odd'];

function input(dockerfile: string, given: Partial<WhatIfInput> = {}): WhatIfInput {
  return {
    graph: buildGraph(parseDockerfile(dockerfile), DEFAULT_BUILD_OPTIONS),
    flags: DEFAULT_FLAGS,
    facts: {
      bases: {},
      context: withNodes(directory([]), new Map(FILES.map((path) => [path, fileNode(path)]))),
      namedContexts: {},
    },
    store: KeyStore.read([]),
    costs: new Map(),
    sha256,
    ...given,
  };
}

function lines(dockerfile: string, change: WhatIfChange): readonly string[] | string {
  const answer = planAfter(input(dockerfile), change);
  return answer.kind === 'plan' ? planLines(answer.plan).filter((line) => !line.startsWith('hit')) : answer.kind;
}

const NODE = `FROM node AS build
WORKDIR /app
COPY package.json .
RUN npm ci
COPY src src
RUN ["npm", "run", "build"]
FROM node
ARG VERSION=1
ENV A=1
COPY --from=build /app/dist /app
RUN echo $VERSION
CMD ["node"]
`;

test('a file, a folder, and paths that are nowhere', () => {
  assert.deepEqual(lines(NODE, { kind: 'path', path: 'src/b.js' }), [
    'miss COPY src src: file-changed src/b.js',
    'miss RUN ["npm", "run", "build"]: parent-missed 3',
    'unknown COPY --from=build /app/dist /app: output-unknown 4',
    'unknown RUN echo 1: parent-unknown 5',
  ]);
  const folder = planAfter(input(NODE), { kind: 'path', path: 'src' });
  assert.deepEqual(
    folder.kind === 'plan' ? folder.plan.steps[3]?.because : folder.kind,
    ['src/a.js', 'src/b.js'].map((path) => ({ kind: 'file-changed', path })),
  );
  assert.deepEqual(lines(NODE, { kind: 'path', path: 'odd' }), []);
  assert.equal(lines(NODE, { kind: 'path', path: 'none' }), 'not-in-context');
  assert.equal(lines(NODE, { kind: 'path', path: '../x' }), 'not-in-context');
  assert.deepEqual(lines(NODE, { kind: 'nothing' }), []);
});

/** [zero-based line, its first step that is built anew, how many others are or may be]. */
const LINES: readonly [number, string | undefined, number][] = [
  [0, 'miss WORKDIR /app: base-changed', 6],
  [1, 'miss WORKDIR /app: instruction-changed', 6],
  [2, 'miss COPY package.json .: instruction-changed', 5],
  [3, 'miss RUN npm ci: instruction-changed', 4],
  [5, 'miss RUN ["npm", "run", "build"]: instruction-changed', 2],
  [6, 'miss WORKDIR /app: base-changed', 6],
  [7, 'miss RUN echo 1: arg-changed VERSION', 0],
  [8, 'miss RUN echo 1: env-changed A', 0],
  [9, 'miss COPY --from=build /app/dist /app: instruction-changed', 1],
  [11, undefined, -1],
];
for (const [line, first, more] of LINES) {
  test(`line ${String(line)} changes`, () => {
    const found = lines(NODE, { kind: 'line', line });
    assert.deepEqual([found[0], found.length - 1], [first, more]);
  });
}

test('the Dockerfile itself is copied: its line changes its file', () => {
  const text = 'FROM a\nCOPY Dockerfile /\nRUN x\nCMD a\n';
  assert.deepEqual(lines(text, { kind: 'line', line: 3 }), []);
  assert.deepEqual(lines(text, { kind: 'line', line: 3, dockerfile: 'Dockerfile' }), [
    'miss COPY Dockerfile /: file-changed Dockerfile',
    'miss RUN x: parent-missed 0',
  ]);
});

test('lines without an instruction, and text that no builder takes', () => {
  assert.equal(lines('# a\nFROM a\n', { kind: 'line', line: 0 }), 'no-instruction');
  assert.equal(lines(NODE, { kind: 'line', line: 99 }), 'no-instruction');
  for (const text of [
    'RUN',
    'FROM a\nRUN <<E\nx',
    'FROM a\nCOPY [\nRUN ["a"',
    'FROM\nENV\nARG\nCOPY\nRUN [',
    'FROM a\nFOO x\nONBUILD',
  ])
    for (let line = 0; line < 5; line++) assert.doesNotThrow(() => lines(text, { kind: 'line', line }));
});

test('costs are those of the steps as they stand; the store is left as it was', () => {
  const store = KeyStore.read([]);
  const costs = new Map([['build\trun\tRUN npm ci', { seconds: 30, bytes: null }]]);
  const answer = planAfter(input(NODE, { store, costs }), { kind: 'line', line: 3 });
  assert.ok(answer.kind === 'plan');
  const { price, steps } = answer.plan;
  assert.deepEqual([price.seconds, steps[2]?.text, steps[2]?.seconds], [30, 'RUN npm ci', 30]);
  assert.equal(store.isEmpty, true);
  assert.deepEqual(store.added(), { links: [], results: [] });
});

test('a RUN that changes may write anything, whatever it writes now', async () => {
  const dockerfile = 'FROM a AS s\nRUN mkdir /o\nFROM b\nCOPY --from=s /o /o\n';
  const answer = planAfter(input(dockerfile, { shell: shellParser() }), { kind: 'line', line: 1 });
  assert.deepEqual(answer.kind === 'plan' && answer.plan.steps.map(({ verdict }) => verdict), ['miss', 'unknown']);
});
