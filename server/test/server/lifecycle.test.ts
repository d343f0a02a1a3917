// Start, trust, end: what the server does before it may ask an engine, with several documents, when cancelled, and how it
// ends. The bundled server over stdio.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CancellationTokenSource, ErrorCodes, ResponseError } from 'vscode-languageserver-protocol/node';
import { FakeEngine } from '../support/fakeEngine';
import { CAPABILITIES, LspClient, type ClientOptions } from '../support/lspClient';

const TEXT = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';
const HISTORY = `
  500000 base layer
  1000 RUN /bin/sh -c apt-get update # buildkit
  2000 RUN /bin/sh -c apt-get install -y curl # buildkit`;
const URI = 'file:///nonexistent/Dockerfile';

const engines: FakeEngine[] = [];
const clients: LspClient[] = [];

async function engineWithImage(): Promise<FakeEngine> {
  const engine = await FakeEngine.start({ images: [{ name: 'app:dev', history: HISTORY }] });
  engines.push(engine);
  return engine;
}

async function start(options: ClientOptions = {}): Promise<LspClient> {
  const client = await LspClient.start(options);
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.shown, [], 'no pop-up');
    assert.equal(client.stderr, '');
  }
  for (const engine of engines.splice(0)) await engine.dispose();
});

test('a folder that is not trusted: no engine is asked, the text is read; trust turns the sizes on', async () => {
  const engine = await engineWithImage();
  const client = await start({ env: { DOCKER_HOST: engine.address }, initializationOptions: { trusted: false } });
  await client.open(URI, TEXT);
  assert.equal(await client.lensAt(URI, 1), '? unknown until built');
  assert.ok((await client.diagnostics(URI)).some(({ code }) => code === 'update-alone'));
  await client.until('nothing is read any more', async () => (await client.status(URI)).sizes === 'none');
  const status = await client.status(URI);
  assert.equal(status.engine, 'not-asked');
  assert.match(status.tooltip, /This folder is not trusted: no container engine is asked\./);
  assert.match((await client.tree(URI)).message ?? '', /This folder is not trusted/);
  const plan = await client.request('layerlens/buildPlan', { uri: URI });
  assert.deepEqual(plan, { unavailable: 'This folder is not trusted, so that nothing is built from it.' });
  await client.request('layerlens/refresh', { uri: URI });
  await client.request('layerlens/choose', { uri: URI, image: { kind: 'engine', ref: 'app:dev' }, target: '' });
  await client.until('the choice is refused', async () => /not trusted/.test((await client.tree(URI)).message ?? ''));
  assert.deepEqual(engine.requests, []);

  await client.request('layerlens/setTrusted', { trusted: true });
  await client.untilLens(URI, 1, '1 kB · <1%');
  assert.ok(engine.requests.length > 0);
});

test('trust that is taken back: the engine is asked no more, its values stay, marked', async () => {
  const engine = await engineWithImage();
  const client = await start({ env: { DOCKER_HOST: engine.address } });
  await client.open(URI, TEXT);
  await client.untilLens(URI, 1, '1 kB · <1%');
  await client.request('layerlens/setTrusted', { trusted: false });
  await client.untilLens(URI, 1, '~1 kB · the engine is not asked');
  const asked = engine.requests.length;
  await client.request('layerlens/refresh', { uri: URI });
  await client.open(`${URI}.other`, TEXT);
  await client.until('the other is read', async () => (await client.status(`${URI}.other`)).sizes === 'none');
  assert.equal(engine.requests.length, asked);
});

test('no engine is asked before the settings are known', async () => {
  const engine = await engineWithImage();
  let tell = (): void => undefined;
  const settingsAfter = new Promise<void>((resolve) => (tell = resolve));
  const client = await start({ env: { DOCKER_HOST: engine.address }, settingsAfter });
  await client.open(URI, TEXT);
  assert.equal(await client.lensAt(URI, 1), '? unknown until built');
  assert.ok((await client.diagnostics(URI)).some(({ code }) => code === 'update-alone'));
  await client.request('layerlens/refresh', { uri: URI });
  assert.deepEqual(engine.requests, []);
  tell();
  await client.untilLens(URI, 1, '1 kB · <1%');
});

