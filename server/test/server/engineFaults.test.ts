// An engine that goes away, comes back, falls silent, forgets an image or makes a new one: the editor keeps its last
// values marked old or says what is missing. The bundled server over stdio, a fake engine on a socket.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { FakeEngine, type FakeEngineOptions } from '../support/fakeEngine';
import { LspClient, type ClientOptions } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

const TEXT = 'FROM debian:12\nENV A=1\nRUN make\nCOPY x /x\nCMD ["a"]\n';
const HISTORY = `
  500000 base layer
  - CMD ["bash"]
  - ENV A=1
  42113024 RUN /bin/sh -c make # buildkit
  2000 COPY x /x # buildkit
  - CMD ["a"]`;
const IMAGE = { name: 'app:dev', history: HISTORY };
const RUN = 2;
const FRESH = '42.1 MB · 99%';

interface Scene {
  readonly engine: FakeEngine;
  readonly client: LspClient;
  readonly workspace: TestWorkspace;
  readonly uri: string;
}

const scenes: Scene[] = [];

async function scene(
  engineOptions: FakeEngineOptions = { images: [IMAGE] },
  options: ClientOptions = {},
): Promise<Scene> {
  const engine = await FakeEngine.start(engineOptions);
  const workspace = new TestWorkspace();
  const uri = workspace.write('Dockerfile', TEXT);
  const client = await LspClient.start({ ...options, env: { DOCKER_HOST: engine.address, ...options.env } });
  const made = { engine, client, workspace, uri };
  scenes.push(made);
  return made;
}

/** A scene whose sizes have arrived. */
async function measured(engineOptions?: FakeEngineOptions, options?: ClientOptions): Promise<Scene> {
  const made = await scene(engineOptions, options);
  await made.client.open(made.uri, TEXT);
  await made.client.untilLens(made.uri, RUN, FRESH);
  return made;
}

afterEach(async () => {
  for (const { engine, client, workspace } of scenes.splice(0)) {
    assert.equal(await client.stop(), 0, 'the server ends well whatever happened');
    assert.deepEqual(client.shown, [], 'no pop-up');
    assert.equal(client.stderr, '');
    await engine.dispose();
    workspace.dispose();
  }
});

test('an engine that answers: sizes are measured, tree and status say by whom', async () => {
  const { client, uri } = await measured();
  assert.deepEqual(await client.lenses(uri), [
    '0: stage-0 · 42.6 MB · yours 42.1 MB · 2 layers',
    '0: Build and Measure',
    '2: 42.1 MB · 99%',
    '3: 2 kB · <1%',
  ]);
  const status = await client.status(uri);
  assert.equal(status.text, 'Layerlens: stage-0 · 42.6 MB · app:dev');
  assert.deepEqual([status.sizes, status.engine], ['fresh', 'answering']);
  assert.match(status.tooltip, /Docker 28\.5\.2 answers at unix:.* \(DOCKER_HOST, overlay2 store\)/);
  assert.equal((await client.tree(uri)).message, undefined);
});

test('an engine that stops: values are kept and marked, nothing pops up, the log has the detail', async () => {
  const { client, uri, engine } = await measured();
  await engine.stop();
  await client.untilLens(uri, RUN, '~42.1 MB · the engine no longer answers');
  assert.equal(await client.lensAt(uri, 0), 'stage-0 · ~42.6 MB · yours 42.1 MB · 2 layers');
  const status = await client.status(uri);
  assert.deepEqual([status.sizes, status.engine], ['old', 'silent']);
  assert.equal(status.text, 'Layerlens: stage-0 · ~42.6 MB · app:dev');
  assert.match(status.tooltip, /Values are old: the engine no longer answers\./);
  assert.match(status.tooltip, /does not answer\. Start it, or open a saved image\./);
  await client.until('the tree says it', async () => /does not answer/.test((await client.tree(uri)).message ?? ''));
  assert.match(
    (await client.tree(uri)).roots[0]?.children[2]?.description ?? '',
    /^~42\.1 MB · the engine no longer answers/,
  );
  await client.until('the log has the detail', () => client.log.some((line) => /ENOENT|ECONNREFUSED/.test(line)));
});

test('an engine that is started again: values are fresh again without any action', async () => {
  const { client, uri, engine } = await measured();
  for (let round = 0; round < 3; round++) {
    await engine.stop();
    await client.untilLens(uri, RUN, '~42.1 MB · the engine no longer answers');
    await engine.listen();
    await client.untilLens(uri, RUN, FRESH);
  }
  const { sizes, engine: state } = await client.status(uri);
  assert.deepEqual([sizes, state], ['fresh', 'answering']);
});

test('an engine that is back at once is not missed', async () => {
  const { client, uri, engine } = await measured();
  await engine.stop();
  await engine.listen();
  engine.put({ name: 'app:dev', history: HISTORY.replace('42113024', '7000000') });
  await client.untilLens(uri, RUN, '7 MB · 93%');
});

