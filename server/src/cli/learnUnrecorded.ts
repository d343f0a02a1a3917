// Knows: learning a build that another program ran, where it can be proved what it was: the builder's history has its
// Dockerfile, its options and what each step did, buildx where its files lay, and nothing there is newer than the build.
// Then it is recorded as if we had run it. Whatever is in doubt leaves it unlearned.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CancelSignal } from '../base/platform';
import { RECORD_VERSION, type BuildRecord } from '../cache/record';
import { factsOf, imageReferences, type BaseFacts } from '../cache/sources';
import { ignoreFilesOf } from '../context/ignoreFile';
import { serializeTree } from '../context/serialize';
import type { DirectoryNode } from '../context/tree';
import type { Builder } from '../host/builderIdentity';
import { buildHistory, type BuildHistory, type PastBuild } from '../host/buildHistory';
import { placeOf, type BuildPlace } from '../host/buildPlace';
import { dockerfileIn, localsIn, materialsIn, requestIn } from '../host/buildProvenance';
import type { UnrecordedBuild } from '../host/elsewhereBuilds';
import { SMALL_IMAGE } from '../host/imageFiles';
import { nodePrograms } from '../host/process';
import type { DiskRecords } from '../host/recordStore';
import { unchangedSince } from '../host/unchangedSince';
import type { DockerfileModel } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import { askedBuild, uploadName, wholeRequest, type Asked } from './askedBuild';
import { hostPlatform } from './buildFlags';
import {
  askBases,
  listedBases,
  openContexts,
  readBuildState,
  type ReadContexts,
  type StateRequest,
} from './buildState';
import { learnRun } from './recordLearn';

/** For the programs that tell of builds, together; what was not told by then is learned another time. */
const TELL_MS = 5000;

export interface Learner {
  readonly asked: Asked;
  readonly builder: Builder;
  readonly records: DiskRecords;
  readonly signal: CancelSignal;
  /** Bytes of the largest image that is listed for it; absent: one for which nobody waits. */
  readonly largestImage?: number;
  /** A sentence about a build that should have been learned; the others still are. */
  failed(sentence: string): void;
}

/** Which were learned. */
export async function learnUnrecorded(
  learner: Learner,
  builds: readonly UnrecordedBuild[],
): Promise<ReadonlySet<string>> {
  const learned = new Set<string>();
  const { asked, builder, records, signal } = learner;
  const { command } = asked;
  // Others do not say where the files of a build lay.
  if (command.program !== 'docker') return learned;
  const until = Date.now() + TELL_MS;
  const history = buildHistory(command, nodePrograms(command.env), { signal, remainingMs: () => until - Date.now() });
  const newest = await records.newest(builder.id, asked.dockerfile, '');
  const placed: Placed[] = [];
  for (const { past, when } of builds) {
    // A record takes the place of an older one, never of a newer one.
    if (!past.succeeded || past.ended === undefined || (newest && newest.at >= past.began)) continue;
    const place = await placeOf(command, past.ref);
    if (place?.dockerfile === asked.dockerfile) placed.push({ past, when, place });
  }
  const [first] = placed;
  if (!history || !first) return learned;
  const opened = await openContexts(requestFor(learner, first.place, plainWords(first.place), parseDockerfile('')));
  try {
    const context = opened.contexts['context'];
    const listed = await context?.reader.list({ matcher: context.matcher, signal });
    if (!context || listed?.ok !== true) return learned;
    const seen: Seen = { history, contexts: { ...opened, contexts: { context: { ...context, tree: listed.value } } } };
    const same: Placed[] = [];
    for (const one of placed) {
      // What is newer than a build is newer than all that were before it.
      if (one.place.folder !== first.place.folder || !(await isUnchanged(one.place, listed.value))) break;
      same.push(one);
    }
    // Older builds first: what one left decides what the next one found.
    for (const one of same.reverse()) {
      try {
        const record = await recordOf(learner, one, seen);
        if (!record) continue;
        await records.save(record);
        learned.add(one.past.ref);
      } catch (error) {
        learner.failed(notLearned(one, error));
      }
    }
  } finally {
    opened.close();
  }
  return learned;
}

const notLearned = ({ when }: Placed, error: unknown): string =>
  `What another program built ${when} could not be learned, so that what it left in the cache is not known: ` +
  `${error instanceof Error ? error.message : String(error)}.`;

interface Placed {
  readonly past: PastBuild;
  readonly when: string;
  readonly place: BuildPlace;
}

interface Seen {
  readonly history: BuildHistory;
  /** With the listed tree in it. */
  readonly contexts: ReadContexts;
}

/** A build as its words ask for it. */
function requestFor(
  { asked: { command }, builder, records, signal, largestImage = SMALL_IMAGE }: Learner,
  place: BuildPlace,
  words: readonly string[],
  model: DockerfileModel,
): StateRequest {
  const asked: Asked = { ...askedBuild(place.dockerfile, {}, words), command };
  const whole = wholeRequest(asked, {}, model, builder, undefined);
  return {
    asked,
    whole,
    model,
    builder,
    records,
    bases: (references) => askBases(builder, references, whole.pull),
    baseFiles: listedBases(builder, { mostBytes: largestImage, signal }),
    signal,
  };
}

