// The docker and podman programs: as the last way to an engine, and as the carrier of HTTP to a far one.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { nodePrograms } from '../host/process';
import { introduceProgram } from './cli';
import { connector } from './http';
import { DOCKER_VERSION, NEVER, engineWith, failing, startFakeEngine } from './fakeEngine.test';

const id = (digit: string): string => `sha256:${digit.repeat(64)}`;
const APP = id('a');
const LAYERS = [id('0'), id('1')];

interface Said {
  readonly stdout?: unknown;
  readonly stderr?: string;
  readonly code?: number;
}

/**
 * A program that says what it is told to, by its arguments; `system dial-stdio` carries bytes to a socket. Every call is
 * written down.
 */
async function fakeProgram(context: TestContext, name: string, answers: Readonly<Record<string, Said>>, socket = '') {
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-'));
  context.after(() => rm(folder, { recursive: true }));
  const calls = join(folder, 'calls');
  const script = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const words = process.argv.slice(2);
appendFileSync(${JSON.stringify(calls)}, JSON.stringify(words) + '\\n');
if (words.join(' ').endsWith('system dial-stdio')) {
  const far = require('node:net').connect(${JSON.stringify(socket)});
  process.stdin.pipe(far).pipe(process.stdout);
} else {
  const { stdout = '', stderr = 'unknown command', code = stdout === '' ? 1 : 0 } = ${JSON.stringify(answers)}[words.join(' ')] ?? {};
  process.stdout.write(typeof stdout === 'string' ? stdout : JSON.stringify(stdout));
  process.stderr.write(stderr);
  process.exitCode = code;
}
`;
  await writeFile(join(folder, name), script, { mode: 0o755 });
  const programs = nodePrograms({ ...process.env, PATH: folder });
  const called = async (): Promise<string[][]> =>
    (await readFile(calls, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
  return { programs, called };
}

const inspect = (imageId: string, layers: readonly string[]) => [
  {
    Id: imageId,
    RepoTags: ['app:dev'],
    Created: '2026-11-21T11:32:23Z',
    Os: 'linux',
    Architecture: 'amd64',
    RootFS: { Layers: layers },
    Config: { Labels: { a: 'b' } },
  },
];

const DOCKER: Readonly<Record<string, Said>> = {
  'version --format {{json .}}': { stdout: { Client: {}, Server: DOCKER_VERSION } },
  'info --format {{json .}}': { stdout: { Driver: 'overlay2' } },
  'image inspect app:dev': { stdout: inspect(APP, LAYERS) },
  'image inspect none:1': { stdout: '[]\n', stderr: 'Error response from daemon: No such image: none:1\n', code: 1 },
  'image ls --quiet --no-trunc': { stdout: `${APP}\n${APP}\n` },
  [`image inspect ${APP}`]: { stdout: inspect(APP, LAYERS) },
  [`history --no-trunc --human=false --format {{json .}} ${APP}`]: {
    stdout: [
      {
        ID: APP,
        CreatedBy: 'WORKDIR /app',
        Size: '0',
        Comment: 'buildkit.dockerfile.v0',
        CreatedAt: '2026-11-21T11:32:23+01:00',
      },
      { ID: '<missing>', CreatedBy: 'COPY a /a # buildkit', Size: '1982256', Comment: 'buildkit.dockerfile.v0' },
    ]
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  },
};

const onlyUnix = { skip: process.platform === 'win32' && 'the fake program is a script' };

suite('the docker program', onlyUnix, () => {
  test('answers as the API does: config, rows, exact bytes', async (context) => {
    const { programs, called } = await fakeProgram(context, 'docker', DOCKER);
    const session = await introduceProgram('docker', [], programs, NEVER);
    assert.deepEqual(session?.state, {
      kind: 'answering',
      endpoint: { address: 'docker', from: 'docker command' },
      product: 'docker',
      version: '28.5.2',
      apiVersion: '1.51',
      store: 'overlay2',
    });
    const outcome = await session.image('app:dev', NEVER);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(
      [outcome.value.total, outcome.value.names, outcome.value.source],
      [1_982_256, ['app:dev'], 'Docker 28.5.2 (overlay2)'],
    );
    assert.deepEqual(
      outcome.value.rows.map(({ createdBy, diffId }) => [createdBy, diffId]),
      [
        ['COPY a /a # buildkit', LAYERS[0]],
        ['WORKDIR /app', LAYERS[1]],
      ],
    );
    assert.deepEqual(await session.images(NEVER), {
      ok: true,
      value: [{ id: APP, names: ['app:dev'], createdAt: '2026-11-21T11:32:23Z', labels: { a: 'b' } }],
    });
    const missing = await session.image('none:1', NEVER);
    assert.ok(!missing.ok && missing.problem.code === 'engine/no-such-image');
    const option = await session.image('--help', NEVER);
    assert.ok(!option.ok && option.problem.code === 'engine/no-such-image');
    assert.ok(!(await called()).flat().includes('--help'));
  });

  test('its options stand before the command', async (context) => {
    const { programs, called } = await fakeProgram(context, 'docker', {});
    assert.equal(await introduceProgram('docker', ['--context', 'x'], programs, NEVER), undefined);
    assert.deepEqual(await called(), [['--context', 'x', 'version', '--format', '{{json .}}']]);
  });

  test('without an engine behind it, it is none', async (context) => {
    const noServer = { stdout: { Client: { Version: '28.5.2' }, Server: null }, stderr: 'Cannot connect', code: 1 };
    for (const said of [noServer, { ...noServer, code: 0 }, { stdout: 'podman version 4' }]) {
      const { programs } = await fakeProgram(context, 'docker', { 'version --format {{json .}}': said });
      assert.equal(await introduceProgram('docker', [], programs, NEVER), undefined);
    }
  });

  test('an error of the engine is passed on; a program that is gone is a lost engine', async (context) => {
    const { programs } = await fakeProgram(context, 'docker', {
      ...DOCKER,
      'image ls --quiet --no-trunc': { stderr: 'Error response from daemon: disk full', code: 1 },
    });
    const session = await introduceProgram('docker', [], programs, NEVER);
    const outcome = await session?.images(NEVER);
    assert.ok(outcome?.ok === false && outcome.problem.why === 'It says: Error response from daemon: disk full');
    const gone = await introduceProgram(
      'docker',
      [],
      { ...programs, run: () => Promise.resolve({ kind: 'not-found' }) },
      NEVER,
    );
    assert.equal(gone, undefined);
  });
});

suite('the podman program', onlyUnix, () => {
  test('one list for the history, and its inspect says what made no layer', async (context) => {
    const [image] = inspect(APP.slice(7), [LAYERS[0] ?? '']);
    const { programs } = await fakeProgram(context, 'podman', {
      'version --format json': { stdout: { Client: { Version: '4.3.1', APIVersion: '4.3.1' } } },
      'info --format json': { stdout: { store: { graphDriverName: 'overlay' } } },
      'image inspect app:dev': {
        stdout: [{ ...image, History: [{ created_by: 'RUN a', empty_layer: true }, { created_by: 'RUN b' }] }],
      },
      [`history --no-trunc --format json ${APP}`]: {
        stdout: [
          { id: APP.slice(7), CreatedBy: 'RUN b', size: -1, created: '2026-11-21T11:33:07Z', Created: 'x' },
          { id: '<missing>', CreatedBy: 'RUN a', size: 0, comment: 'FROM x' },
        ],
      },
    });
    const session = await introduceProgram('podman', [], programs, NEVER);
    assert.equal(session?.state.product, 'podman');
    const outcome = await session.image('app:dev', NEVER);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(
      outcome.value.rows.map(({ empty, bytes, joinIsSure }) => [empty, bytes, joinIsSure]),
      [
        [true, 0, true],
        [false, null, true],
      ],
    );
    assert.deepEqual([outcome.value.total, outcome.value.source], [null, 'Podman 4.3.1 (overlay)']);
  });

  test('is taken when nobody else answers and the user named nobody', async (context) => {
    const { programs } = await fakeProgram(context, 'podman', {
      'version --format json': { stdout: { Client: { Version: '4.3.1' } } },
      'info --format json': { stdout: {} },
    });
    const connect = () => failing('ENOENT');
    const free = await engineWith({ programs, connect }).probe(NEVER);
    assert.ok(free.kind === 'answering' && free.endpoint.from === 'podman command');
    const named = await engineWith({ programs, connect, env: { DOCKER_HOST: 'unix:///x.sock' } }).probe(NEVER);
    assert.equal(named.kind, 'silent');
  });
});

suite('far engines', onlyUnix, () => {
  test('ssh: HTTP goes through docker system dial-stdio, one connection for several questions', async (context) => {
    const far = await startFakeEngine({ '/images/json': [] });
    context.after(() => far.stop());
    const { programs, called } = await fakeProgram(context, 'docker', {}, far.socket);
    const engine = engineWith({ host: 'ssh://me@far', programs });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'answering' && state.endpoint.address === 'ssh://me@far', JSON.stringify(state));
    assert.ok((await engine.images(NEVER)).ok);
    assert.deepEqual(await called(), [['--host', 'ssh://me@far', 'system', 'dial-stdio']]);
    engine.dispose();
  });

  test('ssh that fails says why', async () => {
    const run = () => Promise.resolve({ kind: 'not-found' } as const);
    const real = nodePrograms(process.env);
    const pipe = () =>
      real.pipe(process.execPath, ['-e', 'console.error("ssh: Could not resolve hostname far"); process.exit(255)']);
    const state = await engineWith({ host: 'ssh://far', programs: { run, pipe } }).probe(NEVER);
    assert.ok(state.kind === 'silent' && /Could not resolve hostname/.test(state.detail), JSON.stringify(state));
  });

  test('TLS: the engine’s certificate is checked, unless the user said not to', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'layerlens-'));
    context.after(() => rm(folder, { recursive: true }));
    const made = await nodePrograms(process.env).run({
      program: 'openssl',
      args: 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout'
        .split(' ')
        .concat(join(folder, 'key.pem'), '-out', join(folder, 'ca.pem')),
      timeoutMs: 20_000,
      maxOutputBytes: 1e6,
      signal: NEVER,
    });
    if (made.kind !== 'exited' || made.code !== 0) {
      context.skip('openssl is needed to make a certificate');
      return;
    }
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const server = createServer({ key: await read('key.pem'), cert: await read('ca.pem') }, (request, response) => {
      response.end(JSON.stringify(request.url === '/version' ? DOCKER_VERSION : {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    context.after(() => new Promise((resolve) => server.close(resolve)));
    const address = `tcp://localhost:${String((server.address() as AddressInfo).port)}`;
    const stateWith = async (env: Record<string, string>, files: Record<string, string>) => {
      const programs = { ...nodePrograms({}), run: () => Promise.resolve({ kind: 'not-found' } as const) };
      const engine = engineWith({
        env: { DOCKER_HOST: address, ...env },
        readText: (path) => Promise.resolve(files[path]),
        programs,
        connect: connector(programs),
      });
      const state = await engine.probe(NEVER);
      engine.dispose();
      return state.kind === 'silent' ? `silent: ${state.detail}` : state.kind;
    };
    const ca = { '/home/me/.docker/ca.pem': await read('ca.pem') };
    assert.equal(await stateWith({ DOCKER_TLS_VERIFY: '1' }, ca), 'answering');
    assert.match(await stateWith({ DOCKER_TLS_VERIFY: '1' }, {}), /^silent: .*self-signed/);
    assert.equal(await stateWith({ DOCKER_TLS: '1' }, {}), 'answering');
    assert.match(
      await stateWith({ DOCKER_TLS_VERIFY: '1' }, { '/home/me/.docker/cert.pem': 'no certificate' }),
      /^silent: /,
    );
    assert.match(await stateWith({}, {}), /^silent: /);
    server.closeAllConnections();
  });
});
