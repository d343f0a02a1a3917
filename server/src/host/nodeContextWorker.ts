// The worker of a context's reader: lists and hashes beside the server's loop. A bundle of its own. For many files it
// takes a second worker of the same program, which only reads.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { ContextDisk, type Pace } from './nodeContextDisk';
import {
  FIELDS,
  isStopped,
  pack,
  unpack,
  type Answer,
  type Block,
  type Fault,
  type Field,
  type Packed,
  type Request,
  type Stop,
} from './nodeContextWire';

interface WorkerData {
  readonly root: string;
  readonly program: string;
}

/** Files of one message, and of one turn. */
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
  #asked = 0;
  #bytes = 0;

  constructor(
    private readonly id: number,
    private readonly stop: Stop,
  ) {}

  pause(): Promise<boolean> | boolean {
    // The clock is looked at now and then only: this is asked for every file.
    if (++this.#asked % 8 !== 0) return false;
    if (isStopped(this.stop)) return true;
    const now = performance.now();
    if (now - this.#since < SLICE_MS) return false;
    if (now - this.#said > 200) {
      this.#said = now;
      answer({ kind: 'progress', id: this.id, entries: this.#entries, bytes: this.#bytes });
    }
    return this.turn().then(() => isStopped(this.stop));
  }

  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now();
        resolve();
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
  await disk.list(at, patterns, pace, (block, entries) => {
    blocks.push(block);
    size += entries + 1;
    if (size >= MESSAGE) flush();
  });
  if (!isStopped(stop)) flush();
}

async function hash({ id, paths: packed, stop }: Request & { kind: 'hash' }, pace: TurnTaking): Promise<void> {
  const paths = unpack(packed);
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
      answer({ kind: 'entries', id, fields: pack(fields) });
      // The second worker's answers come in between.
      await pace.turn();
      if (isStopped(stop)) return;
    }
  };
  const helper = paths.length >= MANY ? new Helper(stop) : undefined;
  try {
    const helped = (): Promise<void> | undefined =>
      helper?.work(
        next,
        (chunk) => returned.push(chunk),
        ({ fields, entries, bytes }) => {
          pace.count(entries, bytes);
          answer({ kind: 'entries', id, fields });
        },
      );
    // Two chunks at a time, so that the second worker never waits for us.
    await Promise.all([helped(), helped(), read()]);
    // What the second worker left behind when it failed.
    await read();
  } finally {
    helper?.end();
  }
}

interface HelperAnswer {
  readonly fields: Packed;
  readonly learned: Packed;
  readonly entries: number;
  readonly bytes: number;
}

class Helper {
  readonly #worker = new Worker(program, {
    workerData: { root, program } satisfies WorkerData,
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
  });
  /** Who waits for an answer; answers come in the order of the questions. */
  readonly #waiting: ((result: HelperAnswer | undefined) => void)[] = [];
  #isLost = false;

  constructor(private readonly stop: Stop) {
    const lost = (): void => {
      this.#isLost = true;
      for (const waiter of this.#waiting.splice(0)) waiter(undefined);
    };
    this.#worker.on('error', lost);
    this.#worker.on('exit', lost);
    this.#worker.on('message', (message: HelperAnswer) => this.#waiting.shift()?.(message));
  }

  async work(
    next: () => readonly string[] | undefined,
    giveBack: (chunk: readonly string[]) => void,
    done: (result: HelperAnswer) => void,
  ): Promise<void> {
    for (let chunk = next(); chunk; chunk = next()) {
      const result = await this.#ask(chunk);
      if (result === undefined) {
        giveBack(chunk);
        return;
      }
      const learned = unpack(result.learned);
      for (let i = 0; i + 2 < learned.length; i += 3)
        disk.remember(learned[i] ?? '', learned[i + 1] ?? '', learned[i + 2] ?? '');
      done(result);
      if (isStopped(this.stop)) return;
    }
  }

  #ask(chunk: readonly string[]): Promise<HelperAnswer | undefined> {
    if (this.#isLost) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage({ kind: 'help', paths: pack(chunk), stop: this.stop } satisfies Help);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }
}

interface Help {
  readonly kind: 'help';
  readonly paths: Packed;
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
  await disk.hash(unpack(paths), pace, fields, (...what) => {
    learned.push(...what);
  });
  const entries = fields.length / FIELDS;
  parentPort?.postMessage({ fields: pack(fields), learned: pack(learned), entries, bytes } satisfies HelperAnswer);
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
    disk.stat(unpack(request.paths), fields);
    answer({ kind: 'entries', id: request.id, fields: pack(fields) });
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
