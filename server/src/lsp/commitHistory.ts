// Knows: the last commits of the folders that are build contexts: asked of git behind, when somebody looks, and kept until
// the history changes. Nobody waits for it.
import { sayProblem, type Outcome } from '../base/outcome';
import type { Commit } from '../cache/churn';
import type { Log } from './log';
import type { PlanPorts } from './planPorts';

/** More say nothing of how people work now. */
export const COMMITS = 100;

export interface CommitHistoryPorts extends Pick<PlanPorts, 'commits'> {
  /** There is something new to show. */
  changed(): void;
  readonly log: Log;
}

interface Entry {
  answer?: Outcome<readonly Commit[]>;
  /** While git is asked. */
  stop?: AbortController;
  isStale: boolean;
}

export class CommitHistory {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly ports: CommitHistoryPorts) {}

  /** What is known by now, which is the older answer while git is asked anew; undefined: nothing yet. */
  of(folder: string): Outcome<readonly Commit[]> | undefined {
    let entry = this.#entries.get(folder);
    if (!entry) this.#entries.set(folder, (entry = { isStale: true }));
    if (entry.isStale && !entry.stop) void this.#ask(folder, entry);
    return entry.answer;
  }

  /** Somebody committed, or checked out another branch, in the repository of that path. */
  filesChanged(paths: readonly string[]): void {
    if (!paths.some((path) => HEAD_MOVED.test(path))) return;
    this.forget();
  }

  /** All are asked anew when somebody looks again. */
  forget(): void {
    if (this.#entries.size === 0) return;
    for (const entry of this.#entries.values()) entry.isStale = true;
    this.ports.changed();
  }

  /** Lets go of all other folders: git is stopped where it still reads. */
  keep(folders: ReadonlySet<string>): void {
    for (const [folder, entry] of this.#entries) {
      if (folders.has(folder)) continue;
      entry.stop?.abort();
      this.#entries.delete(folder);
    }
  }

  async #ask(folder: string, entry: Entry): Promise<void> {
    const stop = (entry.stop = new AbortController());
    entry.isStale = false;
    try {
      const answer = await this.ports.commits(folder, COMMITS, stop.signal);
      if (stop.signal.aborted) return;
      entry.answer = answer;
      if (!answer.ok && answer.problem.code !== 'git/no-repository')
        this.ports.log.warn(`${sayProblem(answer.problem)} ${answer.problem.detail ?? ''}`.trim());
    } catch (error) {
      this.ports.log.error(`the history of ${folder} was not read: ${String(error)}`);
      return;
    } finally {
      delete entry.stop;
    }
    this.ports.changed();
  }
}

/** Git writes there whenever HEAD moves (gitrepository-layout: logs; worktrees have their own). */
const HEAD_MOVED = /\/\.git\/(?:worktrees\/[^/]+\/)?logs\/HEAD$/;