const isUnchanged = async (place: BuildPlace, tree: DirectoryNode): Promise<boolean> =>
  unchangedSince(place.folder, tree, await ignoreFiles(place), place.startedAt);

async function recordOf(
  learner: Learner,
  { past, place }: Placed,
  { history, contexts }: Seen,
): Promise<BuildRecord | undefined> {
  const { builder, records } = learner;
  const told = await toldOf(history, past);
  const words = told && wordsOf(told.provenance, place);
  const text = told && dockerfileIn(told.provenance);
  if (!words || text === undefined) return undefined;
  const request = requestFor(learner, place, words, parseDockerfile(text));
  const { whole, asked } = request;
  if (asked.dockerfile !== place.dockerfile || whole.contextFolder !== place.folder) return undefined;
  const read = await readBuildState(request, contexts);
  if (!read.ok) return undefined;
  const state = read.value;
  const { context, bases } = state.facts;
  const isSameBase = (reference: string): boolean => {
    const facts = factsOf(bases, reference);
    return facts === undefined || stoodOn(told.provenance, reference, facts);
  };
  if (!imageReferences(state.definition).every(isSameBase)) return undefined;
  // Asked once more when all is read, so that what changed meanwhile is seen.
  const tree = state.listed['context'];
  if (tree && !(await isUnchanged(place, tree))) return undefined;
  const { records: known } = await records.keys(builder.id);
  const id = randomUUID();
  const learned = await learnRun({
    after: { state, forms: [] },
    flags: whole.flags,
    known,
    id,
    run: { code: 0, report: told.report, observed: true },
    request,
  });
  const baseName = uploadName(place.folder, asked.command, 'context');
  return {
    version: RECORD_VERSION,
    id,
    at: new Date(past.began).toISOString(),
    builder: builder.id,
    dockerfile: place.dockerfile,
    contextFolder: place.folder,
    succeeded: true,
    text,
    request: whole.request,
    flags: whole.flags,
    bases,
    contexts: context ? { context: { baseName, tree: serializeTree(context) } } : {},
    keys: learned.keys,
    costs: learned.costs,
    history: [past.ref],
  };
}

const plainWords = ({ folder, dockerfile }: BuildPlace): string[] => [
  'docker',
  'buildx',
  'build',
  '-f',
  dockerfile,
  folder,
];

async function toldOf(
  history: BuildHistory,
  past: PastBuild,
): Promise<{ provenance: unknown; report: NonNullable<Awaited<ReturnType<BuildHistory['report']>>> } | undefined> {
  const provenance = await history.provenance(past);
  const report = provenance === undefined ? undefined : await history.report(past);
  return report && { provenance, report };
}

/** The command line that asks for the same; undefined when it asked for something that we cannot put in words. */
function wordsOf(provenance: unknown, { folder, dockerfile }: BuildPlace): string[] | undefined {
  if (localsIn(provenance).some((name) => name !== 'context' && name !== 'dockerfile')) return undefined;
  const request = requestIn(provenance);
  // Ours would be taken for a build that had none.
  if ((process.env['SOURCE_DATE_EPOCH'] ?? '') !== '' && !('build-arg:SOURCE_DATE_EPOCH' in request)) return undefined;
  const { os, architecture, variant } = hostPlatform();
  const platform = request['platform'] ?? [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
  if (platform.includes(',')) return undefined;
  const words = ['docker', 'buildx', 'build', '-f', dockerfile, `--platform=${platform}`];
  for (const [name, value] of Object.entries(request)) {
    if (SAYS_NOTHING.test(name)) continue;
    if (/^build-arg:(?!BUILDKIT_)/.test(name)) words.push('--build-arg', `${name.slice('build-arg:'.length)}=${value}`);
    else if (name === 'target') words.push(`--target=${value}`);
    else if (name === 'force-network-mode') words.push(`--network=${value}`);
    else if (name === 'no-cache') words.push(...(value === '' ? ['--no-cache'] : [`--no-cache-filter=${value}`]));
    else if (name !== 'image-resolve-mode' || value !== 'local') return undefined;
  }
  return [...words, folder];
}

/** What of a request decides no key, or is said elsewhere. `docker buildx bake` names the session its targets share. */
const SAYS_NOTHING =
  /^(?:platform|filename|frontend\.caps|source|cmdline|label:.*|attest:.*|vcs:.*|local-sessionid:.*)$/;

/** An image that the engine has now is the one that the build started from; of one that it does not have nobody knows. */
function stoodOn(provenance: unknown, reference: string, { keys }: BaseFacts): boolean {
  const [name = ''] = reference.split('@');
  const tag = /:[^/]*$/.exec(name)?.[0] ?? '';
  const untagged = name.slice(0, name.length - tag.length).replace(/^docker\.io\/(?:library\/)?/, '');
  const package_ = `pkg:docker/${untagged}@${tag === '' ? 'latest' : tag.slice(1)}`;
  return materialsIn(provenance).some(([uri, digest]) => uri.split('?')[0] === package_ && keys.includes(digest));
}

/** Those that are there, and the folder beside the Dockerfile, which is newer when one came or went. */
async function ignoreFiles({ folder, dockerfile }: BuildPlace): Promise<string[]> {
  const tried = ignoreFilesOf(dockerfile, folder, 'buildkit');
  const there = await Promise.all(
    tried.map((path) =>
      readFile(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return [dirname(dockerfile), ...there.flat()];
}
