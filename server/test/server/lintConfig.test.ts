// Configuration files in the editor: found above the Dockerfile, read again when they change, their faults told where they
// stand; and the actions that silence a finding. The bundled server over stdio.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LspClient } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

const TEXT = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';

interface Action {
  readonly title: string;
  readonly kind: string;
  readonly edit: { readonly documentChanges: readonly { readonly edits?: readonly { readonly newText: string }[] }[] };
}

interface Placed {
  readonly code: string;
  readonly severity: number;
  readonly range: { readonly start: { readonly line: number } };
}

let workspace: TestWorkspace;
let client: LspClient;

/** A repository of its own with these files; its `Dockerfile` is open. */
async function opened(files: Readonly<Record<string, string>>, settings: object = {}): Promise<string> {
  workspace = new TestWorkspace();
  mkdirSync(workspace.path('.git'));
  workspace.write('.git/HEAD', 'ref: refs/heads/main\n');
  for (const [name, text] of Object.entries(files)) workspace.write(name, text);
  client = await LspClient.start({ settings });
  const uri = workspace.write('Dockerfile', TEXT);
  await client.open(uri, TEXT);
  return uri;
}
afterEach(async () => {
  assert.equal(await client.stop(), 0);
  assert.deepEqual([client.shown, client.stderr], [[], '']);
  workspace.dispose();
});

const severityOf = async (uri: string): Promise<number | undefined> =>
  (await client.diagnostics(uri)).find(({ code }) => code === 'update-alone')?.severity;

/** The file changed on disk, and the editor tells. */
const save = async (name: string, text: string): Promise<void> => {
  const uri = workspace.write(name, text);
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
};

const faults = (name: string): readonly string[] | undefined =>
  client.published
    .filter(({ uri }) => uri === pathToFileURL(workspace.path(name)).href)
    .at(-1)
    ?.diagnostics.map(({ message }) => message);

test('a file counts from the first answer on; an edit of it takes effect at once; settings are below it', async () => {
  const uri = await opened(
    { 'layerlens.yaml': 'rules:\n  update-alone: error\n' },
    { lint: { rules: { 'update-alone': 'info' } } },
  );
  assert.equal(await severityOf(uri), 1);
  for (const [text, severity] of [
    ['rules: {update-alone: hint}', 4],
    ['rules: {update-alone: off}', undefined],
    ['ignore: [Dockerfile]', undefined],
    ['extends: layers', 3],
  ] as const) {
    await save('layerlens.yaml', text);
    await client.until(text, async () => (await severityOf(uri)) === severity);
  }
});

test('a file that comes later, and hadolint’s', async () => {
  const uri = await opened({});
  assert.equal(await severityOf(uri), 2);
  await save('.hadolint.yaml', 'disable-ignore-pragma: true\n');
  await client.change(uri, TEXT.replace('RUN', '# layerlens-ignore update-alone\nRUN'), 2);
  await client.until('comments count no more', async () => (await severityOf(uri)) === 2);
});

test('what is wrong in a file is told in that file, until it is right or nobody needs it', async () => {
  const uri = await opened({ 'layerlens.yaml': 'rule: 1\n' });
  await client.diagnostics(uri);
  await client.until('the fault', () => faults('layerlens.yaml')?.[0]?.startsWith('`rule` is not known.') === true);
  await save('layerlens.yaml', 'rules: [');
  await client.until('the other fault', () => (faults('layerlens.yaml')?.length ?? 0) > 0);
  await save('layerlens.yaml', '');
  await client.until('no fault', () => faults('layerlens.yaml')?.length === 0);
});

test('known findings are not told, until their file says otherwise', async () => {
  const known = (prints: readonly string[]): string =>
    JSON.stringify({
      schemaVersion: 1,
      findings: prints.map((fingerprint) => ({ path: 'Dockerfile', rule: 'update-alone', fingerprint })),
    });
  // As `layerlens lint --write-baseline` has it: SHA-256 of rule, path, words and count.
  const print = createHash('sha256').update('update-alone\nDockerfile\napt-get update\n0').digest('hex').slice(0, 32);
  const uri = await opened({ 'layerlens.yaml': 'baseline: known.json\n', 'known.json': known([print]) });
  assert.equal(await severityOf(uri), undefined);
  await save('known.json', known([]));
  await client.until('the finding', async () => (await severityOf(uri)) === 2);
  await save('known.json', known([print]));
  await client.until('no finding', async () => (await severityOf(uri)) === undefined);
  await save('known.json', '{');
  await client.until('the finding again', async () => (await severityOf(uri)) === 2);
});

test('what the configuration says of a build counts, over other files, and at once', async () => {
  const uri = await opened({
    'compose.yaml': 'services: {web: {build: {context: ., target: one}}}\n',
    'layerlens.yaml': 'targets: two\n',
  });
  const text = 'FROM a:1 AS one\nCOPY gone1 /\nFROM b:1 AS two\nCOPY gone2 /\n';
  await client.change(uri, text, 2);
  const lines = async (): Promise<string> =>
    ((await client.diagnostics(uri)) as unknown as Placed[])
      .filter(({ code }) => code === 'copy-source-missing')
      .map(({ range, severity }) => `${String(range.start.line)} ${String(severity)}`)
      .join();
  await client.until('the stage of the configuration', async () => (await lines()) === '3 1');
  await save('layerlens.yaml', 'targets: one\n');
  await client.until('the other stage', async () => (await lines()) === '1 1');
  await save('layerlens.yaml', 'targets: two\ncontext: sub\n');
  mkdirSync(workspace.path('sub'));
  workspace.write('sub/gone2', '');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: pathToFileURL(workspace.path('sub')).href, type: 1 }],
  });
  await client.until('the other context', async () => (await lines()) === '');
});

async function actions(uri: string, only?: string[]): Promise<Action[]> {
  const at = { line: 1, character: 6 };
  return client.connection.sendRequest<Action[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [], ...(only && { only }) },
  });
}

test('a finding can be silenced here, in the file, and in the file of the workspace', async () => {
  const uri = await opened({ 'layerlens.yaml': 'extends: recommended\n' });
  await client.diagnostics(uri);
  const found = await actions(uri, ['quickfix']);
  const texts = found.map(({ title, edit }) => [
    title,
    edit.documentChanges.flatMap(({ edits = [] }) => edits.map(({ newText }) => newText)).join('|'),
  ]);
  assert.deepEqual(texts.slice(-3), [
    ['Silence update-alone here', '# layerlens-ignore update-alone\n'],
    ['Silence update-alone in this file', '# layerlens ignore-file=update-alone\n'],
    ['Silence update-alone for this workspace (layerlens.yaml)', 'rules:\n  update-alone: off\n'],
  ]);
  assert.ok((texts[0]?.[0] ?? '').startsWith('Merge into the RUN'), 'repairs come first');
  assert.deepEqual(await actions(uri, ['refactor']), []);
  // This repair is not safe: there is nothing to apply unasked.
  assert.deepEqual(await actions(uri, ['source.fixAll']), []);
});
