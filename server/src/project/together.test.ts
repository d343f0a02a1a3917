// Several builds of one Dockerfile: what holds in all of them, what any of them needs, and what a configuration lays over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTarget, settled, unsettled, type BuildTarget } from './buildTarget';
import { configured } from './configured';
import { assumedTarget } from './resolve';
import { askedByAny, sameInAll } from './together';

const ASSUMED = assumedTarget('web/Dockerfile');

function service(name: string, given: Partial<BuildTarget> = {}): BuildTarget {
  return buildTarget(
    { kind: 'compose', file: 'compose.yaml', line: 0, name },
    { dockerfile: settled('web/Dockerfile'), context: settled({ kind: 'folder', path: 'web' }), ...given },
  );
}

test('one build: all that it says holds; an assumed one says nothing of the context', () => {
  const web = service('web', { target: settled('Final'), buildArgs: { A: settled('1'), B: unsettled('why', '$B') } });
  assert.deepEqual(sameInAll([web, ASSUMED]), { context: 'web', stage: 'Final', buildArgs: { A: '1' } });
  assert.deepEqual(askedByAny([web, ASSUMED]), { targets: ['final'], namedContexts: [], platforms: [] });
  assert.deepEqual(sameInAll([ASSUMED]), { context: undefined, stage: '', buildArgs: {} });
  assert.equal(askedByAny([ASSUMED]), undefined);
});

test('several: what is the same in all holds, whatever any of them needs is needed', () => {
  const dev = service('dev', {
    target: settled('dev'),
    buildArgs: { A: settled('1'), B: settled('1'), toString: settled('x') },
    namedContexts: { shared: settled('lib') },
  });
  const app = service('app', { buildArgs: { A: settled('1'), B: settled('2') }, platforms: settled(['linux/arm64']) });
  assert.deepEqual(sameInAll([dev, app, ASSUMED]), { context: 'web', stage: '', buildArgs: { A: '1' } });
  assert.deepEqual(askedByAny([dev, app, ASSUMED]), {
    targets: ['dev'],
    namedContexts: ['shared'],
    platforms: ['linux/arm64'],
  });
});

test('contexts that differ, are unknown or are no folder are none', () => {
  const other = service('other', { context: settled({ kind: 'folder', path: '.' }) });
  const unknown = service('unknown', { context: unsettled('why', '$D') });
  const remote = service('remote', { context: settled({ kind: 'remote', url: 'https://example.com/a.git' }) });
  for (const targets of [[service('web'), other], [service('web'), unknown], [remote], [remote, remote]])
    assert.equal(sameInAll([...targets, ASSUMED]).context, undefined);
});

test('a configuration lies over what other files say, and is the word where they say nothing', () => {
  const said = { file: '/w/layerlens.yaml', context: '/w', stage: 'dev', args: { A: '2' } };
  const web = service('web', { buildArgs: { A: settled('1'), B: settled('1') } });
  const [over] = configured([web, ASSUMED], said, '/w');
  assert.deepEqual(sameInAll(configured([web, ASSUMED], said, '/w')), {
    context: '.',
    stage: 'dev',
    buildArgs: { A: '2', B: '1' },
  });
  assert.equal(over?.id, web.id);
  const alone = configured([ASSUMED], said, '/w');
  assert.deepEqual(sameInAll(alone), { context: '.', stage: 'dev', buildArgs: { A: '2' } });
  assert.deepEqual([alone[0]?.label, askedByAny(alone)?.targets], ['layerlens.yaml', ['dev']]);
  // A stage alone does not make the context any surer.
  const stage = configured([ASSUMED], { file: '/w/layerlens.yaml', stage: 'dev' }, '/w');
  assert.deepEqual([sameInAll(stage).stage, stage[0]?.source.kind], ['dev', 'assumed']);
  assert.equal(configured([ASSUMED], undefined, '/w')[0], ASSUMED);
});
