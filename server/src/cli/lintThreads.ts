// Knows: linting many files in worker threads: what they are sent, and their answers in the order of the files.
import { fileURLToPath } from 'node:url';
import { inWorkers } from '../host/workerPool';
import { unwired, type FileFindings } from './lintFile';
import { LINT_WORKER, type LintAnswer, type LintJob } from './lintWorker';

/** Files that are linted in parallel; answers come in their order. */
export class LintThreads {
  readonly #answers: AsyncGenerator<LintAnswer, void, void>;
  readonly #told = new Set<string>();
  #coming: Promise<IteratorResult<LintAnswer, void>>;

  constructor(
    jobs: readonly LintJob[],
    private readonly note: (text: string) => void,
  ) {
    const plain = jobs.map(({ path, setup, shellCheck }): LintJob => ({ path, setup, shellCheck }));
    this.#answers = inWorkers<LintAnswer>(PROGRAM, [LINT_WORKER], plain);
    this.#coming = this.#next();
  }

  /** The next file, or why it cannot be read. */
  async next(): Promise<FileFindings | string> {
    const { value } = await this.#coming;
    this.#coming = this.#next();
    for (const error of value?.errors ?? []) {
      if (!this.#told.has(error)) this.note(error);
      this.#told.add(error);
    }
    if (value?.file) return unwired(value.file);
    return value?.unreadable ?? 'A thread ended without an answer.';
  }

  async end(): Promise<void> {
    await this.#answers.return();
  }

  /** Asked ahead, so that the threads work while this one does. */
  #next(): Promise<IteratorResult<LintAnswer, void>> {
    const coming = this.#answers.next();
    // Whoever takes it hears of it.
    coming.catch(() => undefined);
    return coming;
  }
}

/** Starts this very program; in a thread it knows what it is for (main.ts). */
const PROGRAM = fileURLToPath(new URL('server.js', import.meta.url));
