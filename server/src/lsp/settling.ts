// Knows: when a document that is being typed is judged by every rule: as soon as nobody types.
import { isLong } from '../lint/pass';
import type { Session } from './session';

export interface SettlingPorts {
  readonly session: () => Session;
  /** The findings may be others now. */
  readonly changed: (uri: string) => void;
}

/** Shorter than what a person calls a delay; whoever types faster than this reads no findings. */
const PAUSE_MS = 20;
/** Judging takes as long as a letter of who types fast: not between two of them. */
const LONG_PAUSE_MS = 50;

export class Settling {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly ports: SettlingPorts) {}

  /** The text changed. */
  typed(uri: string): void {
    this.close(uri);
    const analysis = this.ports.session().analysisOf(uri);
    if (analysis?.isWhole !== false) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(uri);
        this.ports.session().settle(uri);
        this.ports.changed(uri);
      },
      isLong(analysis.model.text) ? LONG_PAUSE_MS : PAUSE_MS,
    );
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
