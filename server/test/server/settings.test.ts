// Each setting as an editor sends it: asked for, changed while running, pushed by clients that cannot be asked. And
// findings for clients that do not pull them. The bundled server over stdio.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, test } from 'node:test';
import { FakeEngine } from '../support/fakeEngine';
import { CAPABILITIES, LspClient, type ClientOptions } from '../support/lspClient';

const TEXT = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';
const HISTORY = `
  500000 base layer
  1000 RUN /bin/sh -c apt-get update # buildkit
  2000 RUN /bin/sh -c apt-get install -y curl # buildkit`;
const URI = 'file:///nonexistent/Dockerfile';
const LENSES = [
  '0: stage-0 · not built yet · 2 layers',
  '0: Build and Measure',
  '1: ? unknown until built',
  '2: ? unknown until built',
];
const HINTS = LENSES.filter((lens) => !lens.includes('Build and Measure'));

const clients: LspClient[] = [];
async function opened(options: ClientOptions = {}): Promise<LspClient> {
  const client = await LspClient.start(options);
  clients.push(client);
  await client.open(URI, TEXT);
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.shown, []);
  }
});

test('sizes.display: lens, hint, both, off; a change is shown without a keystroke', async () => {
  const client = await opened();
  assert.deepEqual([await client.lenses(URI), await client.inlayHints(URI)], [LENSES, []]);
  for (const [display, lenses, hints] of [
    ['inlayHint', [], HINTS],
    ['both', LENSES, HINTS],
    ['off', [], []],
    ['codeLens', LENSES, []],
    ['both', LENSES, HINTS],
    ['nonsense', LENSES, []],
  ] as const) {
    await client.changeSettings({ sizes: { display } });
    // Looked at whenever the server says something: the refreshes of a cache plan may come between.
    await client.until(`rows of ${display}`, async () =>
      isDeepStrictEqual([await client.lenses(URI), await client.inlayHints(URI)], [lenses, hints]),
    );
  }
});

test('our editor hears of inlay hints with the first one, and is not asked before; others at the start', async () => {
  const capabilities = {
    textDocument: { ...CAPABILITIES.textDocument, inlayHint: { dynamicRegistration: true } },
    workspace: { ...CAPABILITIES.workspace, inlayHint: { refreshSupport: true } },
  };
  const client = await opened({ capabilities, initializationOptions: { hearsOfHintsLate: true } });
  assert.equal(client.capabilities.inlayHintProvider, false);
  await client.until('the lenses', async () => (await client.lenses(URI)).length > 0);
  assert.deepEqual([client.registered, client.refreshes.filter((method) => method.includes('inlayHint'))], [[], []]);
  await client.changeSettings({ sizes: { display: 'inlayHint' } });
  await client.until('the news', () => client.registered.includes('textDocument/inlayHint'));
  assert.deepEqual(await client.inlayHints(URI), HINTS);
  await client.changeSettings({ sizes: { display: 'both' } });
  await client.until('a refresh', () => client.refreshes.includes('workspace/inlayHint/refresh'));
  assert.deepEqual(client.registered, ['textDocument/inlayHint']);

  for (const options of [{ capabilities }, { initializationOptions: { hearsOfHintsLate: true } }]) {
    const other = await opened(options);
    assert.equal(other.capabilities.inlayHintProvider, true);
  }
});

test('an inlay hint that a keystroke makes is told of', async () => {
  const client = await LspClient.start({
    capabilities: { ...CAPABILITIES, textDocument: { inlayHint: { dynamicRegistration: true } } },
    initializationOptions: { hearsOfHintsLate: true },
    // Nothing else that would tell the editor.
    settings: { sizes: { display: 'inlayHint' }, cache: { enabled: false }, engine: { enabled: false } },
  });
  clients.push(client);
  await client.open(URI, '# nothing yet\n');
  // Settings, base images, image and plan each tell of themselves once; after that only the keystroke is left.
  await client.until('the news of the start', () => client.changes >= 5);
  assert.deepEqual(client.registered, []);
  await client.change(URI, TEXT, 2);
  await client.until('the news', () => client.registered.includes('textDocument/inlayHint'));
});

test('inlay hints are given for the lines asked for only', async () => {
  const client = await opened({ settings: { sizes: { display: 'inlayHint' } } });
  await client.until('the setting is known', async () => (await client.inlayHints(URI)).length > 0);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 80 } };
  const hints = await client.connection.sendRequest<{ position: { line: number } }[]>('textDocument/inlayHint', {
    textDocument: { uri: URI },
    range,
  });
  assert.deepEqual(
    hints.map(({ position }) => position),
    [{ line: 1, character: 18 }],
  );
});

test('lint.enabled and lint.rules: off, severity, nonsense', async () => {
  const client = await opened();
  const found = async (): Promise<string[]> =>
    (await client.diagnostics(URI))
      .filter(({ code }) => code === 'update-alone')
      .map(({ code, severity }) => `${code} ${severity}`);
  assert.deepEqual(await found(), ['update-alone 2']);
  for (const [lint, expected] of [
    [{ enabled: false }, []],
    [{ rules: { 'update-alone': 'error' } }, ['update-alone 1']],
    [{ rules: { 'update-alone': 'info' } }, ['update-alone 3']],
    [{ rules: { 'update-alone': 'off' } }, []],
    [{ rules: { 'update-alone': 'hint', 'no-such-rule': 'error' } }, ['update-alone 4']],
    [{ rules: { 'update-alone': 'sometimes' } }, ['update-alone 2']],
    [{ rules: 'all of them' }, ['update-alone 2']],
  ] as const) {
    const refreshes = client.refreshes.filter((method) => method.includes('diagnostic')).length;
    await client.changeSettings({ lint });
    await client.until(
      `asked to pull again for ${JSON.stringify(lint)}`,
      () => client.refreshes.filter((method) => method.includes('diagnostic')).length > refreshes,
    );
    assert.deepEqual(await found(), expected, JSON.stringify(lint));
  }
});

