// A COPY's files in an image's layer against those of the context: same, different with reasons, or not known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, sha256 } from '../../test/support/cacheBuild';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { withNodes } from '../context/patch';
import { directory } from '../context/tree';
import { parseDockerfile } from '../syntax/parse';
import { compareCopied, type WitnessedFile } from './copied';
import { define } from './definition';
import { DEFAULT_FLAGS } from './flags';

const CONTEXT = withNodes(
  directory([]),
  new Map([
    ['a', fileNode('a')],
    ['run.sh', fileNode('run', 0o755)],
    ['src/one.js', fileNode('1')],
    ['src/deep/two.js', fileNode('2')],
  ]),
);

const entry = (path: string, text: string, mode = 0o644): WitnessedFile => ({
  path,
  kind: 'file',
  mode,
  digest: sha256(new TextEncoder().encode(text)),
});
const folder = (path: string): WitnessedFile => ({ path, kind: 'directory', mode: 0o755 });

function compare(instruction: string, layer: readonly WitnessedFile[] | undefined): string {
  const graph = buildGraph(parseDockerfile(`FROM debian\nWORKDIR /app\n${instruction}\n`), DEFAULT_BUILD_OPTIONS);
  const vertex = define(graph, DEFAULT_FLAGS, sha256).vertexes.find(({ effect }) => effect.kind === 'copy');
  assert.ok(vertex, instruction);
  const found = compareCopied(vertex, CONTEXT, layer, sha256);
  if (found.kind !== 'different') return found.kind;
  return found.because.map((reason) => `${reason.kind} ${'path' in reason ? (reason.path ?? '') : ''}`).join(', ');
}

const SRC = [folder('app'), folder('app/src'), entry('app/src/one.js', '1'), entry('app/src/deep/two.js', '2')];

test('the same, whatever folders come along', () => {
  assert.equal(compare('COPY a /x/', [folder('x'), entry('x/a', 'a')]), 'same');
  assert.equal(compare('COPY src src', SRC), 'same');
  assert.equal(compare('COPY --chown=1000:1000 a b', [entry('app/b', 'a')]), 'same');
  assert.equal(compare('COPY --chmod=600 a b', [entry('app/b', 'a', 0o600)]), 'same');
});

test('different, by the names of the context', () => {
  assert.equal(
    compare('COPY src src', [...SRC.slice(0, 3), entry('app/src/deep/two.js', 'old')]),
    'file-changed src/deep/two.js',
  );
  assert.equal(compare('COPY src src', SRC.slice(0, 3)), 'file-added src/deep/two.js');
  assert.equal(compare('COPY src src', [...SRC, entry('app/src/gone.js', 'x')]), 'file-removed app/src/gone.js');
  assert.equal(compare('COPY run.sh .', [entry('app/run.sh', 'run', 0o644)]), 'mode-changed run.sh');
});

test('not known: nobody looked, an archive unpacked, a folder of the image in the way, deletions', () => {
  assert.equal(compare('COPY a b', undefined), 'unknown');
  assert.equal(compare('ADD a b', [entry('app/b', 'a')]), 'unknown');
  assert.equal(compare('COPY a b', [entry('app/b/a', 'a')]), 'unknown');
  assert.equal(compare('COPY a b', [entry('app/b', 'a'), entry('app/.wh.x', '')]), 'unknown');
  assert.equal(compare('COPY a b', [{ path: 'app/b', kind: 'hardlink', mode: 0o644 }]), 'unknown');
  assert.equal(compare('COPY none b', [entry('app/b', 'a')]), 'unknown');
});
