// Knows: the records of builds on disk, by builder. Safe against windows that write at once and against crashes: files are
// only ever added, replaced whole or removed, so no lock is needed.
//   builders/<builder>/builder.json.gz                      which builder it is
//   builders/<builder>/elsewhere.json.gz                    what builds did that nobody recorded (elsewhereBuilds.ts)
//   builders/<builder>/keys/<time>-<id>.json.gz             what each build added to the builder's keys
//   builders/<builder>/builds/<dockerfile>-<target>.json.gz the newest build of a target
//   builders/<builder>/uploads/<name>.json.gz               the tree that the builder holds for contexts of a name
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORD_VERSION, type BuildRecord, type RecordedKeys, type RecordProblem, type Records } from '../cache/record';
import { fieldOf, textOf } from '../image/json';
import {
  asBuildRecord,
  asRecordedKeys,
  buildIdIn,
  namesIn,
  pruneFolder,
  readRecordFile,
  SUFFIX,
  setAside,
  sweepTemporaries,
  writeRecordFile,
  type Read,
} from './recordFiles';
import { foldKeys } from './recordFold';

export interface StoreLimits {
  /** For each folder of a builder. */
  readonly mostBytes: number;
  /** More segments of keys are folded into one. */
  readonly mostSegments: number;
}

const MOST_REMEMBERED = 1000;

const LIMITS: StoreLimits = { mostBytes: 64 * 1024 * 1024, mostSegments: 64 };

/** A builder that builds were recorded on. */
export interface KnownBuilder {
  /** As in `BuildRecord.builder`. */
  readonly builder: string;
  /** Where it answered; empty when nobody knows. */
  readonly address: string;
  readonly kind: string;
  /** RFC 3339, of the newest build. */
  readonly at: string;
  /** What its store and version meant for plans. */
  readonly mergesLayers: boolean;
  readonly frontend: number | null;
}

export interface DiskRecords extends Records {
  /** What cannot be read: each file once. */
  readonly problems: readonly RecordProblem[];
  builders(): Promise<readonly KnownBuilder[]>;
  note(builder: KnownBuilder): Promise<void>;
}

/** `tell` hears of each file that cannot be read, once, and why. */
export const diskRecords = (
  folder: string,
  limits: Partial<StoreLimits> = {},
  tell: (line: string) => void = () => undefined,
): DiskRecords => new FolderRecords(folder, { ...LIMITS, ...limits }, tell);

export const builderFolder = (folder: string, builder: string): string => join(folder, 'builders', nameOf(builder));

const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

class FolderRecords implements DiskRecords {
  readonly #problems = new Map<string, RecordProblem>();
  /** Segments that were read, by path: an editor asks after every key that is pressed. */
  #segments = new Map<string, { readonly stamp: string; readonly value: RecordedKeys }>();
  /** Builds that were read and that somebody still holds, by path: that of a large context has many megabytes. */
  #builds = new Map<string, { readonly stamp: string; readonly build: WeakRef<BuildRecord> }>();

  constructor(
    private readonly folder: string,
    private readonly limits: StoreLimits,
    private readonly tell: (line: string) => void,
  ) {}

