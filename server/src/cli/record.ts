// Knows: `layerlens record <Dockerfile> -- docker build …`: runs the build as it is, and keeps what it knew. The build's
// streams and exit code are its own; what we cannot do is written to a log in our state folder, nowhere else.
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sayProblem } from '../base/outcome';
import { NEVER_CANCELLED } from '../base/platform';
import { buildGraph } from '../build/graph';
import type { BuildState } from '../cache/planner';
import { RECORD_VERSION, type BuildRecord } from '../cache/record';
import type { BaseFacts } from '../cache/sources';
import { serializeTree } from '../context/serialize';
import { identifyBuilder } from '../host/builderIdentity';
import { runBuild, type BuildRun } from '../host/buildRunner';
import { unrecordedBuilds } from '../host/elsewhereBuilds';
import { LARGEST_IMAGE } from '../host/imageFiles';
import { diskRecords, type DiskRecords } from '../host/recordStore';
import { stateFolder } from '../host/stateFolder';
import { parseDockerfile } from '../syntax/parse';
import {
  askBases,
  listedBases,
  openContexts,
  optionsOf,
  readBuildState,
  type ReadContexts,
  type StateRequest,
} from './buildState';
import { askedBuild, uploadName, wholeRequest, type CacheFlagValues } from './askedBuild';
import { Misuse } from './failure';
import { reason } from './io';
import { learnUnrecorded, type Learner } from './learnUnrecorded';
import { namesInHistory, withHistory, type Took } from './recordHistory';
import { learnRun, stateAfter } from './recordLearn';

/** A context that takes longer is not waited for: the build goes on without being recorded. */
const READ_MS = 120_000;
/** Nobody waits longer for the list of an image: what hangs on it is then not known. */
const LIST_MS = 10_000;
const LARGEST_LOG = 1024 * 1024;

export async function recordCommand(path: string, flags: CacheFlagValues, argv: readonly string[]): Promise<number> {
  if (argv.length === 0)
    throw new Misuse('layerlens record needs a build to run: layerlens record <Dockerfile> -- docker build …');
  // A reader that goes away is the build's to notice; see buildRunner.
  process.stdout.removeAllListeners('error');
  const folder = stateFolder(process.env);
  const log = (line: string): Promise<void> => writeLog(folder, line);
  const before = await guarded(log, () => prepare(path, flags, argv, folder, log));
  const startedAt = Date.now();
  const ended = await runBuild(argv);
  const took = { startedAt, endedAt: Date.now() };
  const run =
    before && ended.report.heard === undefined && (!ended.observed || ended.code === 0)
      ? await guarded(log, () => withHistory(before.request, argv, ended, startedAt))
      : ended;
  // A shell would say as much.
  if (ended.fault) process.stderr.write(`layerlens: ${argv[0] ?? ''}: ${reason(ended.fault)}\n`);
  if (before) {
    await guarded(log, () => finish(before, run ?? ended, { argv, took }, log));
    close(before);
  }
  return ended.code;
}

async function guarded<T>(log: (line: string) => Promise<void>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    await log(
      error instanceof Misuse ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    return undefined;
  }
}

interface Prepared {
  readonly request: StateRequest;
  readonly records: DiskRecords;
  readonly contexts: ReadContexts;
  readonly state: BuildState;
  readonly text: string;
  readonly at: string;
  readonly flags: CacheFlagValues;
}

async function prepare(
  path: string,
  flags: CacheFlagValues,
  argv: readonly string[],
  folder: string,
  log: (line: string) => Promise<void>,
): Promise<Prepared | undefined> {
  const asked = askedBuild(path, flags, argv);
  if (!asked.words)
    await log(`no build of one Dockerfile is known in: ${argv.slice(0, 3).join(' ')} …; taken as ${asked.dockerfile}`);
  const text = await readFile(asked.dockerfile, 'utf8');
  const model = parseDockerfile(text);
  const signal = AbortSignal.timeout(READ_MS);
  const builder = await identifyBuilder(asked.command, NEVER_CANCELLED);
  const records = diskRecords(folder);
  await guarded(log, () => learnEarlier({ asked, builder, records, signal, failed: (line) => void log(line) }, folder));
  const whole = wholeRequest(asked, flags, model, builder, undefined);
  if (!buildGraph(model, optionsOf(whole)).target) {
    await log(`${asked.dockerfile} has no stage ${whole.request.target}`);
    return undefined;
  }
  const bases = (references: readonly string[]): Promise<Record<string, BaseFacts>> =>
    askBases(builder, references, whole.pull);
  const request: StateRequest = { asked, whole, model, builder, records, bases, signal };
  const contexts = await openContexts(request);
  const state = await readBuildState(request, contexts);
  if (!state.ok) {
    await log(sayProblem(state.problem));
    contexts.close();
    return undefined;
  }
  return { request, records, contexts, state: state.value, text, at: new Date().toISOString(), flags };
}

