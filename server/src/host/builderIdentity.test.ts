// Which builder a command line or an environment means, and that the same builder has the same identity whoever asks.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NEVER_CANCELLED } from '../base/platform';
import { startFakeEngine, type FakeEngine } from '../engine/fakeEngine.test';
import { readBuildArgv, usualBuilder, type BuilderCommand } from './builderCommand';
import { identifyBuilder, type Builder } from './builderIdentity';

const NOBODY = { HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
let engine: FakeEngine;
let config: string;
before(async () => {
  engine = await startFakeEngine({
    '/info': { ID: 'E1', ServerVersion: '28.5.2', Driver: 'overlay2' },
    '/images/debian:12/json': {
      Id: 'sha256:1',
      RootFS: { Layers: [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`] },
      Config: { Env: ['A=1'], WorkingDir: '/w', User: 'u' },
      Descriptor: { digest: 'sha256:m' },
    },
  });
  config = mkdtempSync(join(tmpdir(), 'll-docker-'));
  mkdirSync(join(config, 'buildx/instances'), { recursive: true });
  writeFileSync(
    join(config, 'buildx/instances/box'),
    JSON.stringify({ Name: 'box', Driver: 'docker-container', Nodes: [{ Endpoint: 'default' }] }),
  );
  writeFileSync(
    join(config, 'buildx/current'),
    JSON.stringify({ Key: `unix://${engine.socket}`, Name: 'box', Global: false }),
  );
});
after(async () => {
  await engine.stop();
  rmSync(config, { recursive: true, force: true });
});

function command(line: string, env: Readonly<Record<string, string>> = {}): BuilderCommand {
  const read = readBuildArgv(line.split(' '), '/p', { ...NOBODY, ...env }, () => true);
  assert.ok(read, line);
  return read.command;
}

async function identify(of: BuilderCommand): Promise<Builder> {
  const builder = await identifyBuilder(of, NEVER_CANCELLED);
  builder.close();
  return builder;
}

const idOf = async (line: string, env: Readonly<Record<string, string>> = {}): Promise<string> =>
  (await identify(command(line, env))).id;

test('one engine has one identity, by whatever words it is named', async () => {
  const host = `unix://${engine.socket}`;
  const env = { DOCKER_HOST: host };
  assert.equal(await idOf('docker buildx build .', env), 'docker E1 buildkit');
  assert.equal(await idOf(`docker -H ${host} build .`, { DOCKER_BUILDKIT: '1' }), 'docker E1 buildkit');
  assert.equal(await idOf(`docker --host=${host} build .`, { DOCKER_BUILDKIT: '0' }), 'docker E1 classic');
  assert.equal(await idOf(`env DOCKER_BUILDKIT=0 DOCKER_HOST=${host} docker build .`), 'docker E1 classic');
  assert.equal(await idOf(`sudo docker image build .`, env), 'docker E1 buildkit');
  const planned = await identify(usualBuilder(undefined, '', { ...NOBODY, ...env }));
  assert.deepEqual(
    [planned.id, planned.answers, planned.version, planned.mergesLayers],
    ['docker E1 buildkit', true, '28.5.2', false],
  );
});

test('buildx instances are builders of their own, docker build goes by them only when told', async () => {
  const env = { DOCKER_HOST: `unix://${engine.socket}`, DOCKER_CONFIG: config };
  const box = 'docker E1 buildkit box default';
  assert.equal(await idOf('docker buildx build .', env), box);
  assert.equal(await idOf('docker build .', env), 'docker E1 buildkit');
  assert.equal(await idOf('docker build --builder box .', env), box);
  assert.equal(await idOf('docker buildx --builder=default build .', env), 'docker E1 buildkit');
  assert.equal(await idOf('docker build .', { ...env, BUILDX_BUILDER: 'box' }), box);
  const inside = await identify(command('docker build --builder box .', env));
  assert.deepEqual([inside.mergesLayers, inside.version, await inside.image('debian:12')], [true, '', undefined]);
});

test('who does not answer is called by the address', async () => {
  const silent = await identify(command('docker buildx build .'));
  assert.deepEqual([silent.answers, silent.address], [false, 'unix:///nonexistent/docker.sock']);
  assert.equal(silent.id, (await identify(usualBuilder('buildkit', '', NOBODY))).id);
  assert.notEqual(silent.id, await idOf('docker build .', { DOCKER_BUILDKIT: '0' }));
});

test('builders that are no engine', async () => {
  const frontend = '--frontend dockerfile.v0 --local context=. --local dockerfile=.';
  assert.equal(await idOf(`buildctl --addr tcp://b:1 build ${frontend}`), 'buildctl tcp://b:1');
  assert.equal(await idOf(`buildctl build ${frontend}`, { BUILDKIT_HOST: 'tcp://b:1' }), 'buildctl tcp://b:1');
  const planned = await identify(usualBuilder(undefined, 'tcp://b:1', NOBODY));
  assert.deepEqual([planned.id, planned.kind, planned.mergesLayers], ['buildctl tcp://b:1', 'buildkit', true]);
  const buildah = await identify(command('podman build .'));
  assert.deepEqual([buildah.kind, buildah.id], ['buildah', await idOf('buildah bud .')]);
  assert.notEqual(buildah.id, await idOf('podman --root /other build .'));
});

test('facts of an image: config, digests, the chain ID of its layers', async () => {
  const builder = await identifyBuilder(
    command('docker buildx build .', { DOCKER_HOST: `unix://${engine.socket}` }),
    NEVER_CANCELLED,
  );
  const facts = await builder.image('debian:12');
  assert.ok(facts);
  // sha256 of the two diff IDs with a blank between (OCI image spec: config.md).
  assert.equal(facts.chainId, 'sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5');
  assert.deepEqual(
    [facts.manifest, facts.config.env, facts.config.workingDir, facts.config.user],
    ['sha256:m', ['A=1'], '/w', 'u'],
  );
  assert.equal(await builder.image('none'), undefined);
  assert.equal(await builder.image('../../etc'), undefined);
  builder.close();
});

test('words that are no build of one Dockerfile', () => {
  for (const line of ['docker ps', 'docker buildx bake', 'docker compose build', 'make image', 'docker build --help'])
    assert.equal(
      readBuildArgv(line.split(' '), '/p', {}, () => true),
      undefined,
      line,
    );
});
