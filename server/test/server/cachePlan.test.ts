// The bundled server over stdio on a real folder with a recorded build: what an edit of a copied file changes, and how
// soon; what is said without a record; what happens when the context goes away.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { commitAll } from '../../../scripts/rig/git.mjs';
import type { CacheTreeModel } from '../../src/protocol/viewModels';
import { CAPABILITIES, LspClient, NO_ENGINE, type ClientOptions } from '../support/lspClient';

const DOCKERFILE = `FROM node:22 AS build
WORKDIR /app
COPY package.json .
RUN npm ci
COPY src src
RUN npm run build
FROM scratch
COPY --from=build /app/dist /
`;

/** What BuildKit prints on a pipe, with the time of each step. */
const PROGRESS = `#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s

#5 [build 2/6] WORKDIR /app
#5 DONE 0.1s

#6 [build 3/6] COPY package.json .
#6 DONE 0.1s

#7 [build 4/6] RUN npm ci
#7 DONE 41.0s

#8 [build 5/6] COPY src src
#8 DONE 0.2s

#9 [build 6/6] RUN npm run build
#9 DONE 7.0s

#10 [stage-1 1/1] COPY --from=build /app/dist /
#10 DONE 0.3s
`;

const root = realpathSync(mkdtempSync(join(tmpdir(), 'layerlens-cache-plan-')));
const state = join(root, 'state');
const bin = join(root, 'bin');
mkdirSync(bin);
writeFileSync(join(bin, 'progress'), PROGRESS);
writeFileSync(join(bin, 'docker'), `#!/bin/sh\n/bin/cat ${join(bin, 'progress')} >&2\n`);
chmodSync(join(bin, 'docker'), 0o755);

