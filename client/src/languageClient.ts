// Knows: the life of the server process (start, crash, restart, stop) and the typed way to ask it.
// Knows nothing of views and commands; they hear of it through two events.
import { CancellationTokenSource, EventEmitter, Uri, workspace } from 'vscode';
import type { Disposable, Event, LogOutputChannel, TextDocument } from 'vscode';
import {
  CloseAction,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
  ErrorAction,
  ErrorCodes,
  FileChangeType,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  TransportKind,
  vsdiag,
} from 'vscode-languageclient/node';
import type { FileEvent, LanguageClientOptions, NodeModule } from 'vscode-languageclient/node';
import type { CommandId } from '../../server/src/protocol/commands';
import { CHANGED } from '../../server/src/protocol/requests';
import type { ChangedParams, InitializationOptions, RequestTypes } from '../../server/src/protocol/requests';
import { DOCUMENT_SELECTOR, openDockerfile } from './dockerfiles';
import { describeError } from './log';
import { newsOnly } from './news';
import { RestartPolicy } from './restartPolicy';
import { SECTION } from './settings';

export type ServerState = 'starting' | 'running' | 'stopped';

/** Commands that a link in a hover may run: they only show things. A hover quotes text that we did not write. */
const COMMANDS_IN_HOVERS: readonly CommandId[] = [
  'layerlens.showLayer',
  'layerlens.revealLine',
  'layerlens.chooseImage',
  'layerlens.showCache',
  'layerlens.whatIf',
];

/** Short enough that a save is answered at once. */
const GATHER_MILLISECONDS = 10;

/** The client shows what goes wrong as a pop-up when it is told to "force" it. Ours only ever writes it to the log. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data === undefined ? undefined : describeError(data), false);
  }
}

export interface ServerPorts {
  readonly extensionUri: Uri;
  readonly log: LogOutputChannel;
  /** Asked at every start: trust and choices may have changed since the last one. */
  readonly initializationOptions: () => InitializationOptions;
}

export class Server implements Disposable {
  readonly #ports: ServerPorts;
  readonly #policy = new RestartPolicy();
  readonly #states = new EventEmitter<ServerState>();
  readonly #changes = new EventEmitter<string>();
  #client: LanguageClient | undefined;
  #state: ServerState = 'starting';
  #disposed = false;
  /** Files whose change the editor told of, and the server does not know yet. */
  #changedFiles: FileEvent[] = [];

  constructor(ports: ServerPorts) {
    this.#ports = ports;
  }

  get state(): ServerState {
    return this.#state;
  }

  get onDidChangeState(): Event<ServerState> {
    return this.#states.event;
  }

  /** Views of this document have news; the empty string means every document. */
  get onDidChangeDocument(): Event<string> {
    return this.#changes.event;
  }

