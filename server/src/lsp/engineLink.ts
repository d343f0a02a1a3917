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
  #watch: { dispose(): void } | undefined;

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
    this.#watch?.dispose();
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
          this.#watch?.dispose();
          this.#watch = undefined;
          this.ports.onImages();
          // Stays here as long as the engine does.
          for await (const event of engine.events(this.#stop.signal)) {
            log.debug(`engine event: ${event.action} ${event.image}`);
            this.ports.onImages();
          }
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

  /** A socket that (dis)appears is told by the file system; an engine behind TCP is looked for on the next refresh. */
  #waitForReturn(state: EngineState): void {
    if (state.kind !== 'silent' && state.kind !== 'refused' && state.kind !== 'none-found') return;
    const address = state.kind === 'none-found' ? state.tried.find((tried) => tried.startsWith('unix://')) : state.endpoint.address;
    if (address?.startsWith('unix://') !== true || this.#watch) return;
    this.#watch = this.ports.watchFile(address.slice('unix://'.length), () => {
      this.look();
    });
  }
}
