// Knows: what `docker buildx bake --print` says of bake files. It builds nothing. Asked behind and kept while the files are
// as they were: until it answers, and where it does not, the reader of project/ has the word.
import { stat } from 'node:fs/promises';
import type { CancelSignal } from '../base/platform';
import type { ProgramEnd, Programs } from '../engine/programs';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4_000_000;
/** More questions than a workspace has bake files. */
const MOST_KEPT = 500;

export interface BakeAsking {
  readonly signal: CancelSignal;
  /** Only where the workspace is trusted: bake files may read the environment. */
  mayRun(): Promise<boolean>;
  /** There is an answer now where there was none. */
  told(): void;
  /** For the log. */
  failed(line: string): void;
}

interface Kept {
  readonly stamp: string;
  answer?: string;
}

export class BakeAnswers {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly programs: Programs,
    private readonly asking: BakeAsking,
  ) {}

  /** Absolute paths. The JSON, as far as it is known by now. */
  async print(files: readonly string[], targets: readonly string[]): Promise<string | undefined> {
    const question = JSON.stringify([files, targets]);
    const stamp = await stampOf(files);
    const kept = this.#kept.get(question);
    if (kept?.stamp === stamp) return kept.answer;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    const asked: Kept = { stamp };
    this.#kept.set(question, asked);
    void this.#ask(question, asked, files, targets);
    return undefined;
  }

  async #ask(question: string, asked: Kept, files: readonly string[], targets: readonly string[]): Promise<void> {
    const { asking } = this;
    try {
      if (!(await asking.mayRun())) {
        this.#kept.delete(question);
        return;
      }
      // Programs run in the home folder, so the files are absolute; the answer's paths are as the files have them.
      const end = await this.programs.run({
        program: 'docker',
        args: ['buildx', 'bake', '--print', ...files.flatMap((file) => ['-f', file]), '--', ...targets],
        signal: asking.signal,
        timeoutMs: TIMEOUT_MS,
        maxOutputBytes: MOST_BYTES,
      });
      if (end.kind === 'exited' && end.code === 0) {
        asked.answer = end.stdout;
        asking.told();
      } else if (end.kind !== 'cancelled' && end.kind !== 'not-found')
        asking.failed(`docker buildx bake --print did not say what ${files.join(', ')} asks for: ${whyOf(end)}`);
    } catch (error) {
      asking.failed(`docker buildx bake --print was not asked: ${String(error)}`);
    }
  }
}

function whyOf(end: ProgramEnd): string {
  // Before it stand the files that were read.
  if (end.kind === 'exited')
    return /^ERROR: .+/m.exec(end.stderr)?.[0] ?? (end.stderr.trim() || `it ended with exit code ${String(end.code)}`);
  if (end.kind === 'timeout') return `no answer within ${String(TIMEOUT_MS / 1000)} seconds`;
  return end.kind === 'failed' ? end.detail : 'its answer is too long';
}

/** Another when somebody wrote one of the files anew. */
const stampOf = async (files: readonly string[]): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ size, mtimeMs, ino }) => [size, mtimeMs, ino],
          () => null,
        ),
      ),
    ),
  );
