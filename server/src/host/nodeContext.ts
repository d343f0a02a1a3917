// Knows: reading a build context from the disk in a worker, so that the caller's loop never waits for a file. Builds the
// tree from what the worker tells, keeping the nodes that did not change. Every failure is an outcome.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { failed, ok, type Outcome, type UserProblem } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import type { ContextReader, HashedFile, HashOptions, ListOptions, ReadProgress } from '../context/port';
import { withNodes } from '../context/patch';
import { nodeAt, pathParts, type ContextNode, type DirectoryNode } from '../context/tree';
import { onCancel } from '../engine/cancel';
import { TreeBuilder } from './nodeContextTree';
import { entriesIn, pack, type Answer, type Block, type Fault, type Request } from './nodeContextWire';

/** More changed paths than this, and a walk is faster and surer. */
const MOST_REFRESHED = 2000;
/** Files of one request; lists without end are asked for piece by piece. */
const MOST_ASKED = 200_000;

/** What a worker throws away is thrown away early: its default would keep many megabytes for it. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Where the worker's bundle lies: beside ours. Tests and scripts name it. */
export const contextWorkerProgram = (): string => join(dirname(fileURLToPath(import.meta.url)), 'contextWorker.js');

export const nodeContextReader = (root: string, program = contextWorkerProgram()): ContextReader =>
  new NodeContextReader(root, program);

/** A request without its number. */
type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id' | 'stop'> : never) : never;

interface Pending {
  readonly hear: (answer: Answer) => void;
  readonly end: (fault: Fault | undefined) => void;
}

class NodeContextReader implements ContextReader {
  #worker: Worker | undefined;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();
  /** What was listed last, so that nodes that did not change stay the same ones. */
  #last: DirectoryNode | undefined;

  constructor(
    private readonly root: string,
    private readonly program: string,
  ) {}

  async list(options: ListOptions): Promise<Outcome<DirectoryNode>> {
    const listed = await this.#list('', options, this.#last);
    if (listed.ok) this.#last = listed.value;
    return listed;
  }

