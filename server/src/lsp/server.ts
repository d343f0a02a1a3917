// Knows: which requests the server answers and how its parts hang together. The only folder that knows LSP is lsp/.
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type Connection,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildPlatform } from '../build/platform';
import type { Engine } from '../engine/engine';
import { CONFIG_NAMES, HADOLINT_NAMES } from '../lint/config/configSearch';
import { CHANGED, type InitializationOptions } from '../protocol/requests';
import type { Recorder } from './buildPlan';
import { CacheRequests } from './cacheRequests';
import { CommitHistory } from './commitHistory';
import { FIX_ALL, foldersOf } from './convert';
import { CurrentEngine } from './currentEngine';
import { EngineLink, type EngineLinkPorts } from './engineLink';
import { engineWords, whyOld } from './engineWords';
import * as features from './features';
import { FileWatching } from './fileWatching';
import { GivenFindings } from './givenFindings';
import { guard } from './guard';
import { HintNews } from './hintNews';
import { Images, type ImagesPorts } from './images';
import { Linting } from './linting';
import { logTo, type Log } from './log';
import { answerOwnRequests } from './ownRequests';
import { Planning } from './planning';
import type { PlanPorts } from './planPorts';
import { Session } from './session';
import { plannedBy, Settings } from './settings';
import type { ShellChecksPorts } from './shellChecks';

/** What the server takes from the machine; main.ts fills it, tests may fake it. */
export interface ServerPorts extends Pick<ImagesPorts, 'openArchive' | 'listArchive' | 'archivesBeside'> {
  readonly version: string;
  readonly hostPlatform: BuildPlatform;
  /** @param host the setting layerlens.engine.host, empty when not set. */
  createEngine(host: string, log: Log): Engine;
  watchFile(path: string, changed: () => void, log: Log): { dispose(): void };
  /** Undefined: there is no such program. Absent: none is ever asked. */
  shellCheck?: ShellChecksPorts['check'];
  /** Contexts, records, builders, workspace files. */
  readonly plan: PlanPorts;
  /** How a build is run so that it is recorded; absent: it is run as it is. */
  readonly recorder?: Recorder;
}

