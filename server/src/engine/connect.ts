// Knows: finding the engine the user means and keeping its state. No engine is a state, not an error; nothing here throws to
// callers, and nothing runs or connects in a folder that is not trusted.
import { isDeepStrictEqual } from 'node:util';
import { failed } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import { introduceProgram } from './cli';
import { introduce } from './docker';
import { chooseEndpoints } from './endpoints';
import type { EndpointChoice, EndpointFacts, Target } from './endpoints';
import type { Endpoint, Engine, EngineState, ImageEvent } from './engine';
import { EngineHttp, connector } from './http';
import type { Connector, HttpFault } from './http';
import { noEngine, whyRefused } from './problems';
import type { Programs } from './programs';
import type { Session } from './session';

export interface EngineOptions extends EndpointFacts {
  /** The setting `layerlens.engine.enabled`. */
  readonly enabled: boolean;
  /** False in a folder the user does not trust. */
  readonly trusted: boolean;
  readonly programs: Programs;
  /** Details for the log; never shown by themselves. */
  log(line: string): void;
  /** Instead of real sockets, in tests. */
  readonly connect?: Connector;
}

/** An engine that is there answers a ping at once; one that sleeps is silent. */
const PROBE_MS = 2000;
/** Through another program there may be a whole ssh login before the first byte. */
const TUNNEL_PROBE_MS = 10_000;
/** After this no further target is tried. */
const SEARCH_MS = 6000;

export const createEngine = (options: EngineOptions): Engine => new ConnectedEngine(options);

class ConnectedEngine implements Engine {
  #state: EngineState = { kind: 'not-asked' };
  #session: Session | undefined;
  #probing: Promise<EngineState> | undefined;
  #disposed = false;
  readonly #connect: Connector;

  constructor(private readonly options: EngineOptions) {
    this.#connect = options.connect ?? connector(options.programs);
  }

  get state(): EngineState {
    return this.#state;
  }

  probe(signal: CancelSignal): Promise<EngineState> {
    // Two who ask at once get the same answer.
    this.#probing ??= this.#search(signal)
      .catch((error: unknown): EngineState => {
        this.options.log(`engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return this.#become({ kind: 'none-found', tried: [] });
      })
      .finally(() => {
        this.#probing = undefined;
      });
    return this.#probing;
  }

  async images(signal: CancelSignal): ReturnType<Engine['images']> {
    const session = await this.#current(signal);
    return session === undefined ? failed(noEngine(this.#state)) : session.images(signal);
  }

  async image(ref: string, signal: CancelSignal): ReturnType<Engine['image']> {
    const session = await this.#current(signal);
    return session === undefined ? failed(noEngine(this.#state)) : session.image(ref, signal);
  }

  async *events(signal: CancelSignal, onOpen?: () => void): AsyncGenerator<ImageEvent, void, void> {
    const session = await this.#current(signal);
    if (session === undefined) return;
    for await (const event of session.events(signal, onOpen)) {
      if (signal.aborted) return;
      yield event;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#session?.close();
    this.#session = undefined;
    this.#state = { kind: 'not-asked' };
  }

  /** The session there is; the first question of all looks for one. */
  async #current(signal: CancelSignal): Promise<Session | undefined> {
    if (this.#state.kind === 'not-asked') await this.probe(signal);
    return this.#session;
  }

  #become(state: EngineState, session?: Session): EngineState {
    if (session !== this.#session) this.#session?.close();
    if (this.#disposed) {
      session?.close();
      return this.#state;
    }
    this.#session = session;
    this.#state = state;
    return state;
  }

  async #search(signal: CancelSignal): Promise<EngineState> {
    const { enabled, trusted } = this.options;
    // Asked anew each time: it changes while we wait.
    const isStopped = (): boolean => signal.aborted;
    if (!enabled || !trusted || this.#disposed || isStopped()) return this.#state;
    const choice = await chooseEndpoints(this.options);
    const failures: Failure[] = [];
    const until = performance.now() + SEARCH_MS;
    for (const target of choice.targets) {
      const found = await this.#try(target, signal);
      if (found.kind === 'session') return isStopped() ? this.#keep(found.session) : this.#take(found.session);
      if (isStopped()) return this.#state;
      if (found.kind === 'too-old') return this.#become(found.state);
      failures.push({ endpoint: target.endpoint, fault: found.fault });
      this.options.log(
        `engine: ${target.endpoint.address} (${target.endpoint.from}): ${found.fault.kind}, ${found.fault.detail}`,
      );
      if (performance.now() > until) break;
    }
    const session = await this.#tryPrograms(choice, signal);
    if (session !== undefined) return isStopped() ? this.#keep(session) : this.#take(session);
    return isStopped() ? this.#state : this.#become(stateFrom(choice, failures));
  }

  /** Goes on with what there was; the session just found is not needed. */
  #keep(found: Session): EngineState {
    found.close();
    return this.#state;
  }

  /** The same engine again keeps its session, so that whoever listens to its events goes on hearing them. */
  #take(found: Session): EngineState {
    return isDeepStrictEqual(found.state, this.#session?.state) ? this.#keep(found) : this.#become(found.state, found);
  }

  async #try(target: Target, signal: CancelSignal): ReturnType<typeof introduce> {
    const http = new EngineHttp(target.way, this.#connect);
    const { endpoint } = target;
    const found = await introduce(http, {
      endpoint,
      pinnedApi: this.options.env['DOCKER_API_VERSION'] ?? '',
      signal,
      timeoutMs: target.way.kind === 'program' ? TUNNEL_PROBE_MS : PROBE_MS,
      onLost: (fault) => {
        this.options.log(`engine: lost ${endpoint.address}: ${fault.kind}, ${fault.detail}`);
        // A session that has been replaced has no say any more.
        if (this.#session?.state.endpoint === endpoint) this.#become(stateOf(endpoint, fault));
      },
    });
    if (found.kind !== 'session') http.close();
    return found;
  }

  /** The programs know ways that we do not. Where the user named an engine, only docker is asked, for that engine. */
  async #tryPrograms(choice: EndpointChoice, signal: CancelSignal): Promise<Session | undefined> {
    const { programs } = this.options;
    const docker = await introduceProgram('docker', choice.cliOptions, programs, signal);
    if (docker !== undefined || choice.configured || signal.aborted) return docker;
    return introduceProgram('podman', [], programs, signal);
  }
}

interface Failure {
  readonly endpoint: Endpoint;
  readonly fault: HttpFault;
}

const stateOf = (endpoint: Endpoint, fault: HttpFault): EngineState =>
  fault.kind === 'denied'
    ? { kind: 'refused', endpoint, detail: whyRefused(endpoint.address) }
    : { kind: 'silent', endpoint, detail: fault.detail };

/** What to say when nobody answered. A place where something is, but silent or locked, says more than an empty one. */
function stateFrom(choice: EndpointChoice, failures: readonly Failure[]): EngineState {
  if (choice.broken !== undefined) return { kind: 'silent', ...choice.broken };
  const telling =
    failures.find(({ fault }) => fault.kind === 'denied') ??
    failures.find(({ fault }) => choice.configured || fault.kind !== 'absent');
  return telling === undefined
    ? { kind: 'none-found', tried: failures.map(({ endpoint }) => endpoint.address) }
    : stateOf(telling.endpoint, telling.fault);
}
