// Which line each history entry lands on, when text and image agree, and when they do not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryImage } from '../../test/support/image';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { align } from './align';

/** `role line bytes` per row; the line is 1-based. */
function rows(dockerfile: string, history: string, options: Partial<BuildOptions> = {}, comment?: string): string[] {
  const alignment = align(parseDockerfile(dockerfile), memoryImage(history, comment), {
    ...DEFAULT_BUILD_OPTIONS,
    ...options,
  });
  return [
    alignment.fit,
    ...alignment.rows.map(
      ({ role, entry, row, certainty }) =>
        `${role} ${entry ? String(entry.line + 1) : '-'} ${row.empty ? 'empty' : String(row.bytes)} ${certainty}`,
    ),
  ];
}

const TEXT = 'FROM debian\nENV A=1\nRUN one\nCOPY x /x\nCMD ["a"]\n';
const BASE = '500 base layer\n- CMD ["bash"]\n';
const BUILT = `${BASE}- ENV A=1\n10 RUN /bin/sh -c one # buildkit\n20 COPY x /x # buildkit\n- CMD ["a"]`;

test('every entry finds its row, the base keeps its own', () => {
  assert.deepEqual(rows(TEXT, BUILT), [
    'whole',
    'base - 500 measured',
    'base - empty measured',
    'own 2 empty measured',
    'own 3 10 measured',
    'own 4 20 measured',
    'own 5 empty measured',
  ]);
});

test('an edited line loses its row, the others keep theirs, nothing is shifted', () => {
  const edited = TEXT.replace('RUN one', 'RUN other');
  assert.deepEqual(rows(edited, BUILT), [
    'partial',
    'base - 500 measured',
    'base - empty measured',
    'own 2 empty measured',
    'stray - 10 unknown',
    'own 4 20 measured',
    'own 5 empty measured',
  ]);
});

test('an added line has no row, a removed one leaves a stray row', () => {
  assert.deepEqual(
    rows(TEXT.replace('COPY', 'RUN two\nCOPY'), BUILT).filter((row) => row.startsWith('own')),
    ['own 2 empty measured', 'own 3 10 measured', 'own 5 20 measured', 'own 6 empty measured'],
  );
  assert.deepEqual(
    rows(TEXT.replace('RUN one\n', ''), BUILT).filter((row) => !row.startsWith('base')),
    ['partial', 'own 2 empty measured', 'stray - 10 unknown', 'own 3 20 measured', 'own 4 empty measured'],
  );
});

test('an image of something else fits nothing, even when a CMD is the same', () => {
  const other = '500 base layer\n70 RUN /bin/sh -c make # buildkit\n- CMD ["a"]';
  assert.deepEqual(rows(TEXT, other), ['none', 'stray - 500 unknown', 'stray - 70 unknown', 'stray - empty unknown']);
});

test('build args that nobody told are read from the image', () => {
  const text = 'FROM debian\nARG V=1 W\nENV VER=$V\nRUN get $V\n';
  const history = '500 base\n- ARG V=2 x W=3\n- ENV VER=2 x\n10 RUN |2 V=2 x W=3 /bin/sh -c get $V # buildkit';
  assert.deepEqual(rows(text, history), [
    'whole',
    'base - 500 measured',
    'own 2 empty measured',
    'own 3 empty measured',
    'own 4 10 measured',
  ]);
});

test('variables of the base are read from the image config', () => {
  const text = 'FROM node\nRUN one\nENV HOME_OF=$NODE_HOME/x\n';
  const image = memoryImage(
    '500 base\n10 RUN /bin/sh -c one # buildkit\n- ENV HOME_OF=/opt/node/x',
    'buildkit.dockerfile.v0',
    { env: ['NODE_HOME=/opt/node', 'HOME_OF=/opt/node/x'] },
  );
  assert.equal(align(parseDockerfile(text), image, DEFAULT_BUILD_OPTIONS).fit, 'whole');
});

test('another target than the last stage is found by its history', () => {
  const text = 'FROM debian AS build\nRUN one\nRUN two\nFROM debian AS last\nRUN three\n';
  const alignment = align(
    parseDockerfile(text),
    memoryImage('500 base\n10 RUN /bin/sh -c one # buildkit\n20 RUN /bin/sh -c two # buildkit'),
    DEFAULT_BUILD_OPTIONS,
  );
  assert.deepEqual([alignment.fit, alignment.graph.target?.label], ['whole', 'build']);
});

