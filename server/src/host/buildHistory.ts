// Knows: asking a BuildKit builder which builds it remembers, and what it remembers of one: by `docker buildx history`, or
// by `buildctl debug` where a daemon is named. A program that is absent or too old, and a builder that is silent, say
// nothing. Sources: docker/buildx: commands/history/{ls,logs,attachment,export}.go; moby/buildkit: cmd/buildctl/debug/histories.go.
import type { CancelSignal } from '../base/platform';
import { onCancel } from '../engine/cancel';
import type { ProgramEnd, Programs } from '../engine/programs';
import { fieldOf, listOf, parseJson, recordOf, textOf, timeOf } from '../image/json';
import type { BuilderCommand } from './builderCommand';
import { BuildListener, type BuildReport } from './buildReport';
import { provenancesIn } from './historyBundle';

export interface PastBuild {
  /** The builder's own name of it, unlike that of any other. */
  readonly ref: string;
  /** RFC 3339. */
  readonly began: string;
  /** RFC 3339; undefined: it is still going on. */
  readonly ended: string | undefined;
  readonly succeeded: boolean;
  /** Where its provenance lies, for builders that are asked by digest. */
  readonly provenance: string | undefined;
}

/** Each answer is one program that runs; undefined: no answer. */
export interface BuildHistory {
  list(): Promise<readonly PastBuild[] | undefined>;
  /** What it printed. */
  report(build: PastBuild): Promise<BuildReport | undefined>;
  /** Only builds that went through have one. */
  provenance(build: PastBuild): Promise<unknown>;
  /** Of many builds at once, by `ref`; what is not told has to be asked for by itself. Absent: there is no such way. */
  provenances?(builds: readonly PastBuild[]): Promise<ReadonlyMap<string, unknown>>;
}

