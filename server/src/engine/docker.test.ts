// Asking an engine over HTTP: images, history, events; and answers that are wrong, endless or cut off.
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Engine, ImageEvent } from './engine';
import { NEVER, PODMAN_VERSION, connectTo, engineWith, startFakeEngine } from './fakeEngine.test';
import type { FakeEngine, Reply } from './fakeEngine.test';

const id = (digit: string): string => `sha256:${digit.repeat(64)}`;

const row = (createdBy: string, size: number, rowId = '<missing>', comment = '') => ({
  Comment: comment,
  Created: 1_795_260_743,
  CreatedBy: createdBy,
  Id: rowId,
  Size: size,
  Tags: null,
});
const inspect = (imageId: string, layers: number, names: string[] = []) => ({
  Id: imageId,
  RepoTags: names,
  Created: '2026-11-21T11:32:23Z',
  Os: 'linux',
  Architecture: 'amd64',
  RootFS: { Type: 'layers', Layers: Array.from({ length: layers }, (_, i) => id(String(i))) },
  Config: { Env: ['PATH=/bin'], Labels: { a: 'b' } },
});

async function engineAt(
  context: TestContext,
  replies: Readonly<Record<string, Reply>>,
): Promise<{ engine: Engine; fake: FakeEngine }> {
  const fake = await startFakeEngine(replies);
  const engine = engineWith({ connect: connectTo({ '/var/run/docker.sock': fake }) });
  context.after(() => {
    engine.dispose();
    return fake.stop();
  });
  await engine.probe(NEVER);
  return { engine, fake };
}

const APP = id('a');
const BUILDKIT = 'buildkit.dockerfile.v0';

suite('an image', () => {
  test('config, rows oldest first, exact bytes', async (context) => {
    const { engine, fake } = await engineAt(context, {
      '/images/app:dev/json': inspect(APP, 2, ['app:dev', 'docker.io/library/app:1']),
      [`/images/${APP}/history`]: [
        row('CMD ["sh"]', 0, APP, BUILDKIT),
        row('WORKDIR /app', 0, '<missing>', BUILDKIT),
        row('COPY a /a # buildkit', 42_113_024, '<missing>', BUILDKIT),
      ],
    });
    const outcome = await engine.image('app:dev', NEVER);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    const image = outcome.value;
    assert.deepEqual(
      [image.id, image.names, image.total, image.sizeKind, image.source],
      [APP, ['app:dev', 'app:1'], 42_113_024, 'engine', 'Docker 28.5.2 (overlay2)'],
    );
    assert.deepEqual(
      image.rows.map(({ createdBy, empty, bytes, diffId, joinIsSure }) => [
        createdBy,
        empty,
        bytes,
        diffId,
        joinIsSure,
      ]),
      [
        ['COPY a /a # buildkit', false, 42_113_024, id('0'), true],
        ['WORKDIR /app', false, 0, id('1'), true],
        ['CMD ["sh"]', true, 0, null, true],
      ],
    );
    assert.deepEqual(image.config.labels, { a: 'b' });
    assert.equal(image.rows[0]?.createdAt, '2026-11-21T11:32:23Z');
    assert.ok(fake.asked.slice(3).every((path) => path.startsWith('/v1.48/')));
  });

  test('classic rows of no bytes are settled by the images they made', async (context) => {
    const { engine, fake } = await engineAt(context, {
      [`/images/${APP}/json`]: inspect(APP, 2),
      [`/images/${APP}/history`]: [
        row('/bin/sh -c mkdir /x', 0, APP),
        row('/bin/sh -c true', 0, id('c')),
        row('/bin/sh -c #(nop) ADD file:x in / ', 70, id('b')),
      ],
      [`/images/${id('c')}/json`]: inspect(id('c'), 1),
      [`/images/${id('b')}/json`]: inspect(id('b'), 1),
    });
    const outcome = await engine.image(APP, NEVER);
    assert.ok(outcome.ok);
    assert.deepEqual(
      outcome.value.rows.map(({ empty, joinIsSure }) => [empty, joinIsSure]),
      [
        [false, true],
        [true, true],
        [false, true],
      ],
    );
    assert.ok(fake.asked.some((path) => path.includes('c'.repeat(64))));
  });

  test('where those images are gone, the doubt stays', async (context) => {
    const { engine } = await engineAt(context, {
      [`/images/${APP}/json`]: inspect(APP, 2),
      [`/images/${APP}/history`]: [
        row('/bin/sh -c mkdir /x', 0, APP),
        row('/bin/sh -c true', 0, id('c')),
        row('/bin/sh -c #(nop) ADD file:x in / ', 70),
      ],
    });
    const outcome = await engine.image(APP, NEVER);
    assert.ok(outcome.ok);
    assert.deepEqual(
      outcome.value.rows.map(({ joinIsSure }) => joinIsSure),
      [true, false, false],
    );
  });

  test('Podman: short names of local builds, ids without sha256, and its own word on what made no layer', async (context) => {
    const { engine, fake } = await engineAt(context, {
      '/_ping': (_request, response) =>
        response.writeHead(200, { 'libpod-api-version': '5.8.6', server: 'Libpod/5.8.6 (linux)' }).end('OK'),
      '/version': PODMAN_VERSION,
      '/info': { Driver: 'overlay' },
      '/images/localhost/app:dev/json': { ...inspect(APP.slice(7), 1, ['localhost/app:dev']) },
      [`/images/${APP}/history`]: [row('RUN b', -1, 'sha256:<missing>'), row('RUN a', -1)],
      [`/v5.8.6/libpod/images/${APP}/json`]: {
        ...inspect(APP.slice(7), 1),
        History: [{ created_by: 'RUN a', empty_layer: true }, { created_by: 'RUN b' }],
      },
    });
    const outcome = await engine.image('app:dev', NEVER);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.equal(outcome.value.source, 'Podman 5.8.6 (overlay)');
    assert.deepEqual(
      outcome.value.rows.map(({ empty, joinIsSure }) => [empty, joinIsSure]),
      [
        [true, true],
        [false, true],
      ],
    );
    assert.ok(fake.asked.includes('/v1.44/images/app%3Adev/json'));
  });

  test('one that is not there, and words that are no names', async (context) => {
    const { engine, fake } = await engineAt(context, {});
    const before = fake.asked.length;
    for (const ref of ['none:1', '../containers/json', '-v', 'a b', '']) {
      const outcome = await engine.image(ref, NEVER);
      assert.ok(!outcome.ok && outcome.problem.code === 'engine/no-such-image', ref);
    }
    assert.equal(fake.asked.length, before + 1);
  });
});

