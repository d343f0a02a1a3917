// Which stage is meant, and the build that is offered for it: argv, environment, when there is none. The bundled server
// over stdio.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { BuildPlan } from '../../src/protocol/requests';
import { FakeEngine } from '../support/fakeEngine';
import { LspClient } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

const TEXT = 'FROM debian:12 AS build\nRUN make\nFROM debian:12\nRUN two\nFROM build AS Final\nCOPY --from=1 /x /x\n';
const BUILD = '500 base layer\n1000 RUN /bin/sh -c make # buildkit';
const FINAL = `${BUILD}\n3000 COPY /x /x # buildkit`;

let workspace: TestWorkspace;
let engine: FakeEngine;
let client: LspClient;
let uri: string;

beforeEach(async () => {
  workspace = new TestWorkspace();
  uri = workspace.write('Dockerfile', TEXT);
  engine = await FakeEngine.start({ images: [{ name: 'app:dev', history: FINAL }] });
  client = await LspClient.start({ env: { DOCKER_HOST: engine.address } });
  await client.open(uri, TEXT);
  await client.untilLens(uri, 5, '3 kB · 67%');
});
afterEach(async () => {
  assert.equal(await client.stop(), 0);
  assert.deepEqual(client.shown, []);
  await engine.dispose();
  workspace.dispose();
});

const choose = (target: string): Promise<null> =>
  client.request('layerlens/choose', { uri, image: { kind: 'auto' }, target });

/** The build itself, without what runs and records it. */
async function plan(of = uri): Promise<BuildPlan> {
  const answer = await client.request('layerlens/buildPlan', { uri: of });
  if ('unavailable' in answer) throw new Error(answer.unavailable);
  return { ...answer, argv: answer.argv.slice(answer.argv.indexOf('--') + 1) };
}

test('without a choice the last stage is the target; the others say what they are to it', async () => {
  assert.deepEqual(await client.lenses(uri), [
    '0: build · 1 kB · 1 layer',
    '1: 1 kB · 22%',
    '2: stage-1 · not shipped · 1 layer',
    '3: ? · not shipped',
    '4: final · 4.5 kB · yours 4 kB · 2 layers',
    '4: Build and Measure',
    '5: 3 kB · 67%',
  ]);
  const status = await client.status(uri);
  assert.deepEqual([status.target, status.targets], ['final', ['build', 'stage-1', 'final']]);
});

test('a chosen target: its rows, its build button, its image', async () => {
  await choose('build');
  assert.equal((await client.status(uri)).target, 'build');
  assert.deepEqual(
    (await client.lenses(uri)).filter((lens) => lens.endsWith('Build and Measure')),
    ['0: Build and Measure'],
  );
  assert.equal(await client.lensAt(uri, 4), 'final · not needed for this target · 1 layer');
  assert.equal(await client.lensAt(uri, 5), '? · not needed for this target');
  engine.put({ name: 'app:build', history: BUILD.replace('1000', '1234'), created: 9 });
  await client.untilLens(uri, 1, '1.23 kB · 71%');
  // The newest image is one of the other stage: the image of the target goes before it.
  await choose('');
  await client.untilLens(uri, 5, '3 kB · 67%');
});

test('when only an image of another target is there, it is shown as that target, and built as that', async () => {
  engine.remove('app:dev');
  engine.put({ name: 'app:build', history: BUILD.replace('1000', '1234') });
  await client.untilLens(uri, 1, '1.23 kB · 71%');
  const status = await client.status(uri);
  assert.deepEqual([status.target, status.sizes], ['build', 'fresh']);
  assert.deepEqual(await client.lenses(uri), [
    '0: build · 1.73 kB · yours 1.23 kB · 1 layer',
    '0: Build and Measure',
    '1: 1.23 kB · 71%',
    '2: stage-1 · not needed for this target · 1 layer',
    '3: ? · not needed for this target',
    '4: final · not needed for this target · 1 layer',
    '5: ? · not needed for this target',
  ]);
  assert.deepEqual((await plan()).argv.slice(6, 8), ['--target', 'build']);
});

test('an unnamed stage can be a target by our word for it', async () => {
  await choose('stage-1');
  assert.deepEqual(
    (await client.tree(uri)).roots.map(({ label }) => label),
    ['stage-1', 'build', 'final'],
  );
});

test('a target that an edit took away: nothing to build, said, no crash', async () => {
  await choose('final');
  await client.change(uri, TEXT.replace('AS Final', ''), 2);
  const status = await client.status(uri);
  assert.equal(status.target, '');
  assert.match(status.tooltip, /No stage to build\./);
  assert.deepEqual(
    (await client.lenses(uri)).filter((lens) => !lens.includes('not needed for this target')),
    [],
  );
  await client.change(uri, TEXT, 3);
  assert.equal((await client.status(uri)).target, 'final');
});

test('the choice is remembered from the last session', async () => {
  const choices = [{ uri, image: { kind: 'auto' }, target: 'build' } as const];
  const again = await LspClient.start({ initializationOptions: { choices } });
  await again.open(uri, TEXT);
  assert.equal((await again.status(uri)).target, 'build');
  assert.equal(await again.stop(), 0);
});

