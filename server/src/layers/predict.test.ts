// Predicted history entries; the engine tier asks real builders the same over test/corpus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS, frontendOf, frontendOfEngine, type BuildOptions } from '../build/options';
import { parseDockerfile } from '../syntax/parse';
import { predictHistory } from './predict';
import { compareTexts } from './sameText';

/** `line kind text` per entry: `+` a layer, `-` none, `?` cannot be known. */
const predicted = (text: string, options: Partial<BuildOptions> = {}): string[] =>
  predictHistory(buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, ...options })).map(
    ({ createdBy, empty, line }) => `${String(line + 1)} ${empty === null ? '?' : empty ? '-' : '+'} ${createdBy}`,
  );

test('only the target and what it stands on make entries, bottom first', () => {
  const text = 'FROM a AS base\nRUN one\nFROM b AS other\nRUN no\nFROM base\nCOPY --from=other /x /y\n';
  assert.deepEqual(predicted(text), ['2 + RUN /bin/sh -c one # buildkit', '6 + COPY /x /y # buildkit']);
  assert.deepEqual(predicted(text, { target: 'OTHER' }), ['4 + RUN /bin/sh -c no # buildkit']);
  assert.deepEqual(predicted(text, { target: 'none' }), []);
});

test('one builder prints what the other leaves out', () => {
  const text = 'FROM a\nARG V=1\nSHELL ["/bin/bash","-c"]\nRUN x\nWORKDIR /app/\nONBUILD RUN y\n';
  assert.deepEqual(predicted(text), [
    '2 - ARG V=1',
    '3 - SHELL [/bin/bash -c]',
    '4 + RUN |1 V=1 /bin/bash -c x # buildkit',
    '5 + WORKDIR /app/',
  ]);
  assert.deepEqual(predicted(text, { builder: 'classic' }), [
    '2 - /bin/sh -c #(nop)  ARG V=1',
    '3 - /bin/bash -c #(nop)  SHELL [/bin/bash -c]',
    '4 ? |1 V=1 /bin/bash -c x',
    '5 ? /bin/bash -c #(nop) WORKDIR /app',
    '6 - /bin/bash -c #(nop)  ONBUILD RUN y',
  ]);
  assert.deepEqual(predicted('FROM a\nRUN ["a","b"]\nenv A=$B\n', { builder: 'buildah' }), [
    '2 + /bin/sh -c ["a","b"]',
    '3 - /bin/sh -c #(nop) env A=$B',
  ]);
});

test('buildah writes lines as they are: blanks, variables and all', () => {
  const text = 'FROM a\nARG D=/x\n  RUN   a \\\n  b  \nCOPY x "$D"/\nENV  A=$D \nADD --link y /z\n';
  assert.deepEqual(predicted(text, { builder: 'buildah' }), [
    '2 - /bin/sh -c #(nop) ARG D',
    '3 + |1 D=/x /bin/sh -c   a   b  ',
    '5 + /bin/sh -c #(nop) COPY file:… in "$D"/      ',
    '6 - /bin/sh -c #(nop) ENV  A=$D ',
    '7 + /bin/sh -c #(nop) ADD --link file:… in /z      ',
  ]);
});

test('buildah shows ARGs that have a value, with what an ENV of the stage made of it, and counts words', () => {
  const options = { builder: 'buildah', buildArgs: { no_proxy: 'p', HTTP_PROXY: 'q' } } as const;
  const text = 'FROM a AS p\nENV IN=parent\nFROM p\nARG A="one two" NONE IN=child OWN=1\nENV OWN=2\nARG A\nRUN x\n';
  assert.deepEqual(predicted(text, options).slice(1), [
    '4 - /bin/sh -c #(nop) ARG A HTTP_PROXY IN OWN no_proxy',
    '5 - /bin/sh -c #(nop) ENV OWN=2',
    '6 - /bin/sh -c #(nop) ARG A HTTP_PROXY IN OWN no_proxy',
    '7 + |4 A=one two IN=child OWN=2 /bin/sh -c x',
  ]);
  assert.deepEqual(predicted('FROM a\nARG no_proxy\nARG HTTP_PROXY=d\nRUN x\n', options).slice(2), [
    '4 + |1 no_proxy=p /bin/sh -c x',
  ]);
});

test('buildah: no ARG before FROM changes an argument of the platform, and there are fewer of these', () => {
  const text = 'ARG TARGETOS=mine V=1\nFROM a\nARG TARGETOS TARGETSTAGE TARGETVARIANT V\nRUN x\n';
  assert.deepEqual(predicted(text, { builder: 'buildah' }), [
    '3 - /bin/sh -c #(nop) ARG TARGETOS TARGETVARIANT V',
    '4 + |3 TARGETOS=linux TARGETVARIANT= V=1 /bin/sh -c x',
  ]);
});

test('buildah: an escape character of its own counts at line ends alone, and the first of two stages is the target', () => {
  assert.deepEqual(predicted('# escape=`\nFROM a\nARG D=C:\\b `\n E=x\nRUN x\n', { builder: 'buildah' }), [
    '3 - /bin/sh -c #(nop) ARG D E',
    '5 + |2 D=C:b E=x /bin/sh -c x',
  ]);
  const twice = 'FROM a AS s\nRUN one\nFROM a AS s\nRUN two\n';
  assert.deepEqual(predicted(twice, { builder: 'buildah', target: 's' }), ['2 + /bin/sh -c one']);
});

