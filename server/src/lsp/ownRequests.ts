// Knows: the answers to the requests of our own client (protocol/requests.ts), each a find, an ask and a convert.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver';
import { layerTree } from '../insight/layerTree';
import { status, type EngineWords } from '../insight/status';
import type { RequestTypes } from '../protocol/requests';
import type { CacheRequests } from './cacheRequests';
import { guard } from './guard';
import type { Images } from './images';
import type { Log } from './log';
import type { Planning } from './planning';
import type { Session } from './session';

export interface OwnRequestParts {
  readonly session: Session;
  readonly images: Images;
  readonly planning: Planning;
  readonly cache: CacheRequests;
  engineInWords(): EngineWords;
  /** Looks for the engine. */
  look(): void;
  trust(trusted: boolean): void;
}

const NOTHING_CHOSEN = 'No built image was found for this Dockerfile. Build it, or choose an image or a saved archive.';

export function answerOwnRequests(connection: Connection, log: Log, parts: OwnRequestParts): void {
  const { session, images, planning, cache } = parts;

  function on<M extends keyof RequestTypes>(
    method: M,
    empty: RequestTypes[M]['result'],
    handler: (params: RequestTypes[M]['params']) => RequestTypes[M]['result'] | Promise<RequestTypes[M]['result']>,
  ): void {
    connection.onRequest(method, guard(log, method, empty, handler));
  }

  const whyNoImage = (): string => {
    const { kind, sentence } = parts.engineInWords();
    return kind === 'answering' ? NOTHING_CHOSEN : sentence;
  };

  on('layerlens/layerTree', null, ({ uri }) => {
    const analysis = session.analysisOf(uri);
    const message = images.message(uri) ?? (images.built(uri) || images.isLoading(uri) ? undefined : whyNoImage());
    return analysis ? layerTree(analysis, uri, message) : null;
  });
  on('layerlens/cacheTree', null, ({ uri }) => cache.cacheTree(uri));
  on('layerlens/contextTree', null, ({ uri }) => cache.contextTree(uri));
  on('layerlens/status', null, ({ uri }) => {
    const analysis = session.analysisOf(uri);
    return analysis ? status(analysis, parts.engineInWords(), images.isLoading(uri)) : null;
  });
  on('layerlens/candidates', [], ({ uri }) => images.candidates(uri));
  on('layerlens/savedImages', [], ({ path }) => images.savedIn(path));
  on('layerlens/buildTargets', [], ({ uri }) => planning.candidates(uri));
  on('layerlens/choose', null, (choice) => {
    session.remember(choice);
    session.renew(choice.uri);
    planning.choose(choice.uri);
    if (session.analysisOf(choice.uri)) images.choose(choice.uri, choice.image);
    return null;
  });
  on('layerlens/refresh', null, async ({ uri }) => {
    parts.look();
    images.refresh(uri);
    planning.refresh(uri);
    cache.refresh();
    await nextTurn();
    return null;
  });
  on('layerlens/buildPlan', { unavailable: `The build could not be planned; ${LOG}` }, ({ uri }) =>
    cache.buildPlan(uri),
  );
  on('layerlens/built', null, async () => {
    planning.built();
    await nextTurn();
    return null;
  });
  on('layerlens/whatIf', { unavailable: `That could not be planned; ${LOG}` }, (params) => cache.whatIf(params));
  on('layerlens/ignoreEntry', { unavailable: `The ignore file could not be read; ${LOG}` }, ({ uri, path }) =>
    cache.ignoreEntry(uri, path),
  );
  on('layerlens/setTrusted', null, ({ trusted }) => {
    parts.trust(trusted);
    return null;
  });
}

const LOG = 'the log has the detail.';