test('two documents at once: each has its own, and closing one leaves the other', async () => {
  const engine = await engineWithImage();
  const client = await start({ env: { DOCKER_HOST: engine.address } });
  const other = 'file:///nonexistent/other/Dockerfile';
  await client.open(URI, TEXT);
  await client.open(other, 'FROM alpine\nRUN something\n');
  await client.untilLens(URI, 1, '1 kB · <1%');
  assert.equal(await client.lensAt(other, 1), '? unknown until built');
  await client.change(other, TEXT, 2);
  await client.request('layerlens/refresh', { uri: other });
  await client.untilLens(other, 1, '1 kB · <1%');
  await client.close(other);
  assert.deepEqual(await client.lenses(other), []);
  assert.equal(await client.lensAt(URI, 1), '1 kB · <1%');
  await client.open(other, TEXT);
  await client.untilLens(other, 1, '1 kB · <1%');
});

test('a document that nobody opened gets empty answers', async () => {
  const client = await start();
  const uri = 'file:///nonexistent/unknown/Dockerfile';
  const textDocument = { uri };
  const position = { line: 0, character: 0 };
  assert.deepEqual(await client.lenses(uri), []);
  assert.deepEqual(await client.inlayHints(uri), []);
  assert.deepEqual(await client.diagnostics(uri), []);
  assert.equal(await client.connection.sendRequest('textDocument/hover', { textDocument, position }), null);
  const range = { start: position, end: position };
  assert.deepEqual(
    await client.connection.sendRequest('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics: [] },
    }),
    [],
  );
  assert.equal(await client.request('layerlens/layerTree', { uri }), null);
  assert.equal(await client.request('layerlens/status', { uri }), null);
  assert.deepEqual(await client.request('layerlens/candidates', { uri }), []);
  assert.equal(await client.request('layerlens/refresh', { uri }), null);
  assert.equal(await client.request('layerlens/choose', { uri, image: { kind: 'auto' }, target: 'x' }), null);
  await client.close(uri);
  assert.deepEqual(await client.lenses(uri), []);
});

test('damaged parameters are answered with an error, nothing or the nearest, and the server lives on', async () => {
  const client = await start();
  await client.open(URI, TEXT);
  const send = (method: string, params: unknown): Promise<unknown> =>
    client.connection
      .sendRequest<unknown>(method, params)
      .catch((error: unknown) => (error instanceof ResponseError ? error.code : error));
  const position = { line: -5, character: 1e9 };
  const first = await send('textDocument/hover', { textDocument: { uri: URI }, position: { line: 0, character: 0 } });
  assert.ok(first);
  for (const [method, params, answer] of [
    ['layerlens/layerTree', null, null],
    ['layerlens/choose', { uri: 7 }, null],
    ['textDocument/codeLens', {}, []],
    ['textDocument/hover', { textDocument: { uri: URI }, position }, first],
    ['textDocument/hover', { textDocument: { uri: URI }, position: {} }, null],
    ['layerlens/no-such-method', {}, ErrorCodes.MethodNotFound],
    ['layerlens/choose', { uri: URI, image: { kind: 'archive' }, target: '' }, null],
    [
      'layerlens/buildPlan',
      { uri: 'file://host/%zz' },
      { unavailable: 'The build could not be planned; the log has the detail.' },
    ],
  ] as const)
    assert.deepEqual(await send(method, params), answer, `${method} ${JSON.stringify(params)}`);
  await client.request('layerlens/choose', { uri: URI, image: { kind: 'auto' }, target: '' });
  assert.equal((await client.lenses(URI)).length, 4);
});

