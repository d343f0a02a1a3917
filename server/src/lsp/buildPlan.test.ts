// The build that is offered: image names that every engine takes, and a line to show that says what runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERING, SILENT } from '../../test/support/memoryEngine';
import type { EngineState } from '../engine/engine';
import type { BuildPlan } from '../protocol/requests';
import { buildPlan } from './buildPlan';

function plan(
  folder: string,
  file: string,
  target = '',
  extra: readonly string[] = [],
  state: EngineState = ANSWERING,
): BuildPlan {
  const made = buildPlan(folder, file, target, extra, state);
  if ('unavailable' in made) throw new Error(made.unavailable);
  return made;
}

test('names from folders, files and targets, as image names must be', () => {
  for (const [folder, file, target, tag] of [
    ['/src/My App', '/src/My App/Dockerfile', '', 'layerlens/my-app:latest'],
    ['/src/app', '/src/app/Dockerfile.dev', '', 'layerlens/app-dev:latest'],
    ['/src/app', '/src/app/api.Dockerfile', 'Run_Time', 'layerlens/app-api-run-time:latest'],
    ['/src/app', '/src/app/Containerfile', '', 'layerlens/app:latest'],
    ['/', '/Dockerfile', '', 'layerlens/image:latest'],
    ['/src/___', '/src/___/Dockerfile', '', 'layerlens/image:latest'],
    ['/src/日本', '/src/日本/Dockerfile', '', 'layerlens/image:latest'],
    ['C:\\src\\App', 'C:\\src\\App\\Dockerfile', '', 'layerlens/app:latest'],
  ] as const) {
    assert.equal(plan(folder, file, target).tag, tag, `${folder} ${file}`);
  }
});

test('the engine that was asked builds', () => {
  assert.deepEqual(plan('/a', '/a/Dockerfile').env, {});
  const named = { ...ANSWERING, endpoint: { address: 'tcp://h:1', from: 'DOCKER_HOST' } };
  assert.deepEqual(plan('/a', '/a/Dockerfile', '', [], named).env, { DOCKER_HOST: 'tcp://h:1' });
  const podman = plan('/a', '/a/Dockerfile', '', [], { ...named, product: 'podman' });
  assert.deepEqual([podman.argv[0], podman.env], ['podman', {}]);
  assert.ok('unavailable' in buildPlan('/a', '/a/Dockerfile', '', [], SILENT));
});

test('what is shown can be pasted into a shell, whatever the words', () => {
  const { argv, display } = plan("/it's", "/it's/Dockerfile", 'x', ['--build-arg=A=b c', '--secret=id=$X']);
  assert.equal(
    display,
    `docker build --file '/it'\\''s/Dockerfile' --tag layerlens/it-s-x:latest --target x '--build-arg=A=b c' '--secret=id=$X' '/it'\\''s'`,
  );
  assert.equal(argv.length, 11);
});
