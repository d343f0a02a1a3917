// Knows: talking to the bundled server over stdio as an editor would: typed requests, waiting for what the server sends.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
  type MessageConnection,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol/node';
import type { ChangedParams, InitializationOptions, RequestTypes } from '../../src/protocol/requests';
import type { LayerTreeModel, StatusModel } from '../../src/protocol/viewModels';

export interface ClientOptions {
  readonly initializationOptions?: Partial<InitializationOptions>;
  readonly capabilities?: object;
  /** The `layerlens` section that the client answers with. */
  readonly settings?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  /** The program; dist/server.js when not given. */
  readonly program?: string;
  /** User and group that the server runs as. */
  readonly uid?: number;
  /** Answer workspace/configuration only when this is done. */
  readonly settingsAfter?: Promise<unknown>;
}

export interface DiagnosticItem {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
}

interface Waiter {
  readonly done: () => boolean | Promise<boolean>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** An editor that pulls diagnostics and can be asked for its configuration. */
export const CAPABILITIES = {
  textDocument: { diagnostic: {}, codeLens: {}, hover: {} },
  workspace: { configuration: true, codeLens: { refreshSupport: true }, diagnostics: { refreshSupport: true } },
};

/** No test talks to an engine or a program of the machine it runs on, unless it says so. */
export const NO_ENGINE = 'unix:///nonexistent/layerlens-test/docker.sock';
const QUIET_ENV = { PATH: '/nonexistent', HOME: '/nonexistent', DOCKER_HOST: NO_ENGINE };

const MOST_MS = 30_000;

export class LspClient {
  readonly log: string[] = [];
  readonly shown: unknown[] = [];
  readonly published: { uri: string; diagnostics: readonly DiagnosticItem[] }[] = [];
  readonly refreshes: string[] = [];
  /** Methods that the server registered after its start. */
  readonly registered: string[] = [];
  /** What the server said when it started. */
  capabilities: ServerCapabilities = {};
  stderr = '';
  changes = 0;
  /** Resolves with the exit code when the server has ended. */
  readonly ended: Promise<number | null>;
  readonly #waiters = new Set<Waiter>();
  #settings: object;

  private constructor(
    readonly process: ChildProcessWithoutNullStreams,
    readonly connection: MessageConnection,
    options: ClientOptions,
  ) {
    this.#settings = options.settings ?? {};
    this.ended = new Promise((resolve) => process.once('exit', resolve));
    process.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // A server that has ended is what some tests are about: writing to it is no error of the test.
    process.stdin.on('error', () => undefined);
    this.#listen(options);
  }

