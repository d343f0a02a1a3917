// Knows: when a document that is being typed is judged by every rule: as soon as nobody types.
import type { Session } from './session';

export interface SettlingPorts {
  readonly session: () => Session;
  /** The findings may be others now. */
  readonly changed: (uri: string) => void;
}

/** Shorter than what a person calls a delay; whoever types faster than this reads no findings. */
const PAUSE_MS = 50;

export class Settling {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly ports: SettlingPorts) {}

  /** The text changed. */
  typed(uri: string): void {
    this.close(uri);
    if (this.ports.session().analysisOf(uri)?.isWhole !== false) return;
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      this.ports.session().settle(uri);
      this.ports.changed(uri);
    }, PAUSE_MS);
    timer.unref();
    this.#timers.set(uri, timer);
  }

  close(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
  }

  dispose(): void {
    for (const uri of [...this.#timers.keys()]) this.close(uri);
  }
}
