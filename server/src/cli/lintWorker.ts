// Knows: the other end of linting in parallel: reads the files it is sent and answers with their findings.
import { parentPort } from 'node:worker_threads';
import type { Batch } from '../host/workerPool';
import type { LintOptions } from '../lint/run';
import { createParser } from '../shell/parser';
import { Misuse } from './failure';
import { readDockerfile } from './io';
import { lintText, wired, type WiredFile } from './lintFile';

/** A worker of this program knows itself by it. */
export const LINT_WORKER = 'layerlens lint';

export interface LintJob {
  readonly path: string;
  /** Without functions. */
  readonly options: LintOptions;
  readonly target: string;
}

export interface LintAnswer {
  readonly file?: WiredFile;
  /** Why the file could not be read. */
  readonly unreadable?: string;
  /** Rules that threw. */
  readonly errors: readonly string[];
}

export function lintJobs(): void {
  const shell = createParser();
  const one = async ({ path, options, target }: LintJob): Promise<LintAnswer> => {
    const errors: string[] = [];
    const onRuleError = (rule: string, error: unknown): void => {
      errors.push(ruleFailed(rule, error));
    };
    try {
      const text = await readDockerfile(path);
      return { file: wired(lintText(path, text, { ...options, onRuleError }, shell, target)), errors };
    } catch (error) {
      if (error instanceof Misuse) return { unreadable: error.message, errors };
      throw error;
    }
  };
  parentPort?.on('message', ({ at, items }: Batch<LintJob>) => {
    void Promise.all(items.map(one)).then(
      (answers) => parentPort?.postMessage({ at, items: answers } satisfies Batch<LintAnswer>),
      (error: unknown) => {
        // Out of this promise, so that the thread ends with it and the main thread hears of it.
        setImmediate(() => {
          throw error;
        });
      },
    );
  });
}

export const ruleFailed = (rule: string, error: unknown): string =>
  `Rule ${rule} failed and was left out: ${String(error)}\n`;