  static async start(options: ClientOptions = {}): Promise<LspClient> {
    const program = options.program ?? join(process.cwd(), 'dist/server.js');
    const child = spawn(process.execPath, [...(options.execArgv ?? []), program, 'lsp', '--stdio'], {
      env: { ...QUIET_ENV, ...options.env },
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid, cwd: '/' }),
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new LspClient(child, connection, options);
    const { capabilities } = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? CAPABILITIES,
      initializationOptions: options.initializationOptions,
    });
    client.capabilities = capabilities;
    await connection.sendNotification('initialized', {});
    return client;
  }

  #listen(options: ClientOptions): void {
    const { connection } = this;
    const heard =
      <P>(take: (params: P) => void) =>
      (params: P) => {
        take(params);
        this.#look();
      };
    connection.onNotification(
      'window/logMessage',
      heard(({ message }: { message: string }) => this.log.push(message)),
    );
    connection.onNotification(
      'window/showMessage',
      heard((params: unknown) => this.shown.push(params)),
    );
    connection.onRequest('window/showMessageRequest', (params) => {
      this.shown.push(params);
      return null;
    });
    connection.onNotification(
      'layerlens/changed',
      heard((_: ChangedParams) => this.changes++),
    );
    connection.onNotification(
      'textDocument/publishDiagnostics',
      heard((params: { uri: string; diagnostics: DiagnosticItem[] }) => this.published.push(params)),
    );
    connection.onRequest('workspace/configuration', async ({ items }: { items: unknown[] }) => {
      await options.settingsAfter;
      return items.map(() => this.#settings);
    });
    for (const method of [
      'workspace/codeLens/refresh',
      'workspace/diagnostic/refresh',
      'workspace/inlayHint/refresh',
    ]) {
      connection.onRequest(method, () => {
        this.refreshes.push(method);
        this.#look();
        return null;
      });
    }
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      this.registered.push(...registrations.map(({ method }) => method));
      this.#look();
      return null;
    });
    connection.onRequest('client/unregisterCapability', () => null);
    connection.listen();
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version, text },
    });
  }

  change(uri: string, text: string, version: number): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Puts `text` in at a place, as a keystroke does. */
  type(uri: string, at: { line: number; character: number }, text: string, version: number): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text }],
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** The user changed the settings. Clients that can be asked send nothing along; others send all. */
  changeSettings(section: object, sendAlong = false): Promise<void> {
    this.#settings = section;
    return this.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: sendAlong ? { layerlens: section } : null,
    });
  }

  request<M extends keyof RequestTypes>(
    method: M,
    params: RequestTypes[M]['params'],
  ): Promise<RequestTypes[M]['result']> {
    return this.connection.sendRequest(method, params);
  }

  async status(uri: string): Promise<StatusModel> {
    const status = await this.request('layerlens/status', { uri });
    if (!status) throw new Error(`no status for ${uri}`);
    return status;
  }

  async tree(uri: string): Promise<LayerTreeModel> {
    const tree = await this.request('layerlens/layerTree', { uri });
    if (!tree) throw new Error(`no tree for ${uri}`);
    return tree;
  }

  /** Titles of the lenses as `line: title`, zero-based. */
  async lenses(uri: string): Promise<string[]> {
    const lenses = await this.connection.sendRequest<
      { range: { start: { line: number } }; command: { title: string } }[]
    >('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ range, command }) => `${range.start.line}: ${command.title}`);
  }

  /** The lens of one line, without its number; undefined when there is none. */
  async lensAt(uri: string, line: number): Promise<string | undefined> {
    const start = `${line}: `;
    return (await this.lenses(uri)).find((lens) => lens.startsWith(start))?.slice(start.length);
  }

  /** Waits until the lens of a line says exactly this. */
  untilLens(uri: string, line: number, title: string): Promise<void> {
    return this.until(`lens ${line}: ${title}`, async () => (await this.lensAt(uri, line)) === title);
  }

  async inlayHints(uri: string): Promise<string[]> {
    const range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
    const hints = await this.connection.sendRequest<
      { position: { line: number }; label: string | { value: string }[] }[]
    >('textDocument/inlayHint', { textDocument: { uri }, range });
    const words = (label: string | { value: string }[]): string =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    return hints.map(({ position, label }) => `${position.line}: ${words(label)}`);
  }

  /** The hover on a keyword, as Markdown; empty when there is none. */
  async hover(uri: string, line: number, character = 1): Promise<string> {
    const hover = await this.connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
    return hover?.contents.value ?? '';
  }

  async diagnostics(uri: string): Promise<readonly DiagnosticItem[]> {
    const report = await this.connection.sendRequest<{ items: DiagnosticItem[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items;
  }

  /** Waits until `done` holds; looks again whenever the server says something. Rejects after a deadline with the log. */
  async until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`waited in vain for: ${what}\n${this.log.join('\n')}\n${this.stderr}`));
      }, MOST_MS);
      const finish = (): void => {
        clearTimeout(deadline);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        done,
        reject: (error) => {
          finish();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
        resolve: () => {
          finish();
          resolve();
        },
      };
      this.#waiters.add(waiter);
      this.#look();
    });
  }

  /** Ends the server as the protocol has it. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    return this.exit();
  }

  /** `exit` alone: an editor that did not ask for a shutdown before. */
  async exit(): Promise<number | null> {
    await this.connection.sendNotification('exit');
    const code = await this.ended;
    this.connection.dispose();
    return code;
  }

  #look(): void {
    for (const waiter of this.#waiters) {
      Promise.resolve(waiter.done()).then((holds) => {
        if (holds) waiter.resolve();
      }, waiter.reject);
    }
  }
}