test('the classic builder is recognised, file hashes match any hash, a RUN may be empty', () => {
  const hash = 'a'.repeat(64);
  const text = 'FROM debian\nRUN true\nCOPY x /x\nCMD ["a"]\n';
  const history = `500 /bin/sh -c #(nop) ADD file:${hash} in / \n- /bin/sh -c true\n20 /bin/sh -c #(nop) COPY dir:${hash} in /x \n- /bin/sh -c #(nop)  CMD ["a"]`;
  assert.deepEqual(rows(text, history, {}, ''), [
    'whole',
    'base - 500 measured',
    'own 2 empty measured',
    'own 3 20 measured',
    'own 4 empty measured',
  ]);
});

test('metadata that the command line added behind the last entry is nobody’s line', () => {
  const text = 'FROM debian\nRUN one\nCMD ["a"]\n';
  const history = '500 base\n10 /bin/sh -c one\n- /bin/sh -c #(nop)  CMD ["a"]\n- /bin/sh -c #(nop)  LABEL x=y';
  assert.deepEqual(rows(text, history, {}, ''), [
    'whole',
    'base - 500 measured',
    'own 2 10 measured',
    'own 3 empty measured',
    'stray - empty unknown',
  ]);
});

test('a base built from the same lines does not take ours', () => {
  const text = 'FROM own/base\nWORKDIR /app\nRUN one\n';
  const history =
    '500 base\n0 WORKDIR /app\n10 RUN /bin/sh -c one # buildkit\n0 WORKDIR /app\n30 RUN /bin/sh -c one # buildkit';
  assert.deepEqual(rows(text, history), [
    'whole',
    'base - 500 measured',
    'base - 0 measured',
    'base - 10 measured',
    'own 2 0 measured',
    'own 3 30 measured',
  ]);
});

test('a known base says where ours begins, when lines above were added since', () => {
  const history = '500 base\n10 RUN /bin/sh -c one # buildkit\n20 RUN /bin/sh -c two # buildkit';
  const base = { env: [], workingDir: '', user: '', onBuild: [], diffIds: [`sha256:${'0'.repeat(64)}`] };
  assert.deepEqual(rows('FROM debian\nRUN two\n', history, { base: () => base }), [
    'partial',
    'base - 500 measured',
    'stray - 10 unknown',
    'own 2 20 measured',
  ]);
});

test('sibling stages that overwrote each other (BuildKit before 0.30): layers by their order, certainty lowered', () => {
  // On scratch the history list of `p` has room for one more entry: `b` writes over what `a` put there.
  const text =
    'FROM scratch AS p\nENV A=1\nENV B=2\nENV C=3\nFROM p AS a\nCOPY one /one\nFROM p AS b\nENV D=4\nFROM a\nCOPY --from=b /x /y\n';
  const history = '- ENV A=1\n- ENV B=2\n- ENV C=3\n- ENV D=4\n10 COPY /x /y # buildkit';
  const image = memoryImage(history);
  const surplus = {
    createdBy: 'COPY two',
    empty: false,
    bytes: 20,
    diffId: `sha256:${'9'.repeat(64)}`,
    joinIsSure: true,
    comment: 'buildkit.exporter.image.v0',
  };
  const alignment = align(
    parseDockerfile(text),
    { ...image, rows: [...image.rows, surplus], total: 30 },
    DEFAULT_BUILD_OPTIONS,
  );
  assert.equal(alignment.fit, 'whole');
  assert.deepEqual(
    alignment.rows.map(({ entry, row, certainty, role }) => [
      role,
      entry ? entry.line + 1 : null,
      row.bytes,
      certainty,
    ]),
    [
      ['own', 2, 0, 'measured'],
      ['own', 3, 0, 'measured'],
      ['own', 4, 0, 'measured'],
      ['own', 6, 10, 'estimated'],
      ['own', 10, 20, 'estimated'],
      ['stray', null, 0, 'unknown'],
    ],
  );
});