test('buildah keeps no triggers between stages', () => {
  const text = 'FROM a AS p\nONBUILD RUN x\nFROM p\nRUN y\n';
  assert.deepEqual(predicted(text, { builder: 'buildah' }), [
    '2 - /bin/sh -c #(nop) ONBUILD RUN x',
    '4 + /bin/sh -c y',
  ]);
});

test('buildah: newer ones add a hash of what each bind mount brings, older ones are known as well', () => {
  const text =
    'FROM a\nRUN --mount=type=bind,target=/a --mount=type=bind,from=b,target=/b --mount=type=cache,target=/c x\n';
  const [entry] = predictHistory(buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, builder: 'buildah' }));
  assert.ok(entry);
  const line = entry.createdBy.replace(/:…$/, '');
  const hash = `:${'a1'.repeat(32)}`;
  assert.equal(compareTexts(entry, line + hash), 'exact');
  assert.equal(compareTexts(entry, `${line}${hash}:sha256${hash}`), 'equivalent');
  assert.equal(compareTexts(entry, line), 'equivalent');
  assert.equal(compareTexts(entry, `${line}:a1`), 'different');
});

test('frontends print differently', () => {
  const text = 'FROM a\nEXPOSE 80 443/TCP\nHEALTHCHECK --retries=3 CMD x\n';
  assert.deepEqual(predicted(text, { frontend: 26 }), [
    '2 - EXPOSE [443/tcp 80/tcp]',
    '3 - HEALTHCHECK {Test:[CMD-SHELL x] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:3}',
  ]);
  assert.deepEqual(predicted(text, { frontend: 17 }), [
    '2 - EXPOSE map[443/tcp:{} 80/tcp:{}]',
    `3 - HEALTHCHECK &{["CMD-SHELL" "x"] "0s" "0s" "0s" "0s" '\\x03'}`,
  ]);
});

test('triggers of a stage run in the stage on top of it, on its FROM line', () => {
  assert.deepEqual(predicted('FROM a AS p\nONBUILD RUN x\nFROM p\nRUN y\n'), [
    '3 + RUN /bin/sh -c x # buildkit',
    '4 + RUN /bin/sh -c y # buildkit',
  ]);
  const onBuild = { env: [], workingDir: '', user: '', onBuild: ['COPY . /src'] };
  assert.deepEqual(predicted('FROM a\n', { base: () => onBuild }), ['1 + COPY . /src # buildkit']);
});

test('what hangs on an unknown base is not called sure', () => {
  const sure = (text: string): boolean[] =>
    predictHistory(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS)).map(({ textIsSure }) => textIsSure);
  assert.deepEqual(sure('FROM a\nENV P=$HOME_OF_BASE\nENV Q=$P\nWORKDIR app\nWORKDIR /x\n'), [
    false,
    true,
    false,
    true,
  ]);
  assert.deepEqual(sure('FROM scratch\nENV P=$NONE\nWORKDIR app\n'), [true, true]);
});

test('inline files have a known size, a RUN never', () => {
  const sizes = predictHistory(
    buildGraph(parseDockerfile('FROM scratch\nENV A=äb\nCOPY <<E /e\nx$A\nE\nRUN x\n'), DEFAULT_BUILD_OPTIONS),
  ).map(({ size }) => [size.likely, size.certainty]);
  assert.deepEqual(sizes, [
    [0, 'known'],
    [5, 'known'],
    [null, 'unknown'],
  ]);
});

test('the frontend comes from the syntax line or the engine', () => {
  const of = (line: string): number | undefined => frontendOf(parseDockerfile(`${line}\nFROM a`));
  assert.deepEqual(
    [
      '# syntax=docker/dockerfile:1.7',
      '# syntax=docker/dockerfile:1',
      '# syntax = docker.io/docker/dockerfile:1.4.2@sha256:aa',
      '# syntax=my/front:1.2',
      '',
    ].map(of),
    [7, 26, 4, undefined, undefined],
  );
  assert.deepEqual(['20.10.24', '27.5.1', '28.5.2', '29.0.1', '29.7.2'].map(frontendOfEngine), [2, 12, 19, 19, 26]);
});

test('any text gives entries that point at a line of the text', () => {
  const line = fc.constantFrom(
    'FROM a',
    'FROM a AS b',
    'FROM b',
    'FROM $X',
    'RUN x',
    'RUN <<E\ny\nE',
    'COPY --from=b /x /y',
    'ENV A=$B',
    'ARG B=${',
    'WORKDIR ..',
    'EXPOSE $A',
    'HEALTHCHECK --interval=z CMD',
    'ONBUILD ONBUILD RUN x',
    'ONBUILD',
    'CMD',
    'LABEL',
    'SHELL []',
    'USER',
    'VOLUME []',
    'BAD x',
  );
  const builder = fc.constantFrom('buildkit' as const, 'classic' as const, 'buildah' as const);
  let entries = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 15 }),
      builder,
      fc.integer({ min: 0, max: 30 }),
      (lines, kind, frontend) => {
        const text = lines.join('\n');
        const count = text.split('\n').length;
        for (const entry of predictHistory(
          buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, builder: kind, frontend }),
        )) {
          entries++;
          assert.ok(entry.line >= 0 && entry.line < count);
        }
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(entries > 200, `${entries} entries`);
});
