// What a build leaves behind beside its keys: of which contexts the builder keeps its copy. A builder refutes it in the
// engine tier (cacheScenarios/mounts.ts, mount/written-context).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, sha256 } from '../../test/support/cacheBuild';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { directory } from '../context/tree';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_FLAGS } from './flags';
import { KeyStore } from './keyStore';
import { learnBuild } from './learn';
import type { Observation } from './solve';

/** Builds `lines` on an image; `observed` by text. Told are the contexts that were let go. */
function letGo(lines: readonly string[], observed: (text: string) => Observation, store = new KeyStore()): string[] {
  const graph = buildGraph(parseDockerfile(['FROM x', ...lines].join('\n')), DEFAULT_BUILD_OPTIONS);
  const context = directory([['a', fileNode('1')]]);
  const learned = learnBuild({
    ...{ graph, flags: { ...DEFAULT_FLAGS, namedContexts: { more: '/more' } }, store, sha256, buildId: 'b' },
    facts: { bases: {}, context, namedContexts: { more: context } },
    observe:
      ({ vertexes }) =>
      (index) =>
        observed(vertexes[index]?.step?.text ?? ''),
  });
  assert.deepEqual(store.added().letGo ?? [], [...learned.letGo]);
  return [...learned.letGo];
}

const ran = (): Observation => 'ran';

test('a process that may write to a context takes the copy from the builder', () => {
  assert.deepEqual(letGo(['RUN --mount=type=bind,target=/c,rw make'], ran), ['context']);
  assert.deepEqual(letGo(['RUN --mount=from=more,target=/c,readonly=false make'], ran), ['more']);
  for (const line of ['RUN --mount=type=bind,target=/c make', 'COPY a /a', 'RUN --mount=from=y,target=/c,rw make'])
    assert.deepEqual(letGo([line], ran), [], line);
});

test('only one that ran', () => {
  const lines = ['RUN first', 'RUN --mount=type=bind,target=/c,rw make'];
  const store = new KeyStore();
  letGo(['RUN first', 'RUN --mount=type=bind,target=/c make'], ran, store);
  assert.deepEqual(
    letGo(lines, () => 'cached', store),
    [],
  );
  const failing = (at: string) => (text: string) => (text.includes(at) ? 'failed' : 'ran') as Observation;
  assert.deepEqual(letGo(lines, failing('make')), ['context']);
  assert.deepEqual(
    letGo(lines, (text) => (text === '' ? 'ran' : 'failed')),
    [],
  );
});
