// Finding the engine and keeping its state: what is asked of whom, and what it is called when nobody answers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Way } from './endpoints';
import {
  DOCKER_VERSION,
  NEVER,
  PODMAN_VERSION,
  connectTo,
  engineWith,
  failing,
  noPrograms,
  startFakeEngine,
} from './fakeEngine.test';
import type { FakeEngine, Reply } from './fakeEngine.test';
import type { ProgramRun, Programs } from './programs';

const DEFAULT = '/var/run/docker.sock';

async function fake(context: TestContext, replies?: Readonly<Record<string, Reply>>): Promise<FakeEngine> {
  const engine = await startFakeEngine(replies);
  context.after(() => engine.stop());
  return engine;
}

suite('finding an engine', () => {
  test('says who it is, and speaks the version both know', async (context) => {
    const docker = await fake(context);
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    assert.deepEqual(engine.state, { kind: 'not-asked' });
    const state = await engine.probe(NEVER);
    assert.deepEqual(state, {
      kind: 'answering',
      endpoint: { address: 'unix:///var/run/docker.sock', from: 'default socket' },
      product: 'docker',
      version: '28.5.2',
      apiVersion: '1.48',
      store: 'overlay2',
    });
    assert.equal(engine.state, state);
    assert.deepEqual(docker.asked, ['/_ping', '/version', '/v1.48/info']);
    engine.dispose();
  });

  test('Podman behind the default socket is Podman', async (context) => {
    const podman = await fake(context, { '/version': PODMAN_VERSION });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: podman }) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'answering' && state.product === 'podman');
    engine.dispose();
  });

  test('an engine without store information is still an engine', async (context) => {
    const docker = await fake(context, { '/info': 500 });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'answering' && state.store === '');
    engine.dispose();
  });

  test('the first of the usual places that answers', async (context) => {
    const [rootless, podman] = [await fake(context), await fake(context)];
    const engine = engineWith({
      connect: connectTo({
        [DEFAULT]: 'ECONNREFUSED',
        '/run/user/1000/docker.sock': rootless,
        '/run/user/1000/podman/podman.sock': podman,
      }),
    });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'answering' && state.endpoint.from === 'rootless Docker');
    assert.deepEqual(podman.asked, []);
    engine.dispose();
  });

  test('two who ask at once ask once', async (context) => {
    const docker = await fake(context);
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    const [one, other] = await Promise.all([engine.probe(NEVER), engine.probe(NEVER)]);
    assert.equal(one, other);
    assert.equal(docker.asked.filter((path) => path === '/_ping').length, 1);
    engine.dispose();
  });

  test('looking again at the same engine goes on with it: who listens to its events hears more', async (context) => {
    let answer: ServerResponse | undefined;
    const docker = await fake(context, {
      '/events': (_request, response) => {
        answer = response;
        response.write('{"Action":"tag","id":"a"}\n');
      },
    });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    const state = await engine.probe(NEVER);
    const seen: string[] = [];
    for await (const { action } of engine.events(NEVER)) {
      seen.push(action);
      if (seen.length === 2) break;
      assert.equal(await engine.probe(NEVER), state);
      answer?.write('{"Action":"delete","id":"a"}\n');
    }
    assert.deepEqual(seen, ['tag', 'delete']);
    engine.dispose();
  });

  test('the first question looks for an engine by itself', async (context) => {
    const docker = await fake(context, { '/images/json': [] });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    assert.deepEqual(await engine.images(NEVER), { ok: true, value: [] });
    engine.dispose();
  });
});

suite('no engine', () => {
  const untouched = (way: Way): never => assert.fail(`connected to ${JSON.stringify(way)}`);
  const unstarted: Programs = {
    run: ({ program }) => assert.fail(`started ${program}`),
    pipe: (program) => assert.fail(`started ${program}`),
  };

  test('nothing is connected or started in a folder that is not trusted, or when it is switched off', async () => {
    for (const off of [{ trusted: false }, { enabled: false }]) {
      const engine = engineWith({ ...off, host: 'unix:///x.sock', connect: untouched, programs: unstarted });
      assert.deepEqual(await engine.probe(NEVER), { kind: 'not-asked' });
      const outcome = await engine.image('app', NEVER);
      assert.ok(!outcome.ok && outcome.problem.code === 'engine/not-asked');
      for await (const event of engine.events(NEVER)) assert.fail(JSON.stringify(event));
    }
  });

  test('nobody anywhere', async () => {
    const engine = engineWith({ connect: connectTo({}) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'none-found' && state.tried.includes('unix:///var/run/docker.sock'));
    const outcome = await engine.image('app', NEVER);
    assert.ok(
      !outcome.ok &&
        outcome.problem.code === 'engine/none-found' &&
        /open a saved image/.test(outcome.problem.next ?? ''),
    );
  });

  test('nobody listens: silent', async () => {
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: 'ECONNREFUSED' }) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'silent' && state.endpoint.from === 'default socket');
  });

  test('no permission: refused, with the group explained and no advice that hands out root', async () => {
    for (const code of ['EACCES', 'EPERM']) {
      const engine = engineWith({ connect: connectTo({ [DEFAULT]: code }) });
      const state = await engine.probe(NEVER);
      assert.ok(state.kind === 'refused', JSON.stringify(state));
      assert.match(state.detail, /usermod -aG docker/);
      assert.doesNotMatch(state.detail, /chmod|666/);
      const outcome = await engine.image('app', NEVER);
      assert.ok(!outcome.ok && outcome.problem.code === 'engine/refused');
    }
  });

  test('accepts, and says nothing: silent within its time', async (context) => {
    const asleep = await fake(context, { '/_ping': () => undefined });
    const engine = engineWith({ host: 'unix:///set.sock', connect: connectTo({ '/set.sock': asleep }) });
    const began = performance.now();
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'silent' && /no answer within 2 s/.test(state.detail), JSON.stringify(state));
    assert.ok(performance.now() - began < 5000);
  });

  test('something else answers there: silent', async (context) => {
    const web = await fake(context, { '/version': { hello: 'world' } });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: web }) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'silent' && /no container engine/.test(state.detail));
  });

  test('too old', async (context) => {
    const old = await fake(context, {
      '/_ping': (_request, response) => response.end('OK'),
      '/version': { Version: '1.11.2', ApiVersion: '1.23' },
    });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: old }) });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'too-old' && state.apiVersion === '1.23' && state.needed === '1.24');
  });

  test('a socket path that no system can open', async () => {
    const engine = engineWith({ host: `unix:///${'x'.repeat(120)}`, connect: untouched });
    const state = await engine.probe(NEVER);
    assert.ok(state.kind === 'silent' && /longer than/.test(state.detail));
  });

  test('stopped: the state stays as it was', async (context) => {
    const asleep = await fake(context, { '/_ping': () => undefined });
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: asleep }) });
    assert.deepEqual(await engine.probe(AbortSignal.timeout(100)), { kind: 'not-asked' });
  });
});

