// Knows: staying in touch with the engine by its events, and noticing by the file system when a lost one comes back.
import type { Engine, EngineState } from '../engine/engine';
import type { Log } from './log';

export interface EngineLinkPorts {
  readonly engine: Engine;
  mayAsk(): boolean;
  /** Tells when a file changed; used for the engine's socket. */
  watchFile(path: string, changed: () => void): { dispose(): void };
  /** The state is new, or images changed. */
  onImages(): void;
  onLost(state: EngineState): void;
  readonly log: Log;
}

/**
 * An engine that starts makes its socket long before it answers there, and nothing tells when it does: after the file
 * system spoke it is looked for again after these milliseconds.
 */
const PAUSES = [250, 500, 1000, 2000, 4000, 8000, 16_000];

/** A stream of events that lived longer had an engine behind it. */
const SHORT_MS = 5000;

export class EngineLink {
  #running = false;
  #again = false;
  #said = '';
  #pauses: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Streams of events in a row that ended right after they began. */
  #shortEnds = 0;
  #stop = new AbortController();
  #watches: { dispose(): void }[] = [];

  constructor(private readonly ports: EngineLinkPorts) {}

  /** Looks for the engine unless it answers already. Calls while one look is on its way make one more. */
  look(): void {
    if (!this.ports.mayAsk()) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  dispose(): void {
    this.#stop.abort();
    this.#stopWatching();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    const { engine, log } = this.ports;
    try {
      do {
        this.#again = false;
        if (!this.ports.mayAsk()) return;
        const state = await engine.probe(this.#stop.signal);
        if (this.#stop.signal.aborted) return;
        const said = JSON.stringify(state);
        const isNew = said !== this.#said;
        this.#said = said;
        if (isNew) log.info(`engine: ${said}`);
        if (state.kind === 'answering') {
          this.#stopWatching();
          this.#pauses = [];
          this.ports.onImages();
          if (!(await this.#follow())) return;
          this.#again = true;
          continue;
        }
        if (isNew) this.ports.onLost(state);
        this.#waitForReturn(state);
      } while (this.#again);
    } catch (error) {
      log.error(`watching the engine failed: ${String(error)}`);
    } finally {
      this.#running = false;
    }
  }

  /**
   * Stays here as long as the engine does. True when it must be looked for at once, because it may have gone away. An
   * engine that ends its events again and again, or has none, is looked at ever more seldom, then no more.
   */
  async #follow(): Promise<boolean> {
    const { engine, log } = this.ports;
    const began = performance.now();
    const listening = (): void => {
      // What happened since the images were read is told by nobody: they are read once more.
      this.ports.onImages();
    };
    for await (const event of engine.events(this.#stop.signal, listening)) {
      log.debug(`engine event: ${event.action} ${event.image}`);
      this.ports.onImages();
    }
    if (this.#stop.signal.aborted) return false;
    this.#shortEnds = performance.now() - began < SHORT_MS ? this.#shortEnds + 1 : 0;
    if (this.#shortEnds <= 1) return true;
    const pause = PAUSES[this.#shortEnds - 2];
    if (pause === undefined) log.info('The engine tells no events: images are looked for on refresh only.');
    else this.#lookIn(pause);
    return false;
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), milliseconds);
  }

  /** A socket that appears is told by the file system; an engine behind TCP is looked for on the next refresh. */
  #waitForReturn(state: EngineState): void {
    const pause = this.#pauses.shift();
    if (pause !== undefined) this.#lookIn(pause);
    if (this.#watches.length > 0) return;
    const addresses = state.kind === 'none-found' ? state.tried : 'endpoint' in state ? [state.endpoint.address] : [];
    this.#watches = addresses
      .filter((address) => address.startsWith('unix://'))
      .map((address) =>
        this.ports.watchFile(address.slice('unix://'.length), () => {
          this.#pauses = [...PAUSES];
          this.look();
        }),
      );
    // It may have come back before the watch began.
    this.#again ||= this.#watches.length > 0;
  }

  #stopWatching(): void {
    for (const watch of this.#watches) watch.dispose();
    this.#watches = [];
  }
}
