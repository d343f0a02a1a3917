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

export class EngineLink {
  #running = false;
  #again = false;
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
  }

  async #run(): Promise<void> {
    const { engine, log } = this.ports;
    try {
      do {
        this.#again = false;
        const state = await engine.probe(this.#stop.signal);
        if (this.#stop.signal.aborted) return;
        log.info(`engine: ${JSON.stringify(state)}`);
        if (state.kind === 'answering') {
          this.#stopWatching();
          this.ports.onImages();
          // Stays here as long as the engine does.
          for await (const event of engine.events(this.#stop.signal)) {
            log.debug(`engine event: ${event.action} ${event.image}`);
            this.ports.onImages();
          }
          // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- aborted while it listened
          if (this.#stop.signal.aborted) return;
          this.#again = true;
          continue;
        }
        this.ports.onLost(state);
        this.#waitForReturn(state);
      } while (this.#again);
    } catch (error) {
      log.error(`watching the engine failed: ${String(error)}`);
    } finally {
      this.#running = false;
    }
  }

  /** A socket that appears is told by the file system; an engine behind TCP is looked for on the next refresh. */
  #waitForReturn(state: EngineState): void {
    if (this.#watches.length > 0) return;
    const addresses = state.kind === 'none-found' ? state.tried : 'endpoint' in state ? [state.endpoint.address] : [];
    this.#watches = addresses
      .filter((address) => address.startsWith('unix://'))
      .map((address) =>
        this.ports.watchFile(address.slice('unix://'.length), () => {
          this.look();
        }),
      );
  }

  #stopWatching(): void {
    for (const watch of this.#watches) watch.dispose();
    this.#watches = [];
  }
}