test('the build: an argv, the folder as context, the engine that was asked', async () => {
  const file = workspace.path('Dockerfile');
  const name =
    workspace.folder
      .split('/')
      .pop()
      ?.toLowerCase()
      .replace(/[^a-z0-9]+/g, '-') ?? '';
  const tag = `layerlens/${name}:latest`;
  assert.deepEqual(await plan(), {
    argv: ['docker', 'build', '--file', file, '--tag', tag, workspace.folder],
    cwd: workspace.folder,
    env: { DOCKER_HOST: engine.address },
    tag,
    display: `docker build --file ${file} --tag ${tag} ${workspace.folder}`,
    program: 'docker',
  });
  const whole = await client.request('layerlens/buildPlan', { uri });
  const server = join(process.cwd(), 'dist/server.js');
  assert.deepEqual('argv' in whole && whole.argv.slice(0, 5), [process.execPath, server, 'record', file, '--']);
  await choose('build');
  const { argv, tag: ofTarget } = await plan();
  assert.deepEqual(argv.slice(4), ['--tag', ofTarget, '--target', 'build', workspace.folder]);
  assert.equal(ofTarget, `layerlens/${name}-build:latest`);
});

test('the user’s own arguments stand before the folder', async () => {
  await client.changeSettings({ build: { arguments: ['--build-arg=A=b c', '--pull'] } });
  await client.until('the setting is known', async () => (await plan()).argv.length === 9);
  const { argv, display } = await plan();
  assert.deepEqual(argv.slice(6), ['--build-arg=A=b c', '--pull', workspace.folder]);
  assert.ok(display.includes("'--build-arg=A=b c' --pull"));
});

test('hostile names stay single arguments', async () => {
  const odd = workspace.write("a $(touch x); 'b'.Dockerfile", TEXT);
  await client.open(odd, TEXT);
  const { argv, display, tag } = await plan(odd);
  assert.equal(argv[3], workspace.path("a $(touch x); 'b'.Dockerfile"));
  assert.ok(display.includes(`'${workspace.path("a $(touch x); '\\''b'\\''.Dockerfile")}'`));
  assert.match(tag, /^layerlens\/[a-z0-9-]+:latest$/);
});

test('no build without a file, and none without an engine', async () => {
  const untitled = 'untitled:Untitled-1';
  await client.open(untitled, TEXT);
  assert.deepEqual(await client.request('layerlens/buildPlan', { uri: untitled }), {
    unavailable: 'Only a Dockerfile that is saved on disk can be built.',
  });
  await engine.stop();
  await client.until('it is missed', async () => (await client.status(uri)).engine === 'silent');
  assert.deepEqual(await client.request('layerlens/buildPlan', { uri }), {
    unavailable: 'No container engine answers, so that nothing can be built.',
  });
});

test('a stage name that begins like a flag is no flag', async () => {
  await client.change(uri, 'FROM debian AS --push\nRUN x\n', 2);
  await choose('--push');
  const { argv } = await plan();
  assert.ok(!argv.includes('--push') || argv[argv.indexOf('--push') - 1] === '--target');
});

test('what only buildx can tell of a bake file is asked behind, in trusted folders', async () => {
  const bake = 'target "app" {\n  target = sha256("x") == "" ? "build" : "final"\n}\n';
  workspace.write('docker-bake.hcl', bake);
  const runs = workspace.path('runs');
  const answer = JSON.stringify({ target: { app: { context: '.', dockerfile: 'Dockerfile', target: 'build' } } });
  workspace.write('answer.json', answer);
  workspace.write(
    'docker',
    `#!/bin/sh\ncase "$*" in *bake*) echo "$*" >> ${runs}; /bin/cat ${workspace.path('answer.json')};; *) exit 1;; esac\n`,
  );
  chmodSync(workspace.path('docker'), 0o755);
  const env = { DOCKER_HOST: engine.address, PATH: workspace.folder };
  const stageOf = async (asked: LspClient): Promise<string> => {
    const targets = await asked.request('layerlens/buildTargets', { uri });
    return targets.find(({ label }) => label.includes('app'))?.description ?? '';
  };
  const other = await LspClient.start({ env, initializationOptions: { trusted: false } });
  try {
    await other.open(uri, TEXT);
    await other.until('the reader', async () => /stage not known$/.test(await stageOf(other)));
    assert.equal(existsSync(runs), false, 'no program runs for a folder that is not trusted');
    await other.request('layerlens/setTrusted', { trusted: true });
    await other.until('buildx', async () => /, stage build$/.test(await stageOf(other)));
    await other.until('the plan', async () => (await other.status(uri)).target === 'build');
    assert.equal(readFileSync(runs, 'utf8'), `buildx bake --print -f ${workspace.path('docker-bake.hcl')} -- app\n`);
  } finally {
    assert.equal(await other.stop(), 0);
  }
});