test('an engine whose socket is there before it answers: seen when it does, without any action', async () => {
  const { client, uri, engine } = await measured();
  await engine.stop();
  await client.untilLens(uri, RUN, '~42.1 MB · the engine no longer answers');
  engine.hold();
  await engine.listen();
  const looked = client.log.length;
  await client.until('a look that found it silent', () =>
    client.log.slice(looked).some((line) => /^engine: .*"silent".*no answer/.test(line)),
  );
  engine.release();
  await client.untilLens(uri, RUN, FRESH);
});

test('an engine that starts after the editor: sizes arrive', async () => {
  const { client, uri, engine } = await scene({ images: [IMAGE] });
  await engine.stop();
  await client.open(uri, TEXT);
  await client.until('the engine is missing', async () => (await client.status(uri)).engine === 'silent');
  assert.equal(await client.lensAt(uri, RUN), '? unknown until built');
  assert.match((await client.tree(uri)).message ?? '', /does not answer\. Start it, or open a saved image\.$/);
  await engine.listen();
  await client.untilLens(uri, RUN, FRESH);
});

test('an image that is removed while shown: kept and marked, by the engine’s own event', async () => {
  const { client, uri, engine } = await measured();
  engine.remove('app:dev');
  await client.untilLens(uri, RUN, '~42.1 MB · the image is gone');
  const status = await client.status(uri);
  assert.deepEqual([status.sizes, status.engine], ['old', 'answering']);
  assert.match(status.tooltip, /Values are old: the image is gone\./);
});

test('an image chosen by name that is removed: kept, marked, and the tree says what to do', async () => {
  const { client, uri, engine } = await measured();
  await client.request('layerlens/choose', { uri, image: { kind: 'engine', ref: 'app:dev' }, target: '' });
  await client.until('chosen', async () => (await client.status(uri)).sizes === 'fresh');
  engine.remove('app:dev');
  await client.untilLens(uri, RUN, '~42.1 MB · the image is gone');
  assert.equal((await client.tree(uri)).message, 'The engine has no image app:dev. Build or pull it first.');
  engine.put(IMAGE);
  await client.untilLens(uri, RUN, FRESH);
  assert.equal((await client.tree(uri)).message, undefined);
});

test('an image rebuilt under the same name: new numbers', async () => {
  const { client, uri, engine } = await measured();
  engine.put({ name: 'app:dev', history: HISTORY.replace('42113024', '1500000') });
  await client.untilLens(uri, RUN, '1.5 MB · 75%');
  assert.equal((await client.status(uri)).sizes, 'fresh');
});

test('an engine that holds its answers holds up no request', async () => {
  const { client, uri, engine } = await measured();
  engine.hold();
  engine.put({ name: 'app:dev', history: HISTORY.replace('42113024', '1500000') });
  await engine.asked();
  assert.equal(await client.lensAt(uri, RUN), FRESH);
  await client.change(uri, TEXT.replace('make', 'make all'), 2);
  assert.equal(await client.lensAt(uri, RUN), '~42.1 MB · measured before your edit');
  assert.deepEqual(
    (await client.diagnostics(uri)).map(({ code }) => code),
    ['missing-user'],
  );
  assert.ok((await client.tree(uri)).roots.length > 0);
  assert.ok(engine.heldBack > 0, 'all of this while the engine was silent');
  engine.release();
  await client.change(uri, TEXT, 3);
  await client.untilLens(uri, RUN, '1.5 MB · 75%');
});

test('an engine that never answered: text only, and the status says so', async () => {
  const { client, uri, engine } = await scene();
  engine.hold();
  await client.open(uri, TEXT);
  assert.equal(await client.lensAt(uri, RUN), '? unknown until built');
  await engine.asked();
  assert.equal((await client.status(uri)).text, 'Layerlens: stage-0 · reading sizes');
  await client.until('it is given up', async () => (await client.status(uri)).engine === 'silent');
  await client.until('nothing is read any more', async () => (await client.status(uri)).sizes === 'none');
  assert.match((await client.status(uri)).text, /^Layerlens: stage-0 · text only/);
  assert.ok(client.log.some((line) => /no answer within/.test(line)));
});

test('an engine too old to be understood: said in status, no numbers made up', async () => {
  const { client, uri } = await scene({ images: [IMAGE], apiVersion: '1.12' });
  await client.open(uri, TEXT);
  await client.until('its state', async () => (await client.status(uri)).engine === 'too-old');
  assert.match((await client.status(uri)).tooltip, /speaks API 1\.12; Layerlens needs 1\.24 or later/);
  assert.equal(await client.lensAt(uri, RUN), '? unknown until built');
});

test('candidates come in the order in which they fit', async () => {
  const other = { name: 'other:1', created: 9, history: '1000 something else\n2000 RUN /bin/sh -c cc # buildkit' };
  const edited = { name: 'app:old', created: 8, history: HISTORY.replace('-c make', '-c make old') };
  const { client, uri } = await measured({ images: [other, edited, IMAGE] });
  const candidates = await client.request('layerlens/candidates', { uri });
  assert.deepEqual(
    candidates.map(({ label, description, choice }) => [label, description, choice.kind]),
    [
      ['app:dev', 'made from this Dockerfile', 'engine'],
      ['app:old', '3 of 4 entries fit', 'engine'],
      ['other:1', 'does not fit this Dockerfile', 'engine'],
    ],
  );
});
