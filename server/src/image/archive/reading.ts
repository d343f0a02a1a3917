// Knows: one reading of one archive: whom to ask for bytes, when to stop, how far we are. Its `Stop` is the one exception
// that crosses the readers; readImage.ts turns it into an Outcome.
import type { UserProblem } from '../../base/outcome';
import type { Platform } from '../../base/platform';
import { LIMITS } from '../limits';
import type { ReadOptions } from '../port';
import { cancelled, tooLarge, tooManyFiles } from '../problems';

/** Ends a reading with something a user can act on. */
export class Stop extends Error {
  constructor(readonly problem: UserProblem) {
    super(problem.what);
    this.name = 'Stop';
  }
}

export class Reading {
  #inflated = 0;
  #entries = 0;
  #reported = -1;

  constructor(
    /** File name for messages. */
    readonly name: string,
    readonly platform: Platform,
    readonly options: ReadOptions,
  ) {}

  /** Throws when the user has stopped the reading. Called before each read of the medium. */
  check(): void {
    if (this.options.signal.aborted) throw new Stop(cancelled(this.name));
  }

  /** Counts bytes that came out of a decompressor; throws when they are too many. */
  countInflated(bytes: number): void {
    this.#inflated += bytes;
    const limit = this.options.maxInflatedBytes ?? LIMITS.inflatedBytes;
    if (this.#inflated > limit) throw new Stop(tooLarge(this.name, limit));
  }

  /** Counts entries that are kept in memory; throws when they are too many. */
  countEntry(): void {
    if (++this.#entries > LIMITS.keptEntries) throw new Stop(tooManyFiles(this.name, LIMITS.keptEntries));
  }

  /** Tells the caller, at most some hundred times in all. */
  progress(bytesRead: number, bytesTotal: number): void {
    const step = bytesTotal <= 0 ? 100 : Math.floor((bytesRead / bytesTotal) * 200);
    if (step === this.#reported) return;
    this.#reported = step;
    this.options.onProgress?.({ bytesRead: Math.min(bytesRead, bytesTotal), bytesTotal });
  }

  decode = (bytes: Uint8Array): string => this.platform.decodeUtf8(bytes);
}
