// Knows: asking an engine through its program, docker or podman: the last way, for when no HTTP endpoint can be reached. Slower,
// and without events. Only ever reads.
import { failed, ok } from '../base/outcome';
import type { Outcome } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import { listOf, parseJson } from '../image/json';
import type { Image } from '../image/model';
import { isImageReference } from '../image/name';
import type { ImageEvent, ImageSummary } from './engine';
import { engineImage } from './engineImage';
import { badReference, noSuchImage, notUnderstood, saidNo, unreachable } from './problems';
import type { ProgramEnd, Programs } from './programs';
import { imageId, readDockerCliHistory, readPodmanCliHistory } from './records/history';
import { readPodmanStore, readStore } from './records/info';
import { readInspect } from './records/inspect';
import type { InspectRecord } from './records/inspect';
import { readDockerCliVersion, readPodmanCliVersion } from './records/version';
import type { Answering, Session } from './session';

const PROBE_MS = 3000;
const ASK_MS = 30_000;
const MAX_OUTPUT = 32 * 1024 * 1024;
/** Ids in one command line; Windows allows 32,767 characters. */
const IDS_AT_ONCE = 200;

/** What differs between the two programs. */
interface Dialect {
  readonly product: 'docker' | 'podman';
  readonly json: readonly string[];
  readonly history: readonly string[];
}

const DIALECTS: Readonly<Record<'docker' | 'podman', Dialect>> = {
  docker: {
    product: 'docker',
    json: ['--format', '{{json .}}'],
    history: ['history', '--no-trunc', '--human=false', '--format', '{{json .}}'],
  },
  podman: { product: 'podman', json: ['--format', 'json'], history: ['history', '--no-trunc', '--format', 'json'] },
};

/** A session if the program is there and reaches an engine. `options` come before the command: `--context x`. */
export async function introduceProgram(
  program: 'docker' | 'podman',
  options: readonly string[],
  programs: Programs,
  signal: CancelSignal,
): Promise<Session | undefined> {
  const dialect = DIALECTS[program];
  const run = (args: readonly string[], timeoutMs: number, cancel: CancelSignal): Promise<ProgramEnd> =>
    programs.run({ program, args: [...options, ...args], timeoutMs, maxOutputBytes: MAX_OUTPUT, signal: cancel });

  const version = jsonOf(await run(['version', ...dialect.json], PROBE_MS, signal));
  const record = program === 'docker' ? readDockerCliVersion(version) : readPodmanCliVersion(version);
  if (record === undefined) return undefined;
  const info = jsonOf(await run(['info', ...dialect.json], PROBE_MS, signal));
  const state: Answering = {
    kind: 'answering',
    endpoint: { address: [program, ...options].join(' '), from: `${program} command` },
    product: record.product,
    version: record.version,
    apiVersion: record.apiVersion,
    store: record.product === 'podman' ? readPodmanStore(info) : readStore(info),
  };
  return new CliSession(state, dialect, (args, cancel) => run(args, ASK_MS, cancel));
}

/** What a program printed, if it ended well and printed JSON. */
const jsonOf = (end: ProgramEnd): unknown =>
  end.kind === 'exited' && end.code === 0 ? parseJson(end.stdout) : undefined;

const NO_EVENTS: AsyncIterable<ImageEvent> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

class CliSession implements Session {
  constructor(
    readonly state: Answering,
    private readonly dialect: Dialect,
    private readonly run: (args: readonly string[], signal: CancelSignal) => Promise<ProgramEnd>,
  ) {}

  async images(signal: CancelSignal): Promise<Outcome<readonly ImageSummary[]>> {
    const listed = await this.#output(['image', 'ls', '--quiet', '--no-trunc'], signal);
    if (!listed.ok) return listed;
    const ids = [...new Set(listed.value.split('\n').map((line) => imageId(line.trim())))].filter((id) => id !== '');
    const images: ImageSummary[] = [];
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const inspected = await this.#output(['image', 'inspect', ...ids.slice(at, at + IDS_AT_ONCE)], signal);
      if (!inspected.ok) return inspected;
      const records = listOf(parseJson(inspected.value)).map(readInspect);
      for (const record of records) {
        if (record === undefined) continue;
        const { id, names, config, createdAt = '' } = record;
        images.push({ id, names, createdAt, labels: config.labels });
      }
    }
    return ok(images);
  }

  async image(ref: string, signal: CancelSignal): Promise<Outcome<Image>> {
    if (!isImageReference(ref)) return failed(badReference(ref));
    const inspected = await this.#inspect(ref, signal);
    if (!inspected.ok) return inspected;
    const printed = await this.#output([...this.dialect.history, inspected.value.id], signal);
    if (!printed.ok) return printed;
    const records =
      this.dialect.product === 'docker'
        ? readDockerCliHistory(printed.value)
        : readPodmanCliHistory(parseJson(printed.value));
    if (records === undefined) return failed(notUnderstood('history'));
    const image = await engineImage(inspected.value, records, this.state, async (id) => {
      const parent = await this.#inspect(id, signal);
      return parent.ok ? parent.value.config.diffIds.length : undefined;
    });
    return ok(image);
  }

  /** A program that follows events would have to run all the time; who has no HTTP endpoint gets none. */
  events(): AsyncIterable<ImageEvent> {
    return NO_EVENTS;
  }

  close(): void {
    // Each program ends by itself.
  }

  async #inspect(ref: string, signal: CancelSignal): Promise<Outcome<InspectRecord>> {
    const printed = await this.#output(['image', 'inspect', ref], signal, ref);
    if (!printed.ok) return printed;
    const record = readInspect(listOf(parseJson(printed.value))[0]);
    return record === undefined ? failed(notUnderstood('inspect')) : ok(record);
  }

  async #output(args: readonly string[], signal: CancelSignal, ref?: string): Promise<Outcome<string>> {
    const end = await this.run(args, signal);
    switch (end.kind) {
      case 'exited': {
        if (end.code === 0) return ok(end.stdout);
        const said = end.stderr.trim();
        if (ref !== undefined && /no such image|image not known|not found/i.test(said)) return failed(noSuchImage(ref));
        return failed(saidNo(end.code, said.slice(0, 300)));
      }
      case 'cancelled':
        return failed(unreachable({ kind: 'cancelled', detail: '' }));
      case 'timeout':
        return failed(unreachable({ kind: 'timeout', detail: `${this.dialect.product} ${args.join(' ')}` }));
      case 'not-found':
        return failed(unreachable({ kind: 'absent', detail: `${this.dialect.product} is not installed any more` }));
      case 'too-much-output':
        return failed(unreachable({ kind: 'too-large', detail: this.dialect.product }));
      case 'failed':
        return failed(unreachable({ kind: 'broken', detail: end.detail }));
    }
  }
}