export interface HistoryLimits {
  readonly signal: CancelSignal;
  /** Each program may take what is left of it. */
  remainingMs(): number;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Undefined for builders that keep no history that we can read. `program`: where it lies, when that is known. */
export function buildHistory(
  command: BuilderCommand,
  programs: Programs,
  limits: HistoryLimits,
  program: string = command.program,
): BuildHistory | undefined {
  if (command.kind === 'classic' || command.kind === 'buildah') return undefined;
  const ask = async (args: readonly string[]): Promise<{ stdout: string; stderr: string } | undefined> => {
    const timeoutMs = limits.remainingMs();
    if (timeoutMs <= 0 || limits.signal.aborted) return undefined;
    const { signal } = limits;
    const most = { maxOutputBytes: MOST_BYTES, maxMessageBytes: MOST_BYTES };
    const end: ProgramEnd = await programs.run({ program, args, timeoutMs, ...most, signal });
    return end.kind === 'exited' && end.code === 0 ? end : undefined;
  };
  const read = async <T>(
    args: readonly string[],
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> => {
    const timeoutMs = limits.remainingMs();
    if (timeoutMs <= 0 || limits.signal.aborted) throw new Error('there is no time left');
    const stream = programs.pipe(program, args);
    // Whoever takes it hears of it, though perhaps not yet.
    stream.on('error', () => undefined);
    const stop = (): void => void stream.destroy(new Error('the builder took too long'));
    const late = setTimeout(stop, timeoutMs);
    const letGo = onCancel(limits.signal, stop);
    try {
      return await take(stream);
    } finally {
      clearTimeout(late);
      letGo();
      stream.destroy();
    }
  };
  switch (command.program) {
    case 'docker':
      return buildxHistory(command, ask, read);
    case 'buildctl':
      return daemonHistory(command, ask);
    default:
      return undefined;
  }
}

type Ask = (args: readonly string[]) => Promise<{ readonly stdout: string; readonly stderr: string } | undefined>;
/** Rejects when the program fails, or `take` does. */
type Read = <T>(args: readonly string[], take: (bytes: AsyncIterable<Uint8Array>) => Promise<T>) => Promise<T>;

function buildxHistory(
  { address, context, instance, usesCurrentInstance }: BuilderCommand,
  ask: Ask,
  read: Read,
): BuildHistory {
  const inside = instance === '' && usesCurrentInstance ? [] : ['--builder', instance === '' ? 'default' : instance];
  const words = [
    ...(address === '' ? [] : ['--host', address]),
    ...(context === '' ? [] : ['--context', context]),
    ...['buildx', ...inside, 'history'],
  ];
  return {
    list: async () => {
      const told = await ask([...words, 'ls', '--format', 'json']);
      return told && linesOf(told.stdout).flatMap(asBuildxRecord);
    },
    report: async ({ ref }) => heardIn(await ask([...words, 'logs', '--progress', 'rawjson', lastPart(ref)])),
    provenance: async ({ ref }) => {
      const told = await ask([...words, 'inspect', 'attachment', lastPart(ref), '--type', 'provenance']);
      return told && parseJson(told.stdout);
    },
    provenances: async (builds) => {
      const refs = new Map(builds.map(({ ref }) => [lastPart(ref), ref]));
      try {
        const told = await read([...words, 'export', ...refs.keys()], provenancesIn);
        return new Map([...told].flatMap(([part, one]) => [[refs.get(part) ?? part, one]] as const));
      } catch {
        // A buildx before 0.23 cannot do it, and one build that is gone fails them all.
        return new Map();
      }
    },
  };
}

/** Builder and node stand before it. */
const lastPart = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

function asBuildxRecord(line: unknown): PastBuild[] {
  const ref = textOf(fieldOf(line, 'ref'));
  const began = timeOf(fieldOf(line, 'created_at'));
  // What starts with a dash would be an option of the program that is asked about it.
  if (ref === undefined || began === undefined || !/^[\w][\w./-]*$/.test(lastPart(ref))) return [];
  const ended = timeOf(fieldOf(line, 'completed_at'));
  const succeeded = fieldOf(line, 'status') === 'Completed';
  return [{ ref, began, ended, succeeded, provenance: undefined }];
}

function daemonHistory({ address, env }: BuilderCommand, ask: Ask): BuildHistory {
  const host = address === '' ? (env['BUILDKIT_HOST'] ?? '') : address;
  const words = [...(host === '' ? [] : ['--addr', host]), 'debug'];
  return {
    list: async () => {
      const told = await ask([...words, 'histories', '--format', '{{json .}}']);
      return told && linesOf(told.stdout).flatMap(asDaemonRecord);
    },
    report: async ({ ref }) => heardIn(await ask([...words, 'logs', '--progress=rawjson', ref])),
    provenance: async ({ provenance }) => {
      const told = provenance === undefined ? undefined : await ask([...words, 'get', provenance]);
      return told && parseJson(told.stdout);
    },
  };
}

function asDaemonRecord(line: unknown): PastBuild[] {
  const record = fieldOf(line, 'record');
  const ref = textOf(fieldOf(record, 'Ref'));
  const began = secondsOf(fieldOf(record, 'CreatedAt'));
  if (ref === undefined || began === undefined || !/^\w+$/.test(ref)) return [];
  const results = [fieldOf(record, 'Result'), ...Object.values(recordOf(fieldOf(record, 'Results')) ?? {})];
  const digests = results
    .flatMap((result) => listOf(fieldOf(result, 'Attestations')))
    .filter((one) => /provenance/.test(textOf(fieldOf(fieldOf(one, 'annotations'), 'in-toto.io/predicate-type')) ?? ''))
    .map((one) => textOf(fieldOf(one, 'digest')) ?? '');
  // Of a build for several platforms each has its own, and one alone does not say all.
  const [provenance = ''] = digests.length === 1 ? digests : [];
  return [
    {
      ref,
      began,
      ended: secondsOf(fieldOf(record, 'CompletedAt')),
      succeeded: fieldOf(record, 'error') === undefined,
      provenance: /^sha256:[0-9a-f]{64}$/.test(provenance) ? provenance : undefined,
    },
  ];
}

function secondsOf(value: unknown): string | undefined {
  const seconds = fieldOf(value, 'seconds');
  const nanos = fieldOf(value, 'nanos');
  if (typeof seconds !== 'number') return undefined;
  const at = new Date(seconds * 1000 + (typeof nanos === 'number' ? nanos / 1e6 : 0));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

const linesOf = (text: string): unknown[] =>
  text.split('\n').flatMap((line) => (line.startsWith('{') ? [parseJson(line)] : []));

function heardIn(told: { readonly stdout: string; readonly stderr: string } | undefined): BuildReport | undefined {
  if (!told) return undefined;
  const listener = new BuildListener();
  listener.hear('out', Buffer.from(told.stdout), 0);
  listener.hear('err', Buffer.from(told.stderr), 0);
  return listener.end(0);
}
