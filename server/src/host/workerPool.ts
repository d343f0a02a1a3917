// Knows: doing many small jobs in worker threads, their answers in the order of the jobs. Never more threads than cores.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a worker is sent, and what it sends back. After the last one it is sent `null`, and ends. */
export interface Batch<T> {
  readonly at: number;
  readonly items: readonly T[];
}

/** Sent together: a message costs more than a job. */
const BATCH = 8;

/** Of each thread's memory for what lives shortly; unbounded it grows to 50 MB, which no job of ours is worth. */
const YOUNG_MEGABYTES = 8;

/** Answers come as soon as all before them are there. Rejects when a worker dies. */
export async function* inWorkers<Answer>(
  program: string,
  argv: string[],
  jobs: readonly unknown[],
  most = availableParallelism(),
): AsyncGenerator<Answer, void, void> {
  const answers = new Map<number, Answer>();
  let next = 0;
  let wake = (): void => undefined;
  let failure: Error | undefined;
  let isDone = false;
  const workers = Array.from({ length: Math.min(most, Math.ceil(jobs.length / BATCH)) }, () => {
    const worker = new Worker(program, { argv, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
    const send = (): void => {
      if (next >= jobs.length) return;
      worker.postMessage({ at: next, items: jobs.slice(next, next + BATCH) } satisfies Batch<unknown>);
      next += BATCH;
    };
    worker.on('message', ({ at, items }: Batch<Answer>) => {
      for (const [i, answer] of items.entries()) answers.set(at + i, answer);
      send();
      wake();
    });
    worker.on('error', (error) => {
      failure = error;
      wake();
    });
    worker.on('exit', () => {
      // Ends only when told to, below.
      failure ??= new Error('A worker ended early.');
      wake();
    });
    send();
    return worker;
  });
  try {
    for (let at = 0; at < jobs.length; at++) {
      while (!answers.has(at)) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const answer = answers.get(at) as Answer;
      answers.delete(at);
      yield answer;
    }
    isDone = true;
  } finally {
    for (const worker of workers) {
      worker.removeAllListeners();
      if (isDone) worker.postMessage(null);
      else void worker.terminate();
    }
  }
}