test('lint.enabled off gives no quick fixes either', async () => {
  const client = await opened({ settings: { lint: { enabled: false } } });
  await client.until('the setting is known', async () => (await client.diagnostics(URI)).length === 0);
  const range = { start: { line: 1, character: 5 }, end: { line: 1, character: 5 } };
  assert.deepEqual(
    await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: URI },
      range,
      context: { diagnostics: [] },
    }),
    [],
  );
});

test('engine.enabled off: no engine is asked; on: at once; off again: values stay, marked', async () => {
  const engine = await FakeEngine.start({ images: [{ name: 'app:dev', history: HISTORY }] });
  const client = await opened({ env: { DOCKER_HOST: engine.address }, settings: { engine: { enabled: false } } });
  await client.until('nothing is read any more', async () => (await client.status(URI)).sizes === 'none');
  assert.match((await client.status(URI)).tooltip, /the setting layerlens\.engine\.enabled is off/);
  await client.request('layerlens/refresh', { uri: URI });
  assert.deepEqual(engine.requests, []);
  await client.changeSettings({ engine: { enabled: true } });
  await client.untilLens(URI, 1, '1 kB · <1%');
  await client.changeSettings({ engine: { enabled: false } });
  await client.untilLens(URI, 1, '~1 kB · the engine is not asked');
  const asked = engine.requests.length;
  engine.put({ name: 'app:dev', history: HISTORY.replace('1000', '7000') });
  await client.request('layerlens/refresh', { uri: URI });
  await client.until('read', async () => (await client.status(URI)).text.includes('app:dev'));
  assert.equal(engine.requests.length, asked);
  await client.changeSettings({ engine: { enabled: true } });
  await client.untilLens(URI, 1, '7 kB · 1%');
  await engine.dispose();
});

test('engine.host: another engine is asked, the one before is let go', async () => {
  const first = await FakeEngine.start({ images: [{ name: 'app:one', history: HISTORY }] });
  const second = await FakeEngine.start({ images: [{ name: 'app:two', history: HISTORY.replace('1000', '5000') }] });
  const client = await opened({ settings: { engine: { host: first.address } } });
  await client.untilLens(URI, 1, '1 kB · <1%');
  assert.match((await client.status(URI)).tooltip, /setting layerlens\.engine\.host/);
  await client.changeSettings({ engine: { host: second.address } });
  await client.untilLens(URI, 1, '5 kB · <1%');
  const asked = first.requests.length;
  first.put({ name: 'app:one', history: HISTORY });
  await client.request('layerlens/refresh', { uri: URI });
  await client.until('read', async () => (await client.status(URI)).text.includes('app:two'));
  assert.equal(first.requests.length, asked);
  await first.dispose();
  await second.dispose();
});

test('predict.builder and predict.platform: history is told as that builder writes it, for that platform', async () => {
  const client = await opened({ settings: { predict: { platform: 'linux/arm64' } } });
  await client.change(URI, 'FROM debian:12\nARG TARGETARCH\nENV ARCH=$TARGETARCH\n', 2);
  const env = async (): Promise<string> => (await client.hover(URI, 2)).replaceAll('\\', '');
  await client.until('the setting is known', async () => (await env()).includes('`ENV ARCH=arm64`'));
  assert.match(await env(), /under BuildKit no later step is rebuilt/);
  await client.changeSettings({ predict: { builder: 'classic' } });
  await client.until('the setting is known', async () => (await env()).includes('#(nop)  ENV ARCH='));
  assert.match(await env(), /with this builder every later step is rebuilt/);
});

test('a client that cannot be asked sends its settings along', async () => {
  const client = await opened({ capabilities: { textDocument: { diagnostic: {} } } });
  assert.ok((await client.diagnostics(URI)).some(({ code }) => code === 'update-alone'));
  const changes = client.changes;
  await client.changeSettings({ lint: { enabled: false } }, true);
  await client.until('it is heard', () => client.changes > changes);
  assert.deepEqual(await client.diagnostics(URI), []);
});

test('a client that does not pull is sent the findings: on open, on change, on a setting; cleared on close', async () => {
  const { workspace } = CAPABILITIES;
  const client = await opened({ capabilities: { workspace } });
  const codes = (): string[] | undefined =>
    client.published
      .at(-1)
      ?.diagnostics.map(({ code }) => code)
      .filter((code) => code === 'update-alone');
  await client.until('findings', () => codes()?.length === 1);
  await client.change(URI, 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n', 2);
  await client.until('none', () => codes()?.length === 0);
  await client.change(URI, TEXT, 3);
  await client.until('findings again', () => codes()?.length === 1);
  await client.changeSettings({ lint: { rules: { 'update-alone': 'off' } } });
  await client.until('none by setting', () => codes()?.length === 0);
  await client.changeSettings({});
  await client.until('findings by setting', () => codes()?.length === 1);
  await client.close(URI);
  await client.until('cleared', () => codes()?.length === 0);
  assert.ok(client.published.every(({ uri }) => uri === URI));
});
