// Knows: how often a crashed server is started again. Pure: the caller brings the clock.

const MAX_RESTARTS = 3;
const WINDOW_MILLISECONDS = 3 * 60 * 1000;

/** At most three restarts within three minutes: a server that dies on this very document would else spin for ever. */
export class RestartPolicy {
  #restarts: readonly number[] = [];

  /** True, and counted, when one more restart is allowed at this time (milliseconds). */
  mayRestart(now: number): boolean {
    const recent = this.#restarts.filter((time) => now - time < WINDOW_MILLISECONDS);
    if (recent.length >= MAX_RESTARTS) {
      this.#restarts = recent;
      return false;
    }
    this.#restarts = [...recent, now];
    return true;
  }

  /** The user asked for a new start: the count begins again. */
  reset(): void {
    this.#restarts = [];
  }
}
