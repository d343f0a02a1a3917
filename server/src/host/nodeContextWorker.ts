// The worker of a context's reader: lists and hashes beside the server's loop. A bundle of its own. For many files it
// takes a second worker of the same program, which only reads.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { ContextDisk, type Pace } from './nodeContextDisk';
import { entryOf, type Learned } from './rememberedDigests';
import {
  Entries,
  isStopped,
  pack,
  unpack,
  type Answer,
  type Block,
  type Fault,
  type Packed,
  type Request,
  type Stop,
} from './nodeContextWire';

interface WorkerData {
  readonly root: string;
  readonly program: string;
}

/** Chunks that the second worker has in hand, so that it need not wait while this one lists for a slice. */
const AHEAD = 8;
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

async function list({ id, at, patterns, ahead, stop }: Request & { kind: 'list' }, pace: TurnTaking): Promise<void> {
  let blocks: Block[] = [];
  let size = 0;
  const flush = (): void => {
    if (blocks.length > 0) answer({ kind: 'blocks', id, blocks });
    blocks = [];
    size = 0;
  };
  const reading = ahead.length > 0 ? new Reading(id, stop, pace) : undefined;
  const isWanted = (path: string): boolean =>
    ahead.some((source) => source === '' || path === source || path.startsWith(`${source}/`));
  try {
    await disk.list(
      at,
      patterns,
      pace,
      (block) => {
        blocks.push(block);
        size += block.size + 1;
        if (size >= MESSAGE) flush();
      },
      reading &&
        ((path) => {
          const wanted = isWanted(path);
          if (wanted) reading.add(path);
          return wanted;
        }),
    );
    if (isStopped(stop)) return;
    flush();
    await reading?.finish();
  } finally {
    reading?.end();
  }
}

async function hash({ id, paths, stop }: Request & { kind: 'hash' }, pace: TurnTaking): Promise<void> {
  const reading = new Reading(id, stop, pace);
  try {
    for (const path of unpack(paths)) reading.add(path);
    await reading.finish();
  } finally {
    reading.end();
  }
}

/** Files that are read by this worker and a second one; more may come while the second is at work. */
class Reading {
  readonly #paths: string[] = [];
  #at = 0;
  readonly #returned: (readonly string[])[] = [];
  #helper: Helper | undefined;
  /** What the second worker has in hand. */
  readonly #helping = new Set<Promise<void>>();

  constructor(
    private readonly id: number,
    private readonly stop: Stop,
    private readonly pace: TurnTaking,
  ) {}

  add(path: string): void {
    this.#paths.push(path);
    if (this.#paths.length >= MANY && this.#paths.length % CHUNK === 0) this.#help();
  }

  /** Reads what is left, here and there. */
  async finish(): Promise<void> {
    if (this.#helper) this.#help();
    await this.#read();
    while (this.#helping.size > 0) await Promise.race(this.#helping);
    // What the second worker left behind when it failed.
    await this.#read();
  }

  end(): void {
    this.#helper?.end();
  }

  #next(): readonly string[] | undefined {
    const again = this.#returned.pop();
    if (again) return again;
    const chunk = this.#paths.slice(this.#at, this.#at + CHUNK);
    this.#at += chunk.length;
    return chunk.length === 0 ? undefined : chunk;
  }

  #help(): void {
    const helper = (this.#helper ??= new Helper(this.stop));
    while (this.#helping.size < AHEAD) {
      const chunk = this.#next();
      if (!chunk) return;
      const work = helper
        .work(
          () => this.#next(),
          chunk,
          (given) => this.#returned.push(given),
          ({ blocks, entries, bytes }) => {
            this.pace.count(entries, bytes);
            answer({ kind: 'entries', id: this.id, blocks });
          },
        )
        .finally(() => this.#helping.delete(work));
      this.#helping.add(work);
    }
  }

  async #read(): Promise<void> {
    for (let chunk = this.#next(); chunk; chunk = this.#next()) {
      const entries = new Entries();
      await disk.hash(chunk, this.pace, entries, (path, stamp, digest) => {
        disk.rememberAll(entryOf(path, stamp, digest));
      });
      answer({ kind: 'entries', id: this.id, blocks: entries.take() });
      // The second worker's answers come in between.
      await this.pace.turn();
      if (isStopped(this.stop)) return;
    }
  }
}

interface HelperAnswer {
  readonly blocks: readonly Block[];
  readonly learned: Learned;
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

  /** Never rejects. */
  async work(
    next: () => readonly string[] | undefined,
    first: readonly string[],
    giveBack: (chunk: readonly string[]) => void,
    done: (result: HelperAnswer) => void,
  ): Promise<void> {
    for (let chunk: readonly string[] | undefined = first; chunk; chunk = next()) {
      const result = await this.#ask(chunk);
      if (result === undefined) {
        giveBack(chunk);
        return;
      }
      disk.rememberAll(result.learned);
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
  const found = new Entries();
  const learned: Learned[] = [];
  let bytes = 0;
  const pace: Pace = {
    pause: () => isStopped(stop),
    count: (_, read) => {
      bytes += read;
    },
  };
  await disk.hash(unpack(paths), pace, found, (...what) => {
    learned.push(entryOf(...what));
  });
  const entries = found.size;
  parentPort?.postMessage({
    blocks: found.take(),
    learned: Buffer.concat(learned),
    entries,
    bytes,
  } satisfies HelperAnswer);
}

async function work(request: Request): Promise<Fault | undefined> {
  const pace = new TurnTaking(request.id, request.stop);
  const fault = disk.fault();
  // Files of a context that went are told one by one, so that nothing is left waiting.
  if (fault !== undefined && request.kind === 'list') return fault;
  if (request.kind === 'list') await list(request, pace);
  else if (request.kind === 'hash') await hash(request, pace);
  else {
    const entries = new Entries();
    disk.stat(unpack(request.paths), entries);
    answer({ kind: 'entries', id: request.id, blocks: entries.take() });
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
