// The worker of a context's reader: lists and hashes beside the server's loop. A bundle of its own. For many files it
// takes a second worker of the same program, which only reads.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { ContextDisk, type Pace } from './nodeContextDisk';
import { isStopped, type Answer, type Block, type Fault, type Field, type Request, type Stop } from './nodeContextWire';

interface WorkerData {
  readonly root: string;
  readonly program: string;
}

/** Files of one message, and for one turn of the second worker. */
const CHUNK = 256;
/** Entries of one message of a list. */
const MESSAGE = 2000;
/** How long others may have to wait. */
const SLICE_MS = 20;
/** Fewer files are read before a second worker has started. */
const MANY = 2000;

const { root, program } = workerData as WorkerData;
const disk = new ContextDisk(root);
const answer = (message: Answer): void => parentPort?.postMessage(message);

class TurnTaking implements Pace {
  #since = performance.now();
  #said = performance.now();
  #entries = 0;
  #bytes = 0;

  constructor(
    private readonly id: number,
    private readonly stop: Stop,
  ) {}

  pause(): Promise<boolean> | boolean {
    if (isStopped(this.stop)) return true;
    const now = performance.now();
    if (now - this.#since < SLICE_MS) return false;
    if (now - this.#said > 200) {
      this.#said = now;
      answer({ kind: 'progress', id: this.id, entries: this.#entries, bytes: this.#bytes });
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now();
        resolve(isStopped(this.stop));
      });
    });
  }

  count(entries: number, bytes: number): void {
    this.#entries += entries;
    this.#bytes += bytes;
  }

  get counted(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries, bytes: this.#bytes };
  }
}

async function list({ id, at, patterns, stop }: Request & { kind: 'list' }, pace: TurnTaking): Promise<void> {
  let blocks: Block[] = [];
  let size = 0;
  const flush = (): void => {
    if (blocks.length > 0) answer({ kind: 'blocks', id, blocks });
    blocks = [];
    size = 0;
  };
  await disk.list(at, patterns, pace, (block) => {
    blocks.push(block);
    size += block.fields.length / 6 + 1;
    if (size >= MESSAGE) flush();
  });
  if (!isStopped(stop)) flush();
}

async function hash({ id, paths, stop }: Request & { kind: 'hash' }, pace: TurnTaking): Promise<void> {
  let at = 0;
  const returned: (readonly string[])[] = [];
  const next = (): readonly string[] | undefined => {
    const again = returned.pop();
    if (again) return again;
    const chunk = paths.slice(at, at + CHUNK);
    at += CHUNK;
    return chunk.length === 0 ? undefined : chunk;
  };
  const read = async (): Promise<void> => {
    for (let chunk = next(); chunk; chunk = next()) {
      const fields: Field[] = [];
      await disk.hash(chunk, pace, fields, (path, stamp, digest) => {
        disk.remember(path, stamp, digest);
      });
      answer({ kind: 'entries', id, fields });
      if (await pace.pause()) return;
    }
  };
  const helper = paths.length >= MANY ? new Helper(stop) : undefined;
  try {
    await Promise.all([
      read(),
      helper?.work(next, (chunk) => returned.push(chunk), (fields, bytes) => {
        pace.count(fields.length / 6, bytes);
        answer({ kind: 'entries', id, fields });
      }, pace),
    ]);
    // What the second worker left behind when it failed.
    await read();
  } finally {
    helper?.end();
  }
}

interface HelperAnswer {
  readonly fields: readonly Field[];
  readonly learned: readonly string[];
  readonly bytes: number;
}

class Helper {
  readonly #worker = new Worker(program, { workerData: { root, program } satisfies WorkerData });

  constructor(private readonly stop: Stop) {}

  async work(
    next: () => readonly string[] | undefined,
    giveBack: (chunk: readonly string[]) => void,
    done: (fields: readonly Field[], bytes: number) => void,
    pace: Pace,
  ): Promise<void> {
    for (let chunk = next(); chunk; chunk = next()) {
      const result = await this.#ask(chunk);
      if (result === undefined) {
        giveBack(chunk);
        return;
      }
      for (let i = 0; i + 2 < result.learned.length; i += 3)
        disk.remember(result.learned[i] ?? '', result.learned[i + 1] ?? '', result.learned[i + 2] ?? '');
      done(result.fields, result.bytes);
      if (await pace.pause()) return;
    }
  }

  #ask(chunk: readonly string[]): Promise<HelperAnswer | undefined> {
    return new Promise((resolve) => {
      const ended = (): void => {
        resolve(undefined);
      };
      this.#worker.once('error', ended);
      this.#worker.once('message', (message: HelperAnswer) => {
        this.#worker.off('error', ended);
        resolve(message);
      });
      this.#worker.postMessage({ kind: 'help', paths: chunk, stop: this.stop } satisfies Help);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }
}

interface Help {
  readonly kind: 'help';
  readonly paths: readonly string[];
  readonly stop: Stop;
}

/** As the second worker. */
async function help({ paths, stop }: Help): Promise<void> {
  const fields: Field[] = [];
  const learned: string[] = [];
  let bytes = 0;
  const pace: Pace = {
    pause: () => isStopped(stop),
    count: (_, read) => {
      bytes += read;
    },
  };
  await disk.hash(paths, pace, fields, (...what) => {
    learned.push(...what);
  });
  parentPort?.postMessage({ fields, learned, bytes } satisfies HelperAnswer);
}

async function work(request: Request): Promise<Fault | undefined> {
  const pace = new TurnTaking(request.id, request.stop);
  const fault = disk.fault();
  // Files of a context that went are told one by one, so that nothing is left waiting.
  if (fault !== undefined && request.kind === 'list') return fault;
  if (request.kind === 'list') await list(request, pace);
  else if (request.kind === 'hash') await hash(request, pace);
  else {
    const fields: Field[] = [];
    disk.stat(request.paths, fields);
    answer({ kind: 'entries', id: request.id, fields });
  }
  answer({ kind: 'progress', id: request.id, ...pace.counted });
  // What went while it was listed is no empty folder.
  return request.kind === 'hash' ? undefined : disk.fault();
}

parentPort?.on('message', (message: Request | Help) => {
  if (message.kind === 'help') {
    void help(message);
    return;
  }
  const { id } = message;
  work(message).then(
    (fault) => {
      answer({ kind: 'end', id, ...(fault && { fault }) });
    },
    (error: unknown) => {
      answer({ kind: 'end', id, fault: { code: 'failed', detail: String(error) } });
    },
  );
});