  get problems(): readonly RecordProblem[] {
    // What somebody took away is no problem any more.
    return [...this.#problems].flatMap(([path, problem]) => (existsSync(path) ? [problem] : []));
  }

  async keys(builder: string): Promise<{ records: readonly RecordedKeys[]; problems: readonly RecordProblem[] }> {
    const folder = this.#place(builder, 'keys');
    // A segment that goes while we read was folded into another one: then the list is old.
    for (let attempt = 0; ; attempt++) {
      const records: RecordedKeys[] = [];
      const problems: RecordProblem[] = [];
      let isStale = false;
      for (const name of await segmentsIn(folder)) {
        const read = await this.#segment(join(folder, name));
        if (read.kind === 'read') records.push(read.value);
        else if (read.kind === 'problem') problems.push(read.problem);
        else isStale = true;
      }
      if (!isStale || attempt >= 5) return { records, problems };
    }
  }

  async newest(builder: string, dockerfile: string, target: string): Promise<BuildRecord | undefined> {
    const folder = this.#place(builder, 'builds');
    const exact = await this.#build(join(folder, buildName(dockerfile, target)));
    if (exact) return exact;
    let newest: BuildRecord | undefined;
    for (const name of await namesIn(folder)) {
      if (!name.startsWith(`${nameOf(dockerfile)}-`) || !name.endsWith(SUFFIX)) continue;
      const build = await this.#build(join(folder, name));
      if (build && (!newest || build.at > newest.at)) newest = build;
    }
    return newest;
  }

  async upload(builder: string, baseName: string): Promise<string | undefined> {
    const path = join(this.#place(builder, 'uploads'), `${nameOf(baseName)}${SUFFIX}`);
    // Mostly it is the tree of a build that is known already: it is not held twice.
    const id = await buildIdIn(path);
    for (const { build } of id === undefined ? [] : this.#builds.values()) {
      const known = build.deref();
      if (known?.id !== id || known?.builder !== builder) continue;
      const sent = Object.values(known.contexts).find((context) => context.baseName === baseName);
      if (sent) return sent.tree;
    }
    const read = await this.#read(path, (value) => textOf(fieldOf(value, 'tree')));
    return read.kind === 'read' ? read.value : undefined;
  }

  async save(record: BuildRecord): Promise<void> {
    const { id, at, builder, keys, costs, history, dockerfile, request, contexts } = record;
    const folders = {
      keys: this.#place(builder, 'keys'),
      builds: this.#place(builder, 'builds'),
      uploads: this.#place(builder, 'uploads'),
    };
    for (const folder of Object.values(folders)) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweepTemporaries(folder);
    }
    const version = RECORD_VERSION;
    const segment: RecordedKeys = { version, id, at, builder, keys, costs, ...(history && { history }) };
    // The keys last: a crash before leaves a build that adds nothing, not keys of contexts that nobody knows.
    for (const [name, { baseName, tree }] of Object.entries(contexts)) {
      const path = join(folders.uploads, `${nameOf(baseName)}${SUFFIX}`);
      if (keys.letGo?.includes(name) === true) await rm(path, { force: true });
      else await writeRecordFile(path, { version, id, at, baseName, tree });
    }
    const place = join(folders.builds, buildName(dockerfile, request.target));
    // What a build that failed never reached says nothing of changes: the one before that went through stays.
    const before = record.succeeded ? undefined : await this.#build(place);
    if (before?.succeeded !== true) await writeRecordFile(place, record);
    await writeRecordFile(join(folders.keys, segmentName(at, id)), segment);
    await this.#setDamagedAside();
    await this.#fold(folders.keys);
    await pruneFolder(folders.keys, this.limits.mostBytes, 'name');
    await pruneFolder(folders.builds, this.limits.mostBytes, 'age');
    await pruneFolder(folders.uploads, this.limits.mostBytes, 'age');
  }

  async builders(): Promise<readonly KnownBuilder[]> {
    const folder = join(this.folder, 'builders');
    const known: KnownBuilder[] = [];
    for (const name of await namesIn(folder)) {
      const read = await this.#read(join(folder, name, `builder${SUFFIX}`), asKnownBuilder);
      if (read.kind === 'read') known.push(read.value);
    }
    return known.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  async note(builder: KnownBuilder): Promise<void> {
    const folder = builderFolder(this.folder, builder.builder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeRecordFile(join(folder, `builder${SUFFIX}`), { version: RECORD_VERSION, ...builder });
  }

  #place(builder: string, part: 'keys' | 'builds' | 'uploads'): string {
    return join(builderFolder(this.folder, builder), part);
  }

  /** A segment is written once; its size and time tell whether somebody spoilt it since. */
  async #segment(path: string): Promise<Read<RecordedKeys>> {
    const stamp = await stampOf(path);
    const known = this.#segments.get(path);
    if (known && known.stamp === stamp) return { kind: 'read', value: known.value };
    const read = await this.#read(path, asRecordedKeys);
    // Of folders that were folded since only a few are left behind.
    if (this.#segments.size > MOST_REMEMBERED) this.#segments = new Map();
    if (read.kind === 'read') this.#segments.set(path, { stamp, value: read.value });
    return read;
  }

  async #read<T>(path: string, reader: (value: unknown) => T | undefined): ReturnType<typeof readRecordFile<T>> {
    const read = await readRecordFile(path, reader);
    if (read.kind === 'problem') {
      if (this.#problems.get(path) !== read.problem)
        this.tell(`the record ${path} is not used: ${read.problem}, ${read.detail}`);
      this.#problems.set(path, read.problem);
    } else this.#problems.delete(path);
    return read;
  }

  async #build(path: string): Promise<BuildRecord | undefined> {
    const stamp = await stampOf(path);
    const known = this.#builds.get(path);
    const held = known?.stamp === stamp ? known.build.deref() : undefined;
    if (held) return held;
    const read = await this.#read(path, asBuildRecord);
    if (this.#builds.size > MOST_REMEMBERED) this.#builds = new Map();
    if (read.kind !== 'read') return undefined;
    this.#builds.set(path, { stamp, build: new WeakRef(read.value) });
    return read.value;
  }

  /** What is damaged tells a plan nothing; the build just saved says anew what matters now. */
  async #setDamagedAside(): Promise<void> {
    for (const [path, problem] of [...this.#problems]) {
      if (problem !== 'damaged') continue;
      await setAside(path);
      this.#problems.delete(path);
    }
  }

  /** Two windows that fold at once leave what they folded twice, which is the same as once. */
  async #fold(folder: string): Promise<void> {
    const names = await segmentsIn(folder);
    if (names.length <= this.limits.mostSegments) return;
    const taken: string[] = [];
    const records: RecordedKeys[] = [];
    for (const name of names.slice(0, Math.ceil(names.length * 0.75))) {
      const read = await this.#read(join(folder, name), asRecordedKeys);
      if (read.kind !== 'read') continue;
      taken.push(name);
      records.push(read.value);
    }
    const folded = foldKeys(records, `fold-${randomBytes(6).toString('hex')}`);
    if (!folded || taken.length < 2) return;
    await writeRecordFile(join(folder, segmentName(folded.at, folded.id)), folded);
    for (const name of taken) await rm(join(folder, name), { force: true });
  }
}

/** Other when somebody wrote the file anew. */
async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${String(found.size)} ${String(found.mtimeMs)} ${String(found.ino)}` : '';
}

const buildName = (dockerfile: string, target: string): string => `${nameOf(dockerfile)}-${nameOf(target)}${SUFFIX}`;

/** Sorts by time. */
const segmentName = (at: string, id: string): string =>
  `${at
    .replace(/[^0-9]/g, '')
    .padEnd(17, '0')
    .slice(0, 17)}-${id.replace(/[^\w-]/g, '').slice(0, 64)}${SUFFIX}`;

const segmentsIn = async (folder: string): Promise<readonly string[]> =>
  (await namesIn(folder)).filter((name) => name.endsWith(SUFFIX)).sort();

function asKnownBuilder(value: unknown): KnownBuilder | undefined {
  const [builder, address, kind, at] = ['builder', 'address', 'kind', 'at'].map((name) => textOf(fieldOf(value, name)));
  if (builder === undefined || address === undefined || kind === undefined || at === undefined) return undefined;
  const frontend = fieldOf(value, 'frontend');
  return {
    builder,
    address,
    kind,
    at,
    mergesLayers: fieldOf(value, 'mergesLayers') === true,
    frontend: typeof frontend === 'number' ? frontend : null,
  };
}