const ENV = { LAYERLENS_STATE: state };
const WATCHING = {
  ...CAPABILITIES,
  workspace: {
    ...CAPABILITIES.workspace,
    inlayHint: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
};

let projects = 0;

function project(files: Record<string, string> = {}): string {
  const folder = join(root, `project${String(++projects)}`);
  for (const [path, text] of Object.entries({
    Dockerfile: DOCKERFILE,
    'package.json': '{}',
    'src/a.js': 'a',
    'README.md': 'read me',
    ...files,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function record(folder: string): void {
  execFileSync(
    process.execPath,
    [join(process.cwd(), 'dist/server.js'), 'record', join(folder, 'Dockerfile'), '--', 'docker', 'build', folder],
    { env: { ...ENV, PATH: bin, HOME: '/nonexistent', DOCKER_HOST: NO_ENGINE }, stdio: 'pipe' },
  );
}

const running: LspClient[] = [];

async function open(
  folder: string,
  settings = {},
  options: Partial<ClientOptions> = {},
): Promise<{ client: LspClient; uri: string }> {
  const { env, ...others } = options;
  const client = await LspClient.start({ env: { ...ENV, ...env }, capabilities: WATCHING, settings, ...others });
  running.push(client);
  const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  await client.open(uri, readFileSync(join(folder, 'Dockerfile'), 'utf8'));
  return { client, uri };
}

const planned = (client: LspClient, uri: string): Promise<void> =>
  client.until('the plan', async () => (await client.status(uri)).plan === 'ready');

/** As the editor tells it. */
const changed = (client: LspClient, path: string, type = 2): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: pathToFileURL(path).href, type }],
  });

afterEach(async () => {
  for (const client of running.splice(0)) {
    assert.equal(await client.stop(), 0);
    assert.deepEqual(client.shown, [], 'no pop-ups');
  }
});
after(() => {
  rmSync(root, { recursive: true, force: true });
});

test('without a record no line has a hint, and only the Cache view says why', async () => {
  const { client, uri } = await open(project());
  await planned(client, uri);
  assert.deepEqual(await client.inlayHints(uri), []);
  const tree = await client.request('layerlens/cacheTree', { uri });
  assert.match(tree?.message ?? '', /No build was recorded yet/);
});

test('a recorded build: all cached, and the lenses have no hint', async () => {
  const folder = project();
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  assert.deepEqual(await client.inlayHints(uri), []);
  const tree = await client.request('layerlens/cacheTree', { uri });
  assert.match(tree?.title ?? '', /all 6 steps cached/);
});

test('an edited file is named on its line within 300 ms, and its revert takes the hint away', async () => {
  const folder = project();
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  const edit = async (text: string): Promise<number> => {
    writeFileSync(join(folder, 'package.json'), text);
    const refreshes = client.refreshes.length;
    const began = performance.now();
    await changed(client, join(folder, 'package.json'));
    await client.until('a refresh', () => client.refreshes.slice(refreshes).includes('workspace/inlayHint/refresh'));
    await client.inlayHints(uri);
    return performance.now() - began;
  };
  const took = await edit('{"name":"x"}');
  assert.deepEqual(await client.inlayHints(uri), [
    '0: 4 of 5 steps rebuild',
    '2: rebuilds: package.json changed · 4 steps, ≈ 48 s',
    '7: may rebuild: depends on what line 6 produces',
  ]);
  assert.ok(took < 300, `${String(took)} ms`);
  await edit('{}');
  assert.deepEqual(await client.inlayHints(uri), []);
});

test('typing plans the text as it is typed, without a save', async () => {
  const folder = project();
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  await client.change(uri, DOCKERFILE.replace('npm ci', 'npm ci --omit=dev'), 2);
  await client.until('the hint', async () =>
    (await client.inlayHints(uri)).includes(
      '3: rebuilds: the instruction changed · 3 steps, ≈ 7.2 s and 1 of unknown length',
    ),
  );
  await client.change(uri, DOCKERFILE, 3);
  await client.until('no hint', async () => (await client.inlayHints(uri)).length === 0);
});

test('a build that ends is read, and its hints go', async () => {
  const folder = project();
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  writeFileSync(join(folder, 'src/a.js'), 'changed');
  await changed(client, join(folder, 'src/a.js'));
  await client.until('the hint', async () => (await client.inlayHints(uri)).some((hint) => hint.includes('src/a.js')));
  record(folder);
  await client.request('layerlens/built', { uri });
  await client.until('no hint', async () => (await client.inlayHints(uri)).length === 0);
});

test('the hover says verdict, time and key in at most six lines', async () => {
  const folder = project();
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  const hover = await client.hover(uri, 4);
  assert.match(hover, /Cache: \*\*cached · took 0\\\.2 s\*\*/);
  assert.match(hover, /Cache key: destination and owner, line 4, 1 file \\\(1 B\\\)/);
  assert.ok(hover.split('\n').length <= 6, hover);
});

test('the context view: what enters, biggest first, and what is kept out by which pattern', async () => {
  const folder = project({ '.dockerignore': '*.md\n', 'src/big.js': 'x'.repeat(5000) });
  const { client, uri } = await open(folder);
  await planned(client, uri);
  const tree = await client.request('layerlens/contextTree', { uri });
  assert.deepEqual(
    tree?.roots.map(({ label, description }) => `${label}: ${description}`),
    [
      '.dockerignore: in effect · 1 pattern',
      'src: 5 kB · 97% · 2 files',
      'Dockerfile: 140 B · 3%',
      '.dockerignore: 5 B · <1%',
      'package.json: 2 B · <1%',
      'kept out: 1 entry',
    ],
  );
  assert.deepEqual(
    tree.roots.at(-1)?.children.map(({ label, description }) => `${label}: ${description}`),
    ['README.md: by *.md · line 1'],
  );
  writeFileSync(join(folder, '.dockerignore'), 'src/big.js\n');
  await changed(client, join(folder, '.dockerignore'));
  await client.until('the new ignore file', async () => {
    const now = await client.request('layerlens/contextTree', { uri });
    return now?.roots.at(-1)?.children[0]?.label === 'src/big.js';
  });
});

test('a source that is not in the context is found, once the workspace says which folder that is', async () => {
  const folder = project({ 'compose.yaml': 'services:\n  web:\n    build: .\n', '.dockerignore': 'package.json\n' });
  rmSync(join(folder, 'src'), { recursive: true });
  const { client, uri } = await open(folder);
  await planned(client, uri);
  const found = await client.diagnostics(uri);
  assert.deepEqual(
    found.map(({ code }) => code).filter((code) => code.startsWith('copy-')),
    ['copy-ignored-file', 'copy-source-missing'],
  );
  const actions = await client.connection.sendRequest<{ title: string; edit: { documentChanges: unknown[] } }[]>(
    'textDocument/codeAction',
    {
      textDocument: { uri },
      range: { start: { line: 2, character: 6 }, end: { line: 2, character: 6 } },
      context: { diagnostics: [] },
    },
  );
  assert.equal(actions[0]?.title, 'Let it in: add !package.json to .dockerignore');
  assert.equal((await client.status(uri)).text.includes('assumed'), false);
});

test('stages and contexts that a compose file names are no faults', async () => {
  const compose = `services:
  web:
    build:
      context: .
      additional_contexts:
        shared: ./lib
  tools:
    build:
      context: .
      target: tools
`;
  const text = 'FROM node:22 AS tools\nRUN make\nFROM node:22\nCOPY --from=shared /a /a\n';
  const folder = project({ Dockerfile: text, 'lib/a': 'a' });
  const codes = async (client: LspClient, uri: string): Promise<string[]> =>
    (await client.diagnostics(uri)).map(({ code }) => code);
  const alone = await open(folder);
  await planned(alone.client, alone.uri);
  const before = await codes(alone.client, alone.uri);
  assert.ok(before.includes('copy-from-unknown-stage') && before.includes('unused-stage'), before.join());
  writeFileSync(join(folder, 'compose.yaml'), compose);
  const told = await open(folder);
  await planned(told.client, told.uri);
  const after = await codes(told.client, told.uri);
  assert.ok(!after.includes('copy-from-unknown-stage') && !after.includes('unused-stage'), after.join());
});

test('a context that goes away and comes back', async () => {
  const folder = project({
    'compose.yaml': 'services:\n  web:\n    build:\n      context: app\n      dockerfile: ../Dockerfile\n',
    'app/package.json': '{}',
    'app/src/a.js': 'a',
  });
  const { client, uri } = await open(folder);
  await planned(client, uri);
  renameSync(join(folder, 'app'), join(folder, 'gone'));
  await changed(client, join(folder, 'app'), 3);
  await client.until('the failure', async () => (await client.status(uri)).plan === 'failed');
  assert.match((await client.status(uri)).tooltip, /app/);
  renameSync(join(folder, 'gone'), join(folder, 'app'));
  await changed(client, join(folder, 'app'), 1);
  await planned(client, uri);
});

test('ten thousand files at once: one plan, and it is right', async () => {
  const folder = project();
  mkdirSync(join(folder, 'src/many'));
  for (let i = 0; i < 10_000; i++) writeFileSync(join(folder, `src/many/${String(i)}.js`), 'x');
  record(folder);
  const { client, uri } = await open(folder);
  await planned(client, uri);
  const paths = Array.from({ length: 10_000 }, (_, i) => join(folder, `src/many/${String(i)}.js`));
  for (const path of paths) writeFileSync(path, 'yy');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: paths.map((path) => ({ uri: pathToFileURL(path).href, type: 2 })),
  });
  await client.until('the hint', async () =>
    (await client.inlayHints(uri)).some((hint) => hint.startsWith('4: rebuilds: src/many/0.js changed')),
  );
});

