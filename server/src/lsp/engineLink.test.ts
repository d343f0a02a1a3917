// Staying in touch: lost and found by events and the file system, no wake-up missed, no endless asking.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERING, MemoryEngine, SILENT } from '../../test/support/memoryEngine';
import type { EngineState } from '../engine/engine';
import { EngineLink } from './engineLink';

interface Scene {
  readonly engine: MemoryEngine;
  readonly link: EngineLink;
  readonly told: string[];
  readonly watched: string[];
  /** Something happened to a watched file. */
  wake(): void;
  /** Until `told` has that many entries. */
  until(count: number): Promise<void>;
  mayAsk: boolean;
}

function scene(probes: EngineState[]): Scene {
  const engine = new MemoryEngine();
  engine.probes = probes;
  const told: string[] = [];
  const watched: string[] = [];
  let wakers: (() => void)[] = [];
  let waiting: { count: number; resolve: () => void } | undefined;
  const tell = (what: string): void => {
    told.push(what);
    if (waiting && told.length >= waiting.count) waiting.resolve();
  };
  const log = { error: tell, warn: tell, info: () => undefined, debug: () => undefined };
  const made: Omit<Scene, 'link'> & { link?: EngineLink } = {
    engine,
    told,
    watched,
    mayAsk: true,
    wake: () => {
      for (const waker of wakers) waker();
    },
    until: (count) =>
      told.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting = { count, resolve };
          }),
  };
  const link = new EngineLink({
    engine,
    mayAsk: () => made.mayAsk,
    watchFile: (path, changed) => {
      watched.push(path);
      wakers.push(changed);
      return { dispose: () => void (wakers = wakers.filter((waker) => waker !== changed)) };
    },
    onImages: () => tell('images'),
    onLost: (state) => tell(`lost: ${state.kind}`),
    log,
  });
  return Object.assign(made, { link });
}

/** A stream of events that ends when it is told to. */
function stream(): { events: AsyncIterable<{ action: string; image: string }>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  async function* events(): AsyncGenerator<{ action: string; image: string }> {
    yield { action: 'tag', image: 'app' };
    await ended;
  }
  return { events: events(), end };
}

test('an engine that answers: images are told at once, when it listens, and with each event', async () => {
  const { engine, link, told, until } = scene([ANSWERING]);
  const { events, end } = stream();
  engine.streams = [events];
  link.look();
  await until(3);
  assert.deepEqual(told, ['images', 'images', 'images']);
  link.dispose();
  end();
});

test('an engine that is missing: its socket is watched, and seen when it comes', async () => {
  const { engine, link, told, watched, wake, until } = scene([SILENT, SILENT, ANSWERING]);
  const { events, end } = stream();
  engine.streams = [events];
  link.look();
  await until(1);
  assert.deepEqual([told, watched], [['lost: silent'], ['/run/e.sock']]);
  while (engine.probed < 2) await new Promise(setImmediate);
  wake();
  await until(4);
  assert.deepEqual(told, ['lost: silent', 'images', 'images', 'images']);
  link.dispose();
  end();
});

test('an engine that comes back just before the watch begins is not missed', async () => {
  const { engine, link, told, until } = scene([SILENT, ANSWERING]);
  const { events, end } = stream();
  engine.streams = [events];
  link.look();
  await until(4);
  assert.deepEqual(told, ['lost: silent', 'images', 'images', 'images']);
  link.dispose();
  end();
});

test('every usual socket is watched when none was found; addresses without a file are not', async () => {
  const none: EngineState = {
    kind: 'none-found',
    tried: ['unix:///a.sock', 'npipe:////./pipe/docker', 'tcp://h:1', 'unix:///b.sock'],
  };
  const { engine, link, watched, until } = scene([none]);
  link.look();
  await until(1);
  assert.deepEqual(watched, ['/a.sock', '/b.sock']);
  while (engine.probed < 2) await new Promise(setImmediate);
  link.dispose();
});

test('the same state is told once', async () => {
  const { engine, link, told, until } = scene([SILENT]);
  link.look();
  await until(1);
  for (let look = 0; look < 5; look++) {
    while (engine.probed < look + 2) await new Promise(setImmediate);
    link.look();
  }
  assert.deepEqual(told, ['lost: silent']);
  link.dispose();
});

test('an engine without events is not asked without end', async () => {
  const { engine, link, told, until } = scene([ANSWERING]);
  link.look();
  await until(2);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  assert.ok(engine.probed <= 3 && engine.listened <= 3, `asked ${engine.probed} times`);
  assert.ok(told.every((what) => what === 'images'));
  link.dispose();
});

test('where no engine may be asked, none is', async () => {
  const made = scene([ANSWERING]);
  made.mayAsk = false;
  made.link.look();
  await new Promise(setImmediate);
  assert.equal(made.engine.probed, 0);
  made.link.dispose();
});

test('a fault while listening is the log’s business', async () => {
  const { engine, link, told, until } = scene([ANSWERING]);
  engine.events = () => {
    throw new Error('out of luck');
  };
  link.look();
  await until(2);
  assert.deepEqual(told, ['images', 'watching the engine failed: Error: out of luck']);
  link.dispose();
});
