// Knows: the other end of linting in parallel: reads the files it is sent and answers with their findings.
import { parentPort } from 'node:worker_threads';
import type { Batch } from '../host/workerPool';
import { createParser } from '../shell/parser';
import { Misuse } from './failure';
import { readDockerfile } from './io';
import { lintText, lintTextAsking, wired, type LintSetup, type WiredFile } from './lintFile';
import { ShellCheckAsker } from './lintShellCheck';

/** The command that a thread of this program is started with (launch.ts knows it too); nobody's command line has it. */
export const LINT_WORKER = 'lint-thread';

export interface LintJob {
  readonly path: string;
  /** Without functions. */
  readonly setup: LintSetup;
  /** Program of ShellCheck; undefined: it is not asked. */
  readonly shellCheck: string | undefined;
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
  let asker: ShellCheckAsker | undefined;
  const one = async ({ path, setup: given, shellCheck }: LintJob): Promise<LintAnswer> => {
    const errors: string[] = [];
    const onRuleError = (rule: string, error: unknown): void => {
      errors.push(ruleFailed(rule, error));
    };
    try {
      const text = await readDockerfile(path);
      const setup = { ...given, options: { ...given.options, onRuleError } };
      if (shellCheck === undefined) return { file: wired(lintText(path, text, setup, shell)), errors };
      // There are as many threads as cores: one program each.
      asker ??= new ShellCheckAsker(shellCheck, 1);
      return { file: wired(await lintTextAsking(path, text, setup, shell, asker)), errors };
    } catch (error) {
      if (error instanceof Misuse) return { unreadable: error.message, errors };
      throw error;
    }
  };
  parentPort?.on('message', (batch: Batch<LintJob> | null) => {
    if (batch === null) {
      parentPort?.close();
      return;
    }
    const { at, items } = batch;
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