const cacheTree = async (client: LspClient, uri: string): Promise<CacheTreeModel> => {
  const tree = await client.request('layerlens/cacheTree', { uri });
  assert.ok(tree);
  return tree;
};

/** `label: description` of all rows of the history, with their children's behind them. */
const historyRows = ({ roots }: CacheTreeModel): string[] =>
  roots
    .filter(({ kind }) => kind === 'history')
    .flatMap(({ label, description, children }) => [
      `${label}: ${description}`,
      ...children.map((child) => `${child.label}: ${child.description}`),
    ]);

const WITH_GIT = { env: { PATH: process.env['PATH'] ?? '' } };

function commit(folder: string, path: string, text: string): void {
  writeFileSync(join(folder, path), text);
  commitAll(folder);
}

test('the Cache view says how often the last commits changed what each step copies, and what that costs', async () => {
  const folder = project();
  commit(folder, 'src/a.js', 'one');
  commit(folder, 'src/a.js', 'two');
  record(folder);
  const { client, uri } = await open(folder, {}, WITH_GIT);
  await planned(client, uri);
  await client.until('the history', async () => historyRows(await cacheTree(client, uri)).length > 2);
  assert.deepEqual(historyRows(await cacheTree(client, uri)), [
    'Last 2 commits: ≈ 28 s each',
    'package.json: 1 × ≈ 49 s',
    'src: 2 × ≈ 7.5 s',
  ]);
  commit(folder, 'package.json', '{ }');
  await changed(client, join(folder, '.git/logs/HEAD'));
  await client.until(
    'the new commit',
    async () => historyRows(await cacheTree(client, uri))[0]?.includes('3') === true,
  );
  assert.equal(historyRows(await cacheTree(client, uri))[1], 'package.json: 2 × ≈ 49 s');
});

