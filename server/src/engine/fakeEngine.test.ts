// Test support, no tests of its own: an engine on a Unix socket that answers what a test wants.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { createEngine } from './connect';
import type { EngineOptions } from './connect';
import type { Way } from './endpoints';
import type { ProgramEnd, Programs } from './programs';

/** An answer: JSON with status 200, a number for an empty one of that status, or whatever a function does. */
export type Reply = Readonly<Record<string, unknown>> | readonly unknown[] | number | Respond;
type Respond = (request: IncomingMessage, response: ServerResponse) => void;

export interface FakeEngine {
  readonly socket: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  readonly server: Server;
  stop(): Promise<void>;
}

export const DOCKER_VERSION = {
  Version: '28.5.2',
  ApiVersion: '1.51',
  MinAPIVersion: '1.24',
  Components: [{ Name: 'Engine' }],
};
export const PODMAN_VERSION = {
  Version: '5.8.6',
  ApiVersion: '1.44',
  MinAPIVersion: '1.24',
  Components: [{ Name: 'Podman Engine' }],
};

/** What every engine answers, unless a test says otherwise; the API version in front of a path is left out. */
const USUAL: Readonly<Record<string, Reply>> = {
  '/_ping': {},
  '/version': DOCKER_VERSION,
  '/info': { Driver: 'overlay2' },
};

export async function startFakeEngine(replies: Readonly<Record<string, Reply>> = {}): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-'));
  const socket = join(folder, 'engine.sock');
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    const path = decodeURIComponent(url.replace(/^\/v1\.\d+(?=\/)/, '').replace(/\?.*$/, ''));
    const reply = replies[path] ?? USUAL[path] ?? 404;
    if (typeof reply === 'function') reply(request, response);
    else if (typeof reply === 'number') response.writeHead(reply).end('{"message":"no"}');
    else
      response.writeHead(200, { 'content-type': 'application/json', 'api-version': '1.51' }).end(JSON.stringify(reply));
  });
  server.on('connection', (connection) => {
    sockets.add(connection);
    connection.on('close', () => sockets.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    asked,
    server,
    stop: async () => {
      for (const connection of sockets) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A stream that fails as a socket does. */
export const failing = (code: string): Duplex => {
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  setImmediate(() => stream.destroy(Object.assign(new Error(`connect ${code}`), { code })));
  return stream;
};

/** Connects to fake engines by the path of the socket; other paths are not there. */
export const connectTo =
  (places: Readonly<Record<string, FakeEngine | string>>) =>
  (way: Way): Duplex => {
    const place = way.kind === 'socket' ? places[way.path] : undefined;
    if (place === undefined) return failing('ENOENT');
    return typeof place === 'string' ? failing(place) : connect({ path: place.socket });
  };

export const noPrograms: Programs = {
  run: () => Promise.resolve<ProgramEnd>({ kind: 'not-found' }),
  pipe: () => failing('ENOENT'),
};

/** An engine of ours on Linux, with nothing in its environment. */
export const engineWith = (options: Partial<EngineOptions>) =>
  createEngine({
    enabled: true,
    trusted: true,
    host: '',
    env: {},
    home: '/home/me',
    os: 'linux',
    uid: 1000,
    readText: () => Promise.resolve(undefined),
    programs: noPrograms,
    log: () => undefined,
    ...options,
  });

export const NEVER = { aborted: false };
