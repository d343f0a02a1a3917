// The bundled server over stdio on the sample: lenses, tree, status, hover, diagnostics, quick fix, without an engine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LspClient } from '../support/lspClient';

const file = join(process.cwd(), 'test-workspace/sample/Dockerfile');
const uri = pathToFileURL(file).href;
const text = readFileSync(file, 'utf8');
let client: LspClient;

before(async () => {
  client = await LspClient.start();
  await client.open(uri, text);
});
after(async () => {
  assert.equal(await client.stop(), 0);
  assert.deepEqual(client.shown, [], 'no pop-ups');
});

test('sizes of the saved image beside the Dockerfile arrive on their lines', async () => {
  await client.until('measured lenses', async () =>
    (await client.lenses(uri)).some((lens) => lens.startsWith('10: 1.99 MB')),
  );
  assert.deepEqual(await client.lenses(uri), [
    '3: build · not shipped · 3 layers',
    '4: 0 B · not shipped',
    '5: ? · not shipped',
    '6: ? · not shipped',
    '8: runtime · 8.33 MB · yours 6.34 MB · 5 layers',
    '8: Build and Measure',
    '10: 1.99 MB · 24%',
    '11: 4.35 MB · 52%',
    '12: 0 B · 0%',
    '13: 127 B · <1%',
    '14: 30 B · <1%',
  ]);
});

test('the tree shows the same and says what is not known', async () => {
  const tree = await client.request('layerlens/layerTree', { uri });
  assert.equal(tree?.title, 'runtime · sample-image.tar.gz · 8.33 MB');
  const runtime = tree.roots[0];
  assert.equal(runtime?.label, 'runtime');
  assert.deepEqual(runtime.children.map(({ label, description }) => `${label}: ${description}`).slice(0, 4), [
    'base image debian:12.8-slim: 1.98 MB · 24%',
    'ENV APP_HOME=/opt/app: metadata',
    'RUN apt-get update: 1.99 MB · 24% · cache not known',
    'RUN apt-get install -y --no-i…: 4.35 MB · 52% · cache not known',
  ]);
});

test('an edit keeps the other lines and marks the edited one as old', async () => {
  await client.change(uri, text.replace('curl ca-certificates', 'curl'), 2);
  const lenses = await client.lenses(uri);
  assert.deepEqual(lenses.slice(6, 9), [
    '10: 1.99 MB · 24%',
    '11: ~4.35 MB · measured before your edit',
    '12: 0 B · 0%',
  ]);
  assert.equal((await client.request('layerlens/status', { uri }))?.sizes, 'old');
  await client.change(uri, text, 3);
  assert.equal((await client.request('layerlens/status', { uri }))?.sizes, 'fresh');
});

test('hover says layer or metadata, bytes and their source', async () => {
  const hover = async (line: number): Promise<string> =>
    (
      await client.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
        textDocument: { uri },
        position: { line, character: 1 },
      })
    ).contents.value;
  assert.match(await hover(10), /\*\*Layer 1 of 5\*\* · 1\.99 MB \(1,994,200 bytes\)/);
  assert.match(await hover(10), /Measured from sample\\-image/);
  assert.match(await hover(9), /Metadata only/);
});

test('the split apt-get is reported and merged by its quick fix', async () => {
  const findings = await client.diagnostics(uri);
  assert.ok(findings.some(({ code }) => code === 'update-alone'));
  const actions = await client.connection.sendRequest<
    { title: string; edit: { documentChanges: { edits: unknown[] }[] } }[]
  >('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 10, character: 5 }, end: { line: 10, character: 5 } },
    context: { diagnostics: [], only: ['quickfix'] },
  });
  assert.equal(actions[0]?.title, 'Merge into the RUN in line 12 (one layer less)');
  assert.equal(actions[0].edit.documentChanges[0]?.edits.length, 2);
});

test('without an engine the status says so and nothing else breaks', async () => {
  const asked = () => client.request('layerlens/status', { uri });
  await client.until('the build was looked for', async () => (await asked())?.text.includes('assumed') === true);
  await client.until('the engine was asked', async () => (await asked())?.tooltip.includes('asked yet') === false);
  const status = await asked();
  assert.match(status?.tooltip ?? '', /\/nonexistent\/layerlens-test\/docker.sock \(DOCKER_HOST\) does not answer/);
  assert.equal(status?.text, 'Layerlens: runtime · 8.33 MB · sample-image.tar.gz · context assumed');
});