test('git is asked in trusted folders only, where it is there, and unless the setting says no', async () => {
  const folder = project();
  commit(folder, 'src/a.js', 'one');
  const told = async (settings: object, options: Partial<ClientOptions>): Promise<string[]> => {
    const { client, uri } = await open(folder, settings, options);
    await planned(client, uri);
    await cacheTree(client, uri);
    await client.until(
      'an answer',
      async () =>
        !historyRows(await cacheTree(client, uri))
          .join('')
          .includes('being read'),
    );
    return historyRows(await cacheTree(client, uri));
  };
  assert.deepEqual(await told({}, { ...WITH_GIT, initializationOptions: { trusted: false } }), []);
  assert.deepEqual(await told({ cache: { history: false } }, WITH_GIT), []);
  assert.deepEqual(await told({}, {}), ['Last commits: not known']);
  assert.match((await told({}, WITH_GIT))[0] ?? '', /^Last commit: /);
});

test('a damaged record: the plan is there, the view says once what that means, the log names the file', async () => {
  const folder = project();
  record(folder);
  const builders = join(state, 'builders');
  const keys = readdirSync(builders, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[/]keys[/].*[.]gz$/.test(path))
    .map((path) => join(builders, path));
  const whole = new Map(keys.map((path) => [path, readFileSync(path)]));
  try {
    for (const path of keys) truncateSync(path, 40);
    const { client, uri } = await open(folder);
    await planned(client, uri);
    const { message = '', roots } = await cacheTree(client, uri);
    assert.equal(message.match(/is damaged and is not used/g)?.length, 1, message);
    assert.match(message, /The next “Build and Measure” mends it; the log names the file\./);
    assert.equal(roots[0]?.children.length, 5, 'every step is there');
    await client.change(uri, `${DOCKERFILE}# typed\n`, 2);
    await client.request('layerlens/built', { uri });
    await client.until(
      'planned again',
      async () => !(await cacheTree(client, uri)).message?.includes('before your last'),
    );
    const [first = ''] = keys;
    const lines = client.log.filter((line) => line.includes(first));
    assert.deepEqual(lines, [`the record ${first} is not used: damaged, its 40 bytes cannot be unpacked`]);
    record(folder);
    await client.request('layerlens/built', { uri });
    await client.until('all cached', async () => /all 6 steps cached/.test((await cacheTree(client, uri)).title));
    assert.equal((await cacheTree(client, uri)).message?.includes('damaged') ?? false, false);
    assert.equal(readFileSync(`${first}.damaged`).length, 40, 'set aside, not lost');
  } finally {
    // Other tests of this file built on the same builder.
    for (const [path, bytes] of whole) writeFileSync(path, bytes);
  }
});

test('with the setting off nothing is planned', async () => {
  const { client, uri } = await open(project(), { cache: { enabled: false } });
  await client.until('the view', async () =>
    /is off/.test((await client.request('layerlens/cacheTree', { uri }))?.message ?? ''),
  );
  assert.equal((await client.status(uri)).plan, 'none');
});
