// Knows: which records a plan rests on: those of the builder that a build would use here, in our state folder, in a folder
// that was named, or one exported record.
import { stat } from 'node:fs/promises';
import { NEVER_CANCELLED } from '../base/platform';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { BuildRecord, RecordedKeys, RecordProblem, Records } from '../cache/record';
import { identifyBuilder, type Builder } from '../host/builderIdentity';
import { unrecordedBuilds, type UnrecordedBuild } from '../host/elsewhereBuilds';
import { asBuildRecord, readRecordFile } from '../host/recordFiles';
import { diskRecords, type DiskRecords } from '../host/recordStore';
import { stateFolder } from '../host/stateFolder';
import type { Asked } from './askedBuild';
import { Misuse } from './failure';
import type { learnUnrecorded } from './learnUnrecorded';

export interface FoundRecords {
  readonly builder: Builder;
  readonly records: Records;
  readonly known: readonly RecordedKeys[];
  readonly before: BuildRecord | undefined;
  problems(): readonly RecordProblem[];
  /** Other builders that built this Dockerfile; asked for when this one did not. */
  elsewhere(): Promise<readonly string[]>;
  /** Builds of this builder that other programs ran and that could not be learned, newest first. */
  readonly unrecorded: readonly ElsewhereBuild[];
  /** Why some of them were not, where that is a fault; sentences. */
  readonly notLearned: readonly string[];
}

/** The records of the builder that a build would use here, wherever they lie; an image takes the place of all of them. */
export async function findRecords(
  asked: Asked,
  flags: {
    readonly record?: string | undefined;
    readonly target?: string | undefined;
    readonly image?: string | undefined;
  },
): Promise<FoundRecords> {
  const given = flags.record;
  const isFile =
    given !== undefined &&
    (await stat(given).then(
      (at) => at.isFile(),
      () => missing(given),
    ));
  const asking = await identifyBuilder(asked.command, NEVER_CANCELLED);
  if (isFile) return oneRecord(given, asking);
  const folder = given ?? stateFolder(process.env);
  const records = diskRecords(folder);
  const builder = await knownBuilder(asking, asked, records, given !== undefined);
  const read = async (): Promise<Pick<FoundRecords, 'known' | 'before'>> => ({
    known: (await records.keys(builder.id)).records,
    before: await records.newest(builder.id, asked.dockerfile, flags.target ?? ''),
  });
  const first = await read();
  const signal = NEVER_CANCELLED;
  const notLearned: string[] = [];
  const failed = (sentence: string): void => void notLearned.push(sentence);
  const look = async ({ known, before }: Pick<FoundRecords, 'known' | 'before'>): Promise<Looked> => {
    const { dockerfile, command } = asked;
    // Where nothing was recorded, no step is said to be new anyway; but what was built of it may be learned.
    const only = before === undefined;
    const builds = await unrecordedBuilds(command, builder, {
      folder,
      known,
      dockerfile,
      only,
      signal,
      mostMs: LOOK_MS,
    });
    return {
      builds,
      learned: builds.length === 0 ? NONE : await learn({ asked, builder, records, signal, failed }, builds),
    };
  };
  const tried = flags.image === undefined ? await look(first) : NOTHING;
  const now = tried.learned.size > 0 ? await read() : first;
  const { known, before } = now;
  const { builds, learned } = before && !first.before ? await look(now) : tried;
  return {
    builder,
    records,
    known,
    before,
    problems: () => records.problems,
    elsewhere: async () => {
      const others: string[] = [];
      for (const { builder: other } of await records.builders())
        if (other !== builder.id && (await records.newest(other, asked.dockerfile, ''))) others.push(other);
      return others;
    },
    unrecorded: builds.filter(({ past }) => !learned.has(past.ref)),
    notLearned,
  };
}

/** Nobody is asked twice about a build, and what is not told makes steps unknown: better late, once. */
const LOOK_MS = 6000;

const NONE: ReadonlySet<string> = new Set();
const NOTHING: Looked = { builds: [], learned: NONE };

interface Looked {
  readonly builds: readonly UnrecordedBuild[];
  readonly learned: ReadonlySet<string>;
}

/** Loaded when there is something to learn. */
const learn: typeof learnUnrecorded = async (learner, builds) =>
  (await import('./learnUnrecorded')).learnUnrecorded(learner, builds);

function missing(path: string): never {
  throw new Misuse(`There is no record at ${path}.`);
}

/** One exported record: what that build alone left. */
async function oneRecord(path: string, asking: Builder): Promise<FoundRecords> {
  const read = await readRecordFile(path, asBuildRecord);
  const record = read.kind === 'read' ? read.value : undefined;
  const problems: readonly RecordProblem[] = read.kind === 'problem' ? [read.problem] : [];
  const letGo = new Set(record?.keys.letGo);
  const kept = Object.entries(record?.contexts ?? {}).filter(([name]) => !letGo.has(name));
  const records: Records = {
    keys: () => Promise.resolve({ records: record ? [record] : [], problems }),
    newest: () => Promise.resolve(record),
    upload: (_, baseName) => Promise.resolve(kept.find(([, context]) => context.baseName === baseName)?.[1].tree),
    save: () => Promise.resolve(),
  };
  const builder = record ? asRecorded(asking, record) : asking;
  return {
    builder,
    records,
    known: record ? [record] : [],
    before: record,
    problems: () => problems,
    elsewhere: () => Promise.resolve([]),
    unrecorded: [],
    notLearned: [],
  };
}

/** The builder of a record stands in for one that cannot be asked. */
const asRecorded = (
  asking: Builder,
  { builder, request, flags }: Pick<BuildRecord, 'builder' | 'request' | 'flags'>,
): Builder =>
  asking.id === builder
    ? asking
    : { ...asking, id: builder, kind: request.builder, mergesLayers: flags.mergesLayers, version: '' };

/**
 * An engine that is silent has no ID: then the builder that answered at the same address before, and, where a folder of
 * records was named, the one that built this Dockerfile last.
 */
async function knownBuilder(asking: Builder, asked: Asked, records: DiskRecords, isNamed: boolean): Promise<Builder> {
  if (asking.answers) return asked.command.kind === undefined ? otherKind(asking, asked, records) : asking;
  const builders = await records.builders();
  if (builders.some(({ builder }) => builder === asking.id)) return asking;
  const there = builders.find(
    ({ address, kind }) => address === asking.address && kind === asking.kind && address !== '',
  );
  if (there) return { ...asking, id: there.builder, mergesLayers: there.mergesLayers };
  if (!isNamed) return asking;
  let newest: BuildRecord | undefined;
  for (const { builder } of builders) {
    const record = await records.newest(builder, asked.dockerfile, '');
    if (record && (!newest || record.at > newest.at)) newest = record;
  }
  return newest ? asRecorded(asking, newest) : asking;
}

/** Which of its two builders an engine's `docker build` is hangs on the installation: the one that built this file, where only one did. */
async function otherKind(asking: Builder, asked: Asked, records: DiskRecords): Promise<Builder> {
  const kind = asking.kind === 'classic' ? 'buildkit' : 'classic';
  const other = await identifyBuilder({ ...asked.command, kind }, NEVER_CANCELLED);
  const [here, there] = await Promise.all([asking, other].map(({ id }) => records.newest(id, asked.dockerfile, '')));
  const [taken, left] = there && !here ? [other, asking] : [asking, other];
  left.close();
  return taken;
}
