// Knows: one engine for the whole server whose address may change with a setting.
import type { CancelSignal } from '../base/platform';
import type { Engine, EngineState, ImageEvent } from '../engine/engine';

export class CurrentEngine implements Engine {
  #host = '';
  #engine: Engine;

  constructor(private readonly make: (host: string) => Engine) {
    this.#engine = make('');
  }

  /** Lets go of the engine at another address. */
  use(host: string): void {
    if (host === this.#host) return;
    this.#host = host;
    this.#engine.dispose();
    this.#engine = this.make(host);
  }

  /** Closes its connections and forgets what it said; the next question starts anew. */
  letGo(): void {
    this.#engine.dispose();
    this.#engine = this.make(this.#host);
  }

  get state(): EngineState {
    return this.#engine.state;
  }
  probe(signal: CancelSignal): Promise<EngineState> {
    return this.#engine.probe(signal);
  }
  images(signal: CancelSignal): ReturnType<Engine['images']> {
    return this.#engine.images(signal);
  }
  image(ref: string, signal: CancelSignal): ReturnType<Engine['image']> {
    return this.#engine.image(ref, signal);
  }
  events(signal: CancelSignal, onOpen?: () => void): AsyncIterable<ImageEvent> {
    return this.#engine.events(signal, onOpen);
  }
  dispose(): void {
    this.#engine.dispose();
  }
}