export function startServer(connection: Connection, ports: ServerPorts): void {
  const documents = new TextDocuments(TextDocument);
  const log = logTo(connection);
  let capabilities: ClientCapabilities = {};
  let options: Partial<InitializationOptions> = {};
  /** Absolute paths of the workspace's folders. */
  let folders: readonly string[] = [];
  /** Undefined until the settings are known: before that no engine is asked. */
  let engineIsEnabled: boolean | undefined;
  let tellSettingsAreKnown = (): void => undefined;
  const settingsAreKnown = new Promise<void>((resolve) => (tellSettingsAreKnown = resolve));
  const given = new GivenFindings((uri) => session.analysisOf(uri)?.findings ?? []);
  const settings = new Settings(connection, () => capabilities.workspace?.configuration === true);
  const engine = new CurrentEngine((host) => ports.createEngine(host, log));
  const mayAskEngine = (): boolean => session.trusted && engineIsEnabled === true;
  const mayAskSoon = async (): Promise<boolean> => {
    if (session.trusted) await settingsAreKnown;
    return mayAskEngine();
  };

  const session: Session = new Session({
    engine,
    hostPlatform: ports.hostPlatform,
    settingsOf: (uri) => settings.of(uri),
    baseImage: async (reference, signal) => {
      if (!mayAskEngine() || engine.state.kind !== 'answering') return undefined;
      const outcome = await engine.image(reference, signal);
      return outcome.ok ? outcome.value.config : undefined;
    },
    lintConfig: (uri) => linting.configs.of(uri),
    log,
  });

  const linting: Linting = new Linting({
    session: () => session,
    readText: (path) => ports.plan.readText(path),
    workspaceFolders: () => folders,
    shellCheck: ports.shellCheck,
    sha256: ports.plan.sha256,
    changed: (uri) => void diagnosticsChanged(uri),
    buildChanged: (uri) => {
      planning.choose(uri);
    },
    tell: (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }),
    log,
  });

  const tellViews = (uri: string): void => void connection.sendNotification(CHANGED, { uri });
  const hints = new HintNews(connection, (uri) => features.inlayHints(session, uri).length > 0, log);
  const refreshViews = (uri: string): void => {
    // The line that is looked at first: editors put a pause of their own before they ask for hints.
    hints.refresh(uri === '' ? session.uris : [uri]);
    if (capabilities.workspace?.codeLens?.refreshSupport === true)
      ask(connection.sendRequest(CodeLensRefreshRequest.type));
    tellViews(uri);
  };

  /** True when findings can come in two parts: an editor that pulls once, and cannot be asked to again, gets all at once. */
  const hearsAgain = (): boolean =>
    capabilities.textDocument?.diagnostic === undefined || capabilities.workspace?.diagnostics?.refreshSupport === true;

  /** Refreshes are requests to the editor; one that it refuses is the log's business. */
  function ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => {
      log.debug(`the editor refused a refresh: ${String(error)}`);
    });
  }

  const images = new Images({
    engine,
    openArchive: ports.openArchive,
    listArchive: ports.listArchive,
    archivesBeside: ports.archivesBeside,
    fitOf: (uri, image) => session.fitOf(uri, image),
    mayAskEngine: mayAskSoon,
    changed: (uri) => {
      session.show(uri, images.built(uri));
      refreshViews(uri);
    },
    log,
  });

  const watching = new FileWatching(connection, () => capabilities, log);
  const planning: Planning = new Planning({
    ...ports.plan,
    model: (uri) => session.analysisOf(uri)?.model,
    settings: (uri) => session.buildSettings(uri),
    isEnabled: (uri) => session.settingsOf(uri)['layerlens.cache.enabled'],
    chosenBuild: (uri) => session.choiceOf(uri).build,
    workspaceFolders: () => folders,
    said: (uri) => linting.configs.saidOfBuild(uri),
    command: (uri, choice, folder) => cacheRequests.command(uri, choice, folder),
    mayAsk: mayAskEngine,
    mayAskSoon,
    shell: () => session.shellParser,
    chosen: (uri, choice) => {
      session.setBuild(uri, choice);
      images.refresh(uri);
      tellNewFindings(uri);
    },
    changed: (uri) => {
      session.setPlanned(uri, planning.planned(uri));
      refreshViews(uri);
      tellNewFindings(uri);
    },
    watch: (list) => {
      watching.watch(list);
    },
    log,
  });
  const history = new CommitHistory({ ...ports.plan, changed: () => tellViews(''), log });
  const cacheRequests = new CacheRequests(session, planning, () => engine.state, ports, history);

  /** Editors are asked to pull only when there is something new. */
  const tellNewFindings = (uri: string): void => {
    if (given.areNew(uri)) void diagnosticsChanged(uri);
  };

  const linkPorts: EngineLinkPorts = {
    engine,
    mayAsk: mayAskEngine,
    watchFile: (path, changed) => ports.watchFile(path, changed, log),
    onImages: () => {
      session.forgetBases();
      for (const uri of session.uris) {
        session.renew(uri);
        void learnAndRefresh(uri);
      }
      // An image that is new was built, by whatever program: there may be a new record.
      planning.built();
    },
    onLost: (state) => {
      images.markEngineImagesOld(whyOld(state) ?? 'the engine no longer answers');
      images.refreshAll();
      refreshViews('');
    },
    log,
  };
  const link = new EngineLink(linkPorts);
  const never = new AbortController().signal;

  async function learnAndRefresh(uri: string): Promise<void> {
    try {
      await session.learnBases(uri, never);
    } catch (error) {
      log.error(`base images of ${uri} were not read: ${String(error)}`);
    }
    images.refresh(uri);
    refreshViews(uri);
  }

  connection.onInitialize((params): InitializeResult => {
    capabilities = params.capabilities;
    options = (params.initializationOptions ?? {}) as Partial<InitializationOptions>;
    session.trusted = options.trusted !== false;
    for (const choice of options.choices ?? []) session.remember(choice);
    folders = foldersOf(params.workspaceFolders ?? []);
    return {
      serverInfo: { name: 'layerlens', version: ports.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        codeLensProvider: { resolveProvider: false },
        inlayHintProvider: hints.atStart(options.hearsOfHintsLate === true, capabilities),
        hoverProvider: true,
        completionProvider: { triggerCharacters: features.COMPLETION_TRIGGERS },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
        diagnosticProvider: { identifier: 'layerlens', interFileDependencies: false, workspaceDiagnostics: false },
      },
    };
  });

  connection.onInitialized(() => {
    given.begin();
    void readGlobalSettings();
    void watching.watchNames([...CONFIG_NAMES, ...HADOLINT_NAMES]);
    if (capabilities.workspace?.workspaceFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(foldersOf(removed));
      folders = [...folders.filter((folder) => !gone.has(folder)), ...foldersOf(added)];
      for (const uri of session.uris) {
        planning.close(uri);
        planning.open(uri);
      }
      linting.configs.forget();
    });
  });

  async function readGlobalSettings(): Promise<void> {
    const values = await settings.of('');
    await given.first;
    engine.use(values['layerlens.engine.host']);
    const wasEnabled = engineIsEnabled;
    engineIsEnabled = values['layerlens.engine.enabled'];
    tellSettingsAreKnown();
    if (wasEnabled === true && !engineIsEnabled) stopAsking();
    link.look();
    linting.settings(values);
  }

  /** The folder is no longer trusted, or the setting was switched off. */
  function stopAsking(): void {
    engine.letGo();
    images.refreshAll();
    refreshViews('');
  }

  connection.onDidChangeConfiguration(({ settings: sent }) => {
    settings.changed(sent);
    void readGlobalSettings();
    for (const uri of session.uris) void applySettings(uri);
  });

  async function applySettings(uri: string): Promise<void> {
    const before = plannedBy(session.settingsOf(uri));
    const isNew = await session.refreshSettings(uri);
    if (isNew && session.analysisOf(uri)) {
      if (plannedBy(session.settingsOf(uri)) !== before) planning.choose(uri);
      if (planning.planned(uri) === undefined) session.setPlanned(uri, undefined);
      refreshViews(uri);
      void diagnosticsChanged(uri);
    }
    await given.first;
    if (session.analysisOf(uri)) planning.open(uri);
  }

  /** Editors that pull are asked to pull again; the others are sent the findings. */
  async function diagnosticsChanged(uri: string): Promise<void> {
    if (capabilities.textDocument?.diagnostic !== undefined) {
      if (capabilities.workspace?.diagnostics?.refreshSupport === true) ask(connection.languages.diagnostics.refresh());
      return;
    }
    await linting.ready(uri);
    const version = session.analysisOf(uri)?.input.version;
    given.give(uri);
    await connection.sendDiagnostics({
      uri,
      ...(version === undefined ? {} : { version }),
      diagnostics: features.diagnostics(session, uri),
    });
  }

  documents.onDidChangeContent(({ document }) => {
    const isNew = session.analysisOf(document.uri) === undefined;
    session.setText(document.uri, document.getText(), document.version, hearsAgain());
    if (isNew) {
      images.choose(document.uri, session.choiceOf(document.uri).image);
      linting.open(document.uri);
      link.look();
      void applySettings(document.uri);
      void learnAndRefresh(document.uri);
    } else {
      planning.typed(document.uri);
      tellViews(document.uri);
    }
    hints.typed(document.uri);
    if (capabilities.textDocument?.diagnostic === undefined) void diagnosticsChanged(document.uri);
    linting.typed(document.uri);
  });

  documents.onDidSave(({ document }) => {
    planning.saved(document.uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map(({ uri }) => uri);
    linting.configs.filesChanged(uris);
    planning.filesChanged(uris);
    history.filesChanged(uris);
  });

  documents.onDidClose(({ document }) => {
    planning.close(document.uri);
    session.close(document.uri);
    cacheRequests.letGo();
    linting.close(document.uri);
    images.forget(document.uri);
    settings.forget(document.uri);
    given.forget(document.uri);
    if (capabilities.textDocument?.diagnostic === undefined)
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.onCodeLens(
    guard(log, 'textDocument/codeLens', [], ({ textDocument }) => features.codeLenses(session, textDocument.uri)),
  );
  connection.languages.inlayHint.on(
    guard(log, 'textDocument/inlayHint', [], ({ textDocument, range }) =>
      features.inlayHints(session, textDocument.uri, range),
    ),
  );
  connection.onHover(
    guard(log, 'textDocument/hover', null, ({ textDocument, position }) =>
      features.hover(session, textDocument.uri, position, options.runsLinks === true),
    ),
  );
  connection.onCompletion(
    guard(log, 'textDocument/completion', [], ({ textDocument, position }) =>
      features.completions(session, textDocument.uri, position),
    ),
  );
  connection.onCodeAction(
    guard(log, 'textDocument/codeAction', [], ({ textDocument: { uri }, range, context }) => {
      // Findings of an earlier text have no fixes.
      session.settle(uri);
      return features.codeActions(session, uri, range, linting.configs.target(uri), context.only);
    }),
  );
  connection.languages.diagnostics.on(
    guard(log, 'textDocument/diagnostic', { kind: 'full' as const, items: [] }, async ({ textDocument }) => {
      await linting.ready(textDocument.uri);
      given.give(textDocument.uri);
      return features.diagnosticReport(session, textDocument.uri);
    }),
  );

  answerOwnRequests(connection, log, {
    session,
    images,
    planning,
    cache: cacheRequests,
    engineInWords: () => engineWords(engine.state, session.trusted, engineIsEnabled !== false),
    look: () => {
      link.look();
    },
    trust: (trusted) => {
      session.trusted = trusted;
      if (!trusted) stopAsking();
      cacheRequests.letGo();
      linting.askAgain();
      link.look();
      images.refreshAll();
      planning.askAgain();
      refreshViews('');
    },
  });

  connection.onShutdown(() => {
    link.dispose();
    planning.dispose();
    history.keep(new Set());
    linting.dispose();
    images.dispose();
    engine.dispose();
  });
  documents.listen(connection);
  connection.listen();
}