suite('an engine that the user named', () => {
  test('is not replaced when it is silent, by no socket and no program', async (context) => {
    const other = await fake(context);
    const started: string[][] = [];
    const programs: Programs = {
      ...noPrograms,
      run: ({ program, args }) => {
        started.push([program, ...args]);
        return Promise.resolve({ kind: 'not-found' });
      },
    };
    const connect = connectTo({ [DEFAULT]: other });
    for (const named of [
      { host: 'unix:///gone.sock' },
      { env: { DOCKER_HOST: 'unix:///gone.sock' } },
      { env: { DOCKER_CONTEXT: 'gone' } },
    ]) {
      const engine = engineWith({ ...named, connect, programs });
      assert.equal((await engine.probe(NEVER)).kind, 'silent');
    }
    assert.deepEqual(other.asked, []);
    assert.deepEqual(
      started.map((words) => words.slice(0, 3)),
      [
        ['docker', '--host', 'unix:///gone.sock'],
        ['docker', 'version', '--format'],
        ['docker', '--context', 'gone'],
      ],
    );
  });

  test('may be reached by the docker program alone', async () => {
    const answers: Record<string, unknown> = { version: { Server: DOCKER_VERSION }, info: { Driver: 'overlay2' } };
    const run = ({ args }: ProgramRun) => {
      const [, , command = ''] = args;
      return Promise.resolve({
        kind: 'exited' as const,
        code: 0,
        stderr: '',
        stdout: JSON.stringify(answers[command]),
      });
    };
    const engine = engineWith({ host: 'fd://odd', connect: () => failing('ENOENT'), programs: { ...noPrograms, run } });
    const state = await engine.probe(NEVER);
    assert.deepEqual(state.kind === 'answering' && state.endpoint, {
      address: 'docker --host fd://odd',
      from: 'docker command',
    });
    for await (const event of engine.events(NEVER)) assert.fail(JSON.stringify(event));
  });
});

suite('losing an engine', () => {
  test('the state says so, and looking again finds it', async (context) => {
    const docker = await startFakeEngine({ '/images/json': [] });
    const places: Record<string, FakeEngine | string> = { [DEFAULT]: docker };
    const engine = engineWith({ connect: (way) => connectTo(places)(way) });
    await engine.probe(NEVER);
    await docker.stop();
    places[DEFAULT] = 'ECONNREFUSED';
    const outcome = await engine.images(NEVER);
    assert.ok(!outcome.ok && outcome.problem.code === 'engine/unreachable');
    assert.equal(engine.state.kind, 'silent');
    places[DEFAULT] = await fake(context, { '/images/json': [] });
    assert.equal((await engine.probe(NEVER)).kind, 'answering');
    assert.ok((await engine.images(NEVER)).ok);
    engine.dispose();
  });

  test('a connection that the engine closed between two questions is not a lost engine', async (context) => {
    const docker = await fake(context, { '/images/json': [] });
    const sockets = new Set<Socket>();
    docker.server.on('connection', (socket) => sockets.add(socket));
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    await engine.probe(NEVER);
    let closed = 0;
    for (let i = 0; i < 6; i++) {
      assert.ok((await engine.images(NEVER)).ok);
      // Every other time the next question is on its way before anybody can have heard that the connection is gone.
      for (const socket of sockets) {
        const gone = once(socket, 'close');
        socket.destroy();
        if (i % 2 === 0) await gone;
        closed++;
      }
      sockets.clear();
    }
    assert.equal(closed, 6, 'each question had a connection of its own');
    engine.dispose();
  });

  test('after dispose nothing is asked any more', async (context) => {
    const docker = await fake(context);
    const engine = engineWith({ connect: connectTo({ [DEFAULT]: docker }) });
    await engine.probe(NEVER);
    engine.dispose();
    const before = docker.asked.length;
    assert.equal((await engine.images(NEVER)).ok, false);
    assert.deepEqual(await engine.probe(NEVER), { kind: 'not-asked' });
    assert.equal(docker.asked.length, before);
  });
});