test('what is cancelled is answered at once, also while an engine holds its answer', async () => {
  const engine = await engineWithImage();
  const client = await start({ env: { DOCKER_HOST: engine.address } });
  await client.open(URI, TEXT);
  await client.untilLens(URI, 1, '1 kB · <1%');
  engine.hold();
  const source = new CancellationTokenSource();
  const asked = client.connection.sendRequest('layerlens/candidates', { uri: URI }, source.token).then(
    () => 'answered',
    (error: { code?: number }) => error.code,
  );
  await engine.asked();
  source.cancel();
  assert.equal(await asked, -32800);
  assert.ok(engine.heldBack > 0);
  engine.release();
});

test('exit without shutdown is exit code 1, and so is an editor that goes away', async () => {
  const hasty = await LspClient.start();
  await hasty.open(URI, TEXT);
  assert.equal(await hasty.exit(), 1);
  const left = await LspClient.start();
  await left.open(URI, TEXT);
  left.process.stdin.end();
  assert.equal(await left.ended, 1);
});

test('an end while an engine holds its answers does not wait for it', async () => {
  const engine = await engineWithImage();
  engine.hold();
  const client = await LspClient.start({ env: { DOCKER_HOST: engine.address } });
  await client.open(URI, TEXT);
  await engine.asked();
  assert.equal(await client.stop(), 0);
  assert.ok(engine.heldBack > 0);
});

/** Over the length that is judged whole on each keystroke; the delete behind it is found by a rule that waits. */
const LONG = `FROM debian:12\nRUN dd if=/dev/zero of=/opt/big bs=1M count=9\n${'# one line of many\n'.repeat(500)}`;
const DELETE = 'RUN rm /opt/big\n';

test('a long file that is typed: an editor that can be asked again gets the dearer findings when nobody types', async () => {
  const client = await start();
  await client.open(URI, LONG);
  assert.deepEqual(await codesOf(client, ['late-delete', 'maintainer-deprecated']), []);
  await client.type(URI, { line: 502, character: 0 }, `${DELETE}MAINTAINER me\n`, 2);
  assert.deepEqual(await codesOf(client, ['maintainer-deprecated']), ['maintainer-deprecated']);
  // Looked at again when the editor is asked to pull.
  await client.until('the late delete', async () => (await codesOf(client, ['late-delete'])).length > 0);
});

test('a long file that is typed: an editor that pulls only once gets all findings at once', async () => {
  const client = await start({ capabilities: { ...CAPABILITIES, workspace: { configuration: true } } });
  await client.open(URI, LONG);
  assert.deepEqual(await codesOf(client, ['late-delete']), []);
  await client.type(URI, { line: 502, character: 0 }, DELETE, 2);
  assert.deepEqual(await codesOf(client, ['late-delete']), ['late-delete']);
});

test('a long file that is typed: an editor that is sent the findings is sent them again', async () => {
  const { diagnostic: _pull, ...textDocument } = CAPABILITIES.textDocument;
  const client = await start({ capabilities: { ...CAPABILITIES, textDocument } });
  await client.open(URI, LONG);
  await client.until('the first findings', () => Promise.resolve(client.published.length > 0));
  await client.type(URI, { line: 502, character: 0 }, DELETE, 2);
  await client.until('the late delete', () =>
    Promise.resolve(client.published.at(-1)?.diagnostics.some(({ code }) => code === 'late-delete') === true),
  );
});

test('a fix is asked for while somebody types: every rule has its say first', async () => {
  const client = await start();
  await client.open(URI, LONG);
  await client.diagnostics(URI);
  await client.type(URI, { line: 502, character: 0 }, DELETE, 2);
  const actions = await client.connection.sendRequest<{ title: string }[]>('textDocument/codeAction', {
    textDocument: { uri: URI },
    range: { start: { line: 502, character: 9 }, end: { line: 502, character: 9 } },
    context: { diagnostics: [] },
  });
  assert.ok(
    actions.some(({ title }) => title.includes('late-delete')),
    actions.map(({ title }) => title).join('\n'),
  );
});

async function codesOf(client: LspClient, wanted: readonly string[]): Promise<string[]> {
  const found = (await client.diagnostics(URI)).map(({ code }) => code);
  return wanted.filter((code) => found.includes(code));
}
