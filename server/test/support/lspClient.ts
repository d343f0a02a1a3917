// Knows: talking to the bundled server over stdio as an editor would: typed requests, waiting for what the server sends.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import type { ChangedParams, InitializationOptions, RequestTypes } from '../../src/protocol/requests';

export interface ClientOptions {
  readonly initializationOptions?: Partial<InitializationOptions>;
  readonly capabilities?: object;
  /** The `layerlens` section that the client answers with. */
  readonly settings?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

interface Waiter {
  readonly done: () => boolean | Promise<boolean>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** An editor that pulls diagnostics and can be asked for its configuration. */
const CAPABILITIES = {
  textDocument: { diagnostic: {}, codeLens: {}, hover: {} },
  workspace: { configuration: true, codeLens: { refreshSupport: true }, diagnostics: { refreshSupport: true } },
};

const MOST_MS = 15_000;

export class LspClient {
  readonly log: string[] = [];
  readonly shown: unknown[] = [];
  readonly published: { uri: string; diagnostics: readonly unknown[] }[] = [];
  changes = 0;
  readonly #waiters = new Set<Waiter>();

  private constructor(
    readonly process: ChildProcessWithoutNullStreams,
    readonly connection: MessageConnection,
  ) {}

  static async start(options: ClientOptions = {}): Promise<LspClient> {
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...options.env };
    const child = spawn(process.execPath, [...(options.execArgv ?? []), join(process.cwd(), 'dist/server.js'), 'lsp', '--stdio'], { env });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    const client = new LspClient(child, connection);
    let settings = options.settings ?? {};
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      client.log.push(message);
      client.#look();
    });
    connection.onNotification('window/showMessage', (params) => client.shown.push(params));
    connection.onRequest('window/showMessageRequest', (params) => {
      client.shown.push(params);
      return null;
    });
    connection.onNotification('layerlens/changed', (_: ChangedParams) => {
      client.changes++;
      client.#look();
    });
    connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: unknown[] }) => {
      client.published.push(params);
      client.#look();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings));
    connection.onRequest('workspace/codeLens/refresh', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onNotification('test/settings', (next: object) => {
      settings = next;
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: options.capabilities ?? CAPABILITIES,
      initializationOptions: options.initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version, text } });
  }

  change(uri: string, text: string, version: number): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  request<M extends keyof RequestTypes>(method: M, params: RequestTypes[M]['params']): Promise<RequestTypes[M]['result']> {
    return this.connection.sendRequest(method, params);
  }

  /** Titles of the lenses as `line: title`, zero-based. */
  async lenses(uri: string): Promise<string[]> {
    const lenses = await this.connection.sendRequest<{ range: { start: { line: number } }; command: { title: string } }[]>('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ range, command }) => `${String(range.start.line)}: ${command.title}`);
  }

  async diagnostics(uri: string): Promise<{ code: string; message: string }[]> {
    const report = await this.connection.sendRequest<{ items: { code: string; message: string }[] }>('textDocument/diagnostic', { textDocument: { uri } });
    return report.items;
  }

  /** Waits until `done` holds; looks again whenever the server says something. Rejects after a deadline with the log. */
  async until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`waited in vain for: ${what}\n${this.log.join('\n')}`));
      }, MOST_MS);
      const waiter: Waiter = {
        done,
        reject,
        resolve: () => {
          clearTimeout(deadline);
          this.#waiters.delete(waiter);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      this.#look();
    });
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
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