  /** Starts the server, or starts it again after it was given up. */
  start(): void {
    if (this.#client || this.#disposed) return;
    this.#policy.reset();
    this.#launch();
  }

  /** Waits for a starting server. Rejects when there is none, when it fails, and when `signal` says so. */
  async request<M extends keyof RequestTypes>(
    method: M,
    params: RequestTypes[M]['params'],
    signal?: AbortSignal,
  ): Promise<RequestTypes[M]['result']> {
    if (!this.#client) throw new ResponseError(ErrorCodes.ConnectionInactive, 'The Layerlens server is not running.');
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#client.sendRequest<RequestTypes[M]['result']>(method, params, source.token);
    } finally {
      signal?.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  /** For a request whose answer nobody waits for: a failure is a line in the log. */
  tell<M extends keyof RequestTypes>(method: M, params: RequestTypes[M]['params']): void {
    this.request(method, params).catch((error: unknown) =>
      this.#ports.log.error(`${method} failed: ${describeError(error)}`),
    );
  }

  /** Findings are asked for again: of one document, or of all. */
  pullFindings(document?: TextDocument): void {
    const feature = this.#client?.getFeature(DocumentDiagnosticRequest.method);
    const asked = document ? [document] : workspace.textDocuments.filter(({ uri }) => openDockerfile(uri.toString()));
    // All documents of one provider are asked for at once.
    const providers = new Set(asked.map((one) => feature?.getProvider(one)));
    for (const provider of providers) provider?.onDidChangeDiagnosticsEmitter.fire();
  }

  /** Files on disk changed; nothing waits for the answer. */
  tellOfFiles(uris: readonly string[]): void {
    this.#gather(...uris.map((uri): FileEvent => ({ uri, type: FileChangeType.Changed })));
  }

  /** One message for what changes together: a branch switch tells of thousands of files. */
  #gather(...events: readonly FileEvent[]): void {
    if (this.#changedFiles.length === 0 && events.length > 0)
      setTimeout(() => this.#sendChangedFiles(), GATHER_MILLISECONDS);
    this.#changedFiles.push(...events);
  }

  #sendChangedFiles(): void {
    const changes = this.#changedFiles.splice(0);
    const client = this.#client;
    if (!client || this.#state !== 'running') return;
    client
      .sendNotification(DidChangeWatchedFilesNotification.type, { changes })
      .catch((error: unknown) => this.#ports.log.debug(`Changed files were not told: ${describeError(error)}`));
  }

  async stop(): Promise<void> {
    this.#disposed = true;
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    try {
      await client.dispose();
    } catch (error) {
      // A server that is still starting cannot be asked to leave; its process is ended by the client all the same.
      this.#ports.log.warn(`The server did not stop in order: ${describeError(error)}`);
    }
  }

  dispose(): void {
    void this.stop();
    this.#states.dispose();
    this.#changes.dispose();
  }

  /** Every start has a client of its own: one that failed half-way keeps half of its state. */
  #launch(): void {
    const client = new QuietLanguageClient(SECTION, 'Layerlens', this.#serverModule(), this.#clientOptions());
    this.#client = client;
    this.#become('starting');
    client.onNotification(CHANGED, (params: ChangedParams) => {
      if (!this.#disposed) this.#changes.fire(params.uri === '' ? '' : Uri.parse(params.uri).toString());
    });
    client.onDidChangeState(({ newState }) => {
      // The events of a client that was replaced or told to stop are old news.
      if (client !== this.#client) return;
      if (newState === State.Running) this.#become('running');
      else if (newState === State.Stopped || newState === State.StartFailed) this.#wentDown();
    });
    client
      .start()
      .catch((error: unknown) => this.#ports.log.error(`The server did not start: ${describeError(error)}`));
  }

  #wentDown(): void {
    this.#client = undefined;
    if (this.#policy.mayRestart(Date.now())) {
      this.#ports.log.warn('The server stopped unexpectedly and is started again.');
      this.#launch();
      return;
    }
    this.#ports.log.error('The server stopped too often and stays stopped. "Layerlens: Refresh" starts it again.');
    this.#become('stopped');
  }

  #become(state: ServerState): void {
    this.#state = state;
    if (!this.#disposed) this.#states.fire(state);
  }

  #serverModule(): NodeModule {
    const folder = Uri.joinPath(this.#ports.extensionUri, 'dist');
    return {
      module: Uri.joinPath(folder, 'server.js').fsPath,
      args: ['lsp'],
      transport: TransportKind.stdio,
      // Not the workspace folder: on Windows a program is looked for in the current folder first.
      // Large contexts make much garbage, and V8 would keep the room for it: with a young generation of 2 MB, and
      // collecting the old one sooner, half the memory (bench/bigServer.ts).
      options: { cwd: folder.fsPath, execArgv: ['--max-semi-space-size=2', '--optimize-for-size'] },
    };
  }

  #clientOptions(): LanguageClientOptions {
    const { log, initializationOptions } = this.#ports;
    return {
      documentSelector: DOCUMENT_SELECTOR,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      // Tells the server that something changed; the values it pulls itself, per document.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the pull model alone never says when to pull again
      synchronize: { configurationSection: SECTION },
      // The client's own way gathers for a quarter of a second.
      middleware: {
        provideDiagnostics: async (document, previousResultId, token, next) => {
          const report = await next(document, previousResultId, token);
          if (report?.kind !== vsdiag.DocumentDiagnosticReportKind.full) return report;
          const uri = document instanceof Uri ? document : document.uri;
          return { ...report, items: newsOnly(uri, report.items) };
        },
        workspace: {
          didChangeWatchedFile: (event) => {
            this.#gather(event);
            return Promise.resolve();
          },
        },
      },
      markdown: { isTrusted: { enabledCommands: COMMANDS_IN_HOVERS }, supportThemeIcons: true },
      // Without it the client would show a pop-up; `start` reports the error to the log.
      initializationFailedHandler: () => false,
      // Restarting is ours (see #wentDown), so the client is always told not to.
      errorHandler: {
        error: (error, _message, count) => {
          log.error(`The connection to the server has errors: ${error.message}`);
          return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
        },
        closed: () => ({
          action: CloseAction.DoNotRestart,
          message: 'The connection to the server was closed.',
          handled: true,
        }),
      },
    };
  }
}