suite('answers that are wrong', () => {
  const problemOf = async (context: TestContext, reply: Reply, signal: { aborted: boolean } = NEVER) => {
    const { engine } = await engineAt(context, { '/images/json': reply });
    const outcome = await engine.images(signal);
    assert.ok(!outcome.ok, 'a problem was expected');
    return { problem: outcome.problem, state: engine.state.kind };
  };

  test('an error of the engine is passed on', async (context) => {
    const reply = (_request: unknown, response: ServerResponse) =>
      response.writeHead(500).end('{"message":"layer does not exist"}');
    const { problem, state } = await problemOf(context, reply);
    assert.deepEqual(
      [problem.code, problem.why, state],
      ['engine/error', 'It says: layer does not exist', 'answering'],
    );
  });

  test('no JSON, other JSON, nothing', async (context) => {
    for (const text of ['<html>', '{"a":1}', '']) {
      const { problem } = await problemOf(context, (_request, response) => response.end(text));
      assert.equal(problem.code, 'engine/not-understood');
    }
  });

  test('cut off in the middle: the engine is gone', async (context) => {
    const { problem, state } = await problemOf(context, (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('[{"Id"', () => response.destroy());
    });
    assert.deepEqual([problem.code, state], ['engine/unreachable', 'silent']);
  });

  test('endless: ended by us, in bounded memory', async (context) => {
    const before = process.memoryUsage().rss;
    const { problem, state } = await problemOf(context, (_request, response) => {
      const piece = Buffer.alloc(256 * 1024, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    assert.match(problem.detail ?? '', /too-large/);
    assert.equal(state, 'answering');
    assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024);
  });

  test('stopped by the user: neither an error nor a lost engine', async (context) => {
    const { problem, state } = await problemOf(context, () => undefined, AbortSignal.timeout(100));
    assert.deepEqual([problem.code, state], ['engine/cancelled', 'answering']);
  });
});

suite('events', () => {
  const event = (action: string, type = 'image') =>
    `${JSON.stringify({ Type: type, Action: action, Actor: { ID: APP } })}\n`;
  const listen = async (engine: Engine, signal: { aborted: boolean }, onEvent?: () => void): Promise<ImageEvent[]> => {
    const seen: ImageEvent[] = [];
    for await (const happened of engine.events(signal)) {
      seen.push(happened);
      onEvent?.();
    }
    return seen;
  };

  test('are whole however they come, and only those of images', async (context) => {
    const { engine, fake } = await engineAt(context, {
      '/events': (_request, response) => {
        const bytes = Buffer.from(event('tag') + event('start', 'container') + 'noise\n' + event('delete'));
        let at = 0;
        const next = (): void => {
          if (at >= bytes.length) response.end();
          else response.write(bytes.subarray(at, (at += 17)), () => setTimeout(next, 1));
        };
        next();
      },
    });
    assert.deepEqual(await listen(engine, NEVER), [
      { action: 'tag', image: APP },
      { action: 'delete', image: APP },
    ]);
    assert.equal(decodeURIComponent(fake.asked.at(-1) ?? ''), '/v1.48/events?filters={"type":["image"]}');
  });

  test('end when the engine goes away, when they are stopped, and when nobody listens any more', async (context) => {
    const open = (_request: unknown, response: ServerResponse) => response.write(event('tag'));
    const { engine, fake } = await engineAt(context, { '/events': open, '/images/json': [] });
    for (const signal of [new AbortController(), { signal: { aborted: false }, abort: () => undefined }]) {
      const seen = await listen(engine, signal.signal, () => {
        signal.abort();
        if (!(signal.signal instanceof AbortSignal)) Object.assign(signal.signal, { aborted: true });
      });
      assert.equal(seen.length, 1);
    }
    const heard: string[] = [];
    for await (const { action } of engine.events(NEVER)) {
      heard.push(action);
      break;
    }
    assert.deepEqual(heard, ['tag']);
    // The connection of a stream that was left is not one to ask the next question on.
    assert.ok((await engine.images(NEVER)).ok);
    let listening: Promise<ImageEvent[]> | undefined;
    await new Promise<void>((resolve) => {
      listening = listen(engine, NEVER, resolve);
    });
    await fake.stop();
    assert.equal((await listening)?.length, 1);
  });

  test('an engine that refuses them has none', async (context) => {
    const { engine } = await engineAt(context, { '/events': 500 });
    assert.deepEqual(await listen(engine, NEVER), []);
  });
});
