// Knows: being a Docker engine on a Unix socket in a folder of its own, as far as Layerlens asks: ping, version, images,
// history, events. It can fall silent, hold back answers, go away and come back.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeImage {
  readonly name: string;
  /** Oldest first, one row per line: `1000 RUN x` is a layer of 1000 bytes, `- ENV A=1` an entry without one. */
  readonly history: string;
  /** Seconds since 1970. */
  readonly created?: number;
}

export interface FakeEngineOptions {
  readonly apiVersion?: string;
  readonly images?: readonly FakeImage[];
}

interface StoredImage extends FakeImage {
  readonly id: string;
  readonly rows: readonly { readonly text: string; readonly bytes: number | undefined }[];
}

export class FakeEngine {
  readonly folder = mkdtempSync(join(tmpdir(), 'll-engine-'));
  readonly socket = join(this.folder, 'docker.sock');
  /** Paths asked for, without the API version. */
  readonly requests: string[] = [];
  readonly #images = new Map<string, StoredImage>();
  readonly #held: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #listeners = new Set<ServerResponse>();
  #server: Server | undefined;
  #hold: RegExp | undefined;
  #made = 0;

  private constructor(private readonly options: FakeEngineOptions) {
    for (const image of options.images ?? []) this.put(image);
  }

  static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const engine = new FakeEngine(options);
    await engine.listen();
    return engine;
  }

  /** What DOCKER_HOST must be. */
  get address(): string {
    return `unix://${this.socket}`;
  }

  /** Makes the socket file and answers on it. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => this.#take(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.socket, resolve));
  }

  /** Goes away: open connections break, the socket file is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#listeners.clear();
    if (server) {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    }
    rmSync(this.socket, { force: true });
  }

  /** Everybody may see the socket; with `false` nobody but root may open it, with `true` everybody. */
  permit(all: boolean): void {
    chmodSync(this.folder, 0o755);
    chmodSync(this.socket, all ? 0o666 : 0o000);
  }

  /** From now on questions that match are heard but not answered. */
  hold(paths = /./): void {
    this.#hold = paths;
  }

  /** Answers what was held back, and everything from now on. */
  release(): void {
    this.#hold = undefined;
    for (const answer of this.#held.splice(0)) answer();
  }

  get heldBack(): number {
    return this.#held.length;
  }

  /** Resolves when a question has come that is held back. */
  async asked(): Promise<void> {
    if (this.#held.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** A build: the name now stands for this image. */
  put(image: FakeImage): void {
    const id = `sha256:${createHash('sha256').update(`${this.#made++} ${image.name} ${image.history}`).digest('hex')}`;
    const rows = image.history
      .trim()
      .split('\n')
      .map((line) => /^\s*(-|\d+) (.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, size, text = '']) => ({ text, bytes: size === '-' ? undefined : Number(size) }));
    this.#images.set(image.name, { ...image, id, rows });
    this.#tell('tag', id, image.name);
  }

  remove(name: string): void {
    const image = this.#images.get(name);
    this.#images.delete(name);
    this.#tell('delete', image?.id ?? name, name);
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tell(action: string, id: string, name: string): void {
    const event = { Type: 'image', Action: action, Actor: { ID: id, Attributes: { name } }, status: action, id };
    for (const listener of this.#listeners) listener.write(`${JSON.stringify(event)}\n`);
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent((request.url ?? '').replace(/^\/v\d+\.\d+(?=\/)/, '').replace(/\?.*$/, ''));
    this.requests.push(path);
    const answer = (): void => {
      if (!response.destroyed) this.#answer(path, response);
    };
    if (this.#hold?.test(path) !== true) return answer();
    this.#held.push(answer);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #answer(path: string, response: ServerResponse): void {
    const { apiVersion = '1.51' } = this.options;
    const json = (value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (path === '/_ping') {
      response.writeHead(200, { 'Api-Version': apiVersion, Server: 'Docker/28.5.2 (linux)' }).end('OK');
    } else if (path === '/version') {
      json({ Version: '28.5.2', ApiVersion: apiVersion, MinAPIVersion: '1.12', Components: [{ Name: 'Engine' }] });
    } else if (path === '/info') {
      json({ Driver: 'overlay2', DriverStatus: [['Backing Filesystem', 'extfs']] });
    } else if (path === '/images/json') {
      json(
        [...this.#images.values()].map((image) => ({
          Id: image.id,
          RepoTags: [image.name],
          Created: image.created ?? 1,
          Labels: null,
        })),
      );
    } else if (path === '/events') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      this.#listeners.add(response);
      response.on('close', () => this.#listeners.delete(response));
    } else {
      const [, name = '', what] = /^\/images\/(.+)\/(json|history)$/.exec(path) ?? [];
      const image = [...this.#images.values()].find((known) => known.id === name || known.name === name);
      if (!image) json({ message: `No such image: ${name}` }, 404);
      else json(what === 'json' ? inspectOf(image) : historyOf(image));
    }
  }
}

const inspectOf = ({ id, name, rows }: StoredImage): unknown => ({
  Id: id,
  RepoTags: [name],
  Created: '2026-01-02T03:04:05Z',
  Os: 'linux',
  Architecture: 'amd64',
  Config: { Env: ['PATH=/bin'], WorkingDir: '' },
  RootFS: {
    Type: 'layers',
    Layers: rows.filter(({ bytes }) => bytes !== undefined).map(({ text }, i) => digest(`${i} ${text}`)),
  },
});

/** Newest first, as engines answer. */
const historyOf = ({ id, rows }: StoredImage): unknown =>
  rows
    .map(({ text, bytes }, i) => ({
      Id: i === rows.length - 1 ? id : '<missing>',
      Created: 1,
      CreatedBy: text,
      Size: bytes ?? 0,
      Comment: 'buildkit.dockerfile.v0',
      Tags: null,
    }))
    .reverse();

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