  async #list(
    at: string,
    { matcher, signal, onProgress, ahead = [] }: ListOptions,
    known: ContextNode | undefined,
  ): Promise<Outcome<DirectoryNode>> {
    const builder = new TreeBuilder(at);
    const fault = await this.#ask({ kind: 'list', at, patterns: matcher?.patterns ?? [], ahead }, signal, (answer) => {
      if (answer.kind === 'blocks' || answer.kind === 'entries') for (const block of answer.blocks) builder.add(block);
      else if (answer.kind === 'progress') onProgress?.({ entries: answer.entries, bytes: answer.bytes });
    });
    if (signal.aborted) return failed(CANCELLED);
    return fault === undefined ? ok(builder.tree(known)) : failed(problemOf(fault, this.root));
  }

  async *hash(paths: Iterable<string>, options: HashOptions): AsyncGenerator<readonly HashedFile[], void, void> {
    const before = { entries: 0, bytes: 0 };
    for (const part of parts(paths, MOST_ASKED)) {
      let last: ReadProgress = { entries: 0, bytes: 0 };
      const heard = new Waiting<readonly HashedFile[]>();
      const ended = this.#ask({ kind: 'hash', paths: pack(part) }, options.signal, (answer) => {
        if (answer.kind === 'entries' && answer.blocks.length > 0) heard.push(hashedFiles(answer.blocks));
        else if (answer.kind === 'progress') {
          last = answer;
          options.onProgress?.({ entries: before.entries + last.entries, bytes: before.bytes + last.bytes });
        }
      });
      const left = new Set(part);
      void ended.finally(() => {
        heard.close();
      });
      for await (const files of heard) {
        for (const { path } of files) left.delete(path);
        yield files;
      }
      const fault = await ended;
      if (options.signal.aborted) return;
      // A worker that failed leaves no file without an answer.
      if (fault !== undefined && left.size > 0) yield [...left].map(unreadableFile);
      before.entries += last.entries;
      before.bytes += last.bytes;
    }
  }

  async stat(path: string): Promise<ContextNode | undefined> {
    const nodes = await this.#stat([path], { aborted: false });
    return nodes.ok ? nodes.value.get(path) : undefined;
  }

  async #stat(
    paths: readonly string[],
    signal: CancelSignal,
  ): Promise<Outcome<ReadonlyMap<string, ContextNode | undefined>>> {
    const nodes = new Map<string, ContextNode | undefined>();
    const fault = await this.#ask({ kind: 'stat', paths: pack(paths) }, signal, (answer) => {
      if (answer.kind === 'entries') for (const { path, node } of hashedFiles(answer.blocks)) nodes.set(path, node);
    });
    if (signal.aborted) return failed(CANCELLED);
    return fault === undefined ? ok(nodes) : failed(problemOf(fault, this.root));
  }

  async refresh(
    tree: DirectoryNode,
    paths: readonly string[],
    options: ListOptions,
  ): Promise<Outcome<DirectoryNode | undefined>> {
    const changed = topmost(paths);
    if (changed === undefined || changed.length > MOST_REFRESHED) return ok(undefined);
    const now = await this.#stat(changed, options.signal);
    if (!now.ok) return now;
    const changes = new Map<string, ContextNode | undefined>();
    for (const path of changed) {
      let node = now.value.get(path);
      // A parent that we do not know as a folder is told of by itself, or lies in what the ignore file keeps out.
      const parent = path.includes('/') ? nodeAt(tree, path.slice(0, path.lastIndexOf('/'))) : tree;
      if (parent?.kind !== 'directory' || isPruned(path, options)) continue;
      const known = nodeAt(tree, path);
      if (node?.kind === 'directory') {
        const listed = await this.#list(path, options, known);
        if (!listed.ok) return listed;
        node = { ...node, children: listed.value.children };
        if (known?.kind === 'directory' && saysTheSame(known, node)) continue;
      }
      changes.set(path, node);
    }
    this.#last = withNodes(tree, changes);
    return ok(this.#last);
  }

  dispose(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#failAll('the reader was closed');
  }

  #ask(ask: Ask, signal: CancelSignal, hear: (answer: Answer) => void): Promise<Fault | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const id = ++this.#lastId;
    const stop = new SharedArrayBuffer(4);
    return new Promise((resolve) => {
      const forget = onCancel(signal, () => Atomics.store(new Int32Array(stop), 0, 1));
      const end = (fault: Fault | undefined): void => {
        this.#pending.delete(id);
        forget();
        // A process with nothing else to do must not live on for an idle worker.
        if (this.#pending.size === 0) this.#worker?.unref();
        resolve(fault);
      };
      this.#pending.set(id, { hear, end });
      try {
        const worker = (this.#worker ??= this.#start());
        worker.ref();
        worker.postMessage({ ...ask, id, stop });
      } catch (error) {
        end({ code: 'failed', detail: String(error) });
      }
    });
  }

  #start(): Worker {
    // Without the file the error would come late and say less.
    if (!existsSync(this.program)) throw new Error(`${this.program} is not there`);
    const worker = new Worker(this.program, {
      workerData: { root: this.root, program: this.program },
      resourceLimits: WORKER_LIMITS,
    });
    worker.on('message', (answer: Answer) => {
      const pending = this.#pending.get(answer.id);
      if (answer.kind === 'end') pending?.end(answer.fault);
      else pending?.hear(answer);
    });
    const lost = (reason: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(reason);
    };
    worker.on('error', (error) => {
      lost(String(error));
    });
    worker.on('exit', () => {
      lost('the worker ended');
    });
    return worker;
  }

  #failAll(detail: string): void {
    for (const { end } of [...this.#pending.values()]) end({ code: 'failed', detail });
  }
}

const saysTheSame = (a: DirectoryNode, b: DirectoryNode): boolean =>
  a.children === b.children && a.mode === b.mode && a.mtime === b.mtime;

/** Without paths that lie below another one; undefined when the root itself is among them, or a path is none of ours. */
function topmost(paths: readonly string[]): readonly string[] | undefined {
  const clean = new Set<string>();
  for (const path of paths) {
    const names = pathParts(path);
    if (names === undefined || names.length === 0) return undefined;
    clean.add(names.join('/'));
    if (clean.size > MOST_REFRESHED) return undefined;
  }
  return [...clean].filter((path) => {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
      if (clean.has(path.slice(0, slash))) return false;
    return true;
  });
}

/** True when the path lies in a folder that the walk would not have entered. */
function isPruned(path: string, { matcher }: ListOptions): boolean {
  if (matcher === undefined) return false;
  let state: readonly boolean[] | undefined;
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    const verdict = matcher.directory(folder, state);
    if (verdict.matched && matcher.prunesIgnored(folder)) return true;
    state = verdict.state;
  }
  return false;
}

const hashedFiles = (blocks: readonly Block[]): readonly HashedFile[] =>
  blocks.flatMap((block) => [...entriesIn(block)].map(([path, node]) => ({ path, node })));

const unreadableFile = (path: string): HashedFile => ({
  path,
  node: { kind: 'file', mode: 0, uid: 0, gid: 0, mtime: '', size: 0, digest: undefined, problem: 'unreadable' },
});

function* parts(paths: Iterable<string>, size: number): Generator<readonly string[], void, void> {
  let part: string[] = [];
  for (const path of paths) {
    part.push(path);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** What was heard and not yet taken. */
class Waiting<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#closed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

const CANCELLED: UserProblem = { code: 'context/cancelled', what: 'Reading the build context was stopped.' };

/** Why there is no list of a context, in words. */
export function problemOf({ code, detail }: Fault, root: string): UserProblem {
  switch (code) {
    case 'missing':
      return {
        code: 'context/missing',
        what: `The build context ${root} is not there.`,
        next: 'Choose the folder that the build is started with.',
        detail,
      };
    case 'not-a-folder':
      return { code: 'context/not-a-folder', what: `The build context ${root} is no folder.`, detail };
    case 'unreadable':
      return {
        code: 'context/unreadable',
        what: `The build context ${root} cannot be read.`,
        why: 'Permission was denied.',
        detail,
      };
    case 'failed':
      return { code: 'context/reader-failed', what: `The build context ${root} could not be read.`, detail };
  }
}
