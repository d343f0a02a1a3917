import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../../build/graph';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../../build/options';
import { createParser } from '../../shell/parser';
import { parseDockerfile } from '../../syntax/parse';
import { RuleContext } from '../context';
import { dispatched } from './dispatch';

const walk = (text: string, options: Partial<BuildOptions> = {}): ReturnType<typeof dispatched> =>
  dispatched(
    new RuleContext(buildGraph(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, ...options }), createParser()),
  );

/** `line: NAME …` of what is looked up in vain, lines from 1. */
const missing = (text: string, options: Partial<BuildOptions> = {}): string[] =>
  walk(text, options)
    .filter((one) => one.missing.length > 0)
    .map((one) => `${String(one.at.line + 1)}: ${one.missing.map(({ name }) => name).join(' ')}`);

test('which words the builder replaces variables in', () => {
  assert.deepEqual(
    missing(
      'FROM scratch\nADD --chown=$A $B $C/\nCOPY --chmod=$D $E $F/\nENV $G=$H\nLABEL $I=$J\nEXPOSE $K\nUSER $L\nVOLUME $M\n' +
        'WORKDIR /$N\nRUN echo $O\nCMD $P\nHEALTHCHECK CMD $Q\nSTOPSIGNAL $R\nRUN --mount=type=cache,target=$S true\n',
    ),
    ['2: A B C', '3: D E F', '4: G H', '5: I J', '7: L', '8: M', '9: N', '13: R', '14: S'],
  );
});

test('items of one ARG see each other, pairs of one ENV do not', () => {
  assert.deepEqual(missing('FROM scratch\nARG A=1 B=$A C=$D D\nENV E=1 F=$E\n'), ['2: D', '3: E']);
});

test('a value that the build was given is not looked at', () => {
  assert.deepEqual(missing('FROM scratch\nARG A=$B\n', { buildArgs: { A: '1' } }), []);
});

test('triggers work in the stage on top, and point at its FROM', () => {
  const text = 'FROM scratch AS base\nONBUILD LABEL a=$A\nONBUILD CMD x\nFROM base\nCMD ["y"]\n';
  assert.deepEqual(missing(text), ['4: A']);
  assert.deepEqual(
    walk(text).map(({ acts, at }) => `${acts.keyword} ${String(at.line + 1)}`),
    ['ONBUILD 2', 'ONBUILD 3', 'LABEL 4', 'CMD 4', 'CMD 5'],
  );
});

test('triggers of a stage on an image that is not needed do not work', () => {
  assert.deepEqual(missing('FROM scratch AS base\nONBUILD LABEL a=$A\nFROM base AS lost\nFROM scratch\n'), []);
});

test('a shell and a working directory come from what the stage stands on', () => {
  const [, cmd] = walk('FROM layered\nWORKDIR x\nCMD y\n', {
    base: () => ({ env: [], workingDir: '/srv', user: '', onBuild: [], shell: ['/bin/bash', '-c'] }),
  });
  assert.equal(cmd?.hasShell, true);
  const paths = walk('FROM scratch AS a\nWORKDIR x\nWORKDIR y\nFROM a\nWORKDIR z\n').map((one) => one.relativeWorkdir);
  assert.deepEqual(paths, [
    { text: 'x', isFirst: true },
    { text: 'y', isFirst: false },
    { text: 'z', isFirst: false },
  ]);
});

test('thousands of lookups cost bounded time and memory', () => {
  const names = Array.from({ length: 3000 }, (_, i) => `V${String(i)}`);
  const text = `FROM scratch\nENV ${names.map((name) => `${name}=1`).join(' ')}\n${names.map((name) => `LABEL a=$X${name}\n`).join('')}`;
  const count = walk(text).reduce((sum, one) => sum + one.missing.length, 0);
  assert.ok(count >= 1000 && count <= 3000);
});