/** What others built of these very files can be told only as long as they are the same: until this build is over. */
async function learnEarlier(learner: Learner, folder: string): Promise<void> {
  const { asked, builder, records, signal } = learner;
  const { dockerfile, command } = asked;
  const { records: known } = await records.keys(builder.id);
  const builds = await unrecordedBuilds(command, builder, { folder, known, dockerfile, only: true, signal });
  if (builds.length > 0) await learnUnrecorded(learner, builds);
}

/** What was run, and when. */
interface Ran {
  readonly argv: readonly string[];
  readonly took: Took;
}

type Log = (line: string) => Promise<void>;

async function finish(prepared: Prepared, run: BuildRun, ran: Ran, log: Log): Promise<void> {
  const { report } = run;
  const before = await asHeard(prepared, report.heard);
  try {
    await keep(before, run, ran, log);
  } finally {
    if (before !== prepared) close(before);
  }
}

const close = ({ contexts, request }: Prepared): void => {
  contexts.close();
  request.builder.close();
};

async function keep(before: Prepared, run: BuildRun, { argv, took }: Ran, log: Log): Promise<void> {
  const { report } = run;
  const { request, records, text, at } = before;
  const { whole, builder, asked } = request;
  const succeeded = run.code === 0;
  if (!succeeded && !report.steps.some(({ completed, cached }) => completed || cached)) {
    await log(`nothing was built: exit code ${String(run.code)}`);
    return;
  }
  if (report.heard !== undefined && report.heard !== builder.kind) {
    await log(`${asked.dockerfile}: built by ${report.heard}, while ${builder.kind} was expected; not recorded`);
    return;
  }
  // The images that were built on are here now; they are listed for the plans to come.
  const baseFiles = listedBases(builder, { mostBytes: LARGEST_IMAGE, signal: AbortSignal.timeout(LIST_MS) });
  const after = await stateAfter({ ...request, baseFiles }, before.contexts, before.state);
  const { records: known } = await records.keys(builder.id);
  const id = randomUUID();
  const learned = await learnRun({ after, flags: whole.flags, known, id, run, request });
  const history = await namesInHistory(request, argv, run, took);
  const wasLoaded =
    succeeded ||
    report.steps.some(({ name, completed }) => completed && name.startsWith('[internal] load build context'));
  const { context, namedContexts, bases } = after.state.facts;
  const trees = wasLoaded ? { ...(context && { context }), ...namedContexts } : {};
  const record: BuildRecord = {
    version: RECORD_VERSION,
    id,
    at,
    builder: builder.id,
    dockerfile: asked.dockerfile,
    contextFolder: whole.contextFolder,
    succeeded,
    text,
    request: whole.request,
    flags: whole.flags,
    bases,
    contexts: Object.fromEntries(
      Object.entries(trees).map(([name, tree]) => [
        name,
        { baseName: uploadName(whole.contextFolder, asked.command, name), tree: serializeTree(tree) },
      ]),
    ),
    keys: learned.keys,
    costs: learned.costs,
    history,
  };
  await records.save(record);
  const { address, kind, mergesLayers } = builder;
  await records.note({ builder: builder.id, address, kind, at, mergesLayers, frontend: whole.request.frontend });
}

/** Which builder `docker build` is can hang on the installation: then what was heard tells. */
async function asHeard(prepared: Prepared, heard: BuildRun['report']['heard']): Promise<Prepared> {
  const { request, state, flags } = prepared;
  const { asked, model } = request;
  if (heard === undefined || heard === request.builder.kind || asked.command.kind !== undefined) return prepared;
  const command = { ...asked.command, kind: heard };
  const builder = await identifyBuilder(command, NEVER_CANCELLED);
  const whole = wholeRequest(asked, flags, model, builder, undefined);
  const bases = (references: readonly string[]): Promise<Record<string, BaseFacts>> =>
    askBases(builder, references, whole.pull);
  const heardRequest: StateRequest = {
    ...request,
    asked: { ...asked, command },
    whole,
    builder,
    bases,
    signal: NEVER_CANCELLED,
  };
  const opened = await openContexts(heardRequest);
  const listed = Object.entries(opened.contexts).map(([name, context]) => {
    const tree = state.listed[name];
    return [name, tree ? { ...context, tree } : context] as const;
  });
  const read = await readBuildState(heardRequest, { ...opened, contexts: Object.fromEntries(listed) });
  return read.ok ? { ...prepared, request: heardRequest, contexts: opened, state: read.value } : prepared;
}

async function writeLog(folder: string, line: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'log');
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > LARGEST_LOG) await rename(path, `${path}.old`);
    await appendFile(path, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {
    // There is nobody left to tell: the streams are the build's.
  }
}
