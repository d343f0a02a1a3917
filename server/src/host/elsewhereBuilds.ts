// Knows: the builds of a builder that nobody recorded: which they are by its own history, and what each did. One program at
// a time, bounded in time as a whole; what was told of a build is kept on disk, so that it is asked for once.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElsewhereBuild, ElsewhereOp } from '../cache/elsewhere';
import { RECORD_VERSION, type RecordedKeys } from '../cache/record';
import { fieldOf, listOf, recordOf, textOf, textsOf } from '../image/json';
import type { CancelSignal } from '../base/platform';
import type { Programs } from '../engine/programs';
import type { BuilderCommand } from './builderCommand';
import type { Builder } from './builderIdentity';
import { buildHistory, type BuildHistory, type PastBuild } from './buildHistory';
import { placeOf } from './buildPlace';
import { opsIn, opsToldIn } from './buildProvenance';
import { nodePrograms } from './process';
import { readRecordFile, writeRecordFile } from './recordFiles';
import { builderFolder } from './recordStore';

export interface ElsewhereRequest {
  readonly history: BuildHistory;
  /** Folder of our state, and the builder's id in it. */
  readonly folder: string;
  readonly builder: string;
  /** What recorded builds are called in the history. */
  readonly recorded: ReadonlySet<string>;
  /** Builds that ended before are left out, but for those that are `near`; milliseconds since 1970. */
  readonly since: number;
  readonly isNear: (build: PastBuild) => Promise<boolean>;
  readonly now: Date;
}

export interface UnrecordedBuild extends ElsewhereBuild {
  readonly past: PastBuild;
}

type Told = ReadonlyMap<string, readonly ElsewhereOp[]>;

/** A look at the history takes no longer; what was not told by then is told at the next one. */
const LOOK_MS = 4000;

/** So many are asked for together: a program takes as long to start as to tell of several. */
const FEWEST_TOGETHER = 3;
const MOST_TOGETHER = 10;

export interface Look {
  readonly folder: string;
  readonly known: readonly RecordedKeys[];
  /** The Dockerfile whose builds count from the first one on, whoever ran them; absolute. */
  readonly dockerfile: string;
  /** True: no others, where only what can be learned is asked for. */
  readonly only?: boolean;
  readonly signal: CancelSignal;
  /** Absent: the programs of this machine. */
  readonly programs?: Programs;
}

/** Newest first; none where the builder keeps no history, or is silent. */
export async function unrecordedBuilds(
  command: BuilderCommand,
  { id, kind, answers }: Pick<Builder, 'id' | 'kind' | 'answers'>,
  { folder, known, dockerfile, only = false, signal, programs = nodePrograms(command.env) }: Look,
): Promise<readonly UnrecordedBuild[]> {
  // Nobody can say of a daemon that buildctl names whether it answers, but by asking it.
  if (kind !== 'buildkit' || (!answers && command.program === 'docker')) return [];
  const until = Date.now() + LOOK_MS;
  const history = buildHistory(command, programs, { signal, remainingMs: () => until - Date.now() });
  if (!history) return [];
  const recorded = new Set(known.flatMap((record) => record.history ?? []));
  const isNear = async ({ ref }: PastBuild): Promise<boolean> =>
    (await placeOf(command, ref))?.dockerfile === dockerfile;
  return elsewhereBuilds({
    history,
    folder,
    builder: id,
    recorded,
    since: only ? Infinity : sinceOf(known),
    isNear,
    now: new Date(),
  });
}

/**
 * From the first build on, where every record has its name in the history. Records without one are builds of the list as
 * well, only that nobody knows which: then from the first record on that has a name, and of this Dockerfile all.
 */
function sinceOf(known: readonly RecordedKeys[]): number {
  const hasName = ({ history = [] }: RecordedKeys): boolean => history.length > 0;
  const [first] = known;
  if (!first || hasName(first)) return 0;
  return Date.parse((known.find(hasName) ?? known.at(-1) ?? first).at) || 0;
}

/** Newest first; none where the history cannot be read. */
export async function elsewhereBuilds(request: ElsewhereRequest): Promise<readonly UnrecordedBuild[]> {
  const { history, folder, builder, recorded, since, isNear, now } = request;
  const all = await history.list();
  if (!all) return [];
  const unrecorded: PastBuild[] = [];
  for (const build of all)
    if (!recorded.has(build.ref) && (timeIn(build) >= since || (await isNear(build)))) unrecorded.push(build);
  unrecorded.sort((a, b) => (timeIn(a) < timeIn(b) ? 1 : -1));
  const path = join(builderFolder(folder, builder), 'elsewhere.json.gz');
  const before = await readTold(path);
  const there = new Set(all.map(({ ref }) => ref));
  const told = new Map([...before].filter(([ref]) => there.has(ref)));
  let isNew = told.size < before.size;
  const fresh = unrecorded.filter(({ ref, ended, succeeded }) => succeeded && ended !== undefined && !before.has(ref));
  const together = await provenancesOf(history, fresh);
  for (const build of unrecorded) {
    const known = before.get(build.ref) ?? opsIn(together.get(build.ref));
    const ops = known ?? (build.ended === undefined ? undefined : await opsOf(history, build));
    if (ops) told.set(build.ref, ops);
    isNew ||= !before.has(build.ref) && ops !== undefined;
  }
  if (isNew) await writeTold(folder, builder, path, told);
  return unrecorded.map((past) => {
    const at = past.ended ?? past.began;
    return { past, at, when: localWords(new Date(at), now), ops: told.get(past.ref) };
  });
}

/** In parts, newest first, as far as the time reaches. */
async function provenancesOf(history: BuildHistory, builds: readonly PastBuild[]): Promise<Map<string, unknown>> {
  const told = new Map<string, unknown>();
  if (builds.length < FEWEST_TOGETHER) return told;
  for (let at = 0; at < builds.length; at += MOST_TOGETHER) {
    const part = await history.provenances?.(builds.slice(at, at + MOST_TOGETHER));
    if (!part || part.size === 0) break;
    for (const [ref, one] of part) told.set(ref, one);
  }
  return told;
}

const timeIn = ({ began, ended }: PastBuild): number => Date.parse(ended ?? began);

async function opsOf(history: BuildHistory, build: PastBuild): Promise<readonly ElsewhereOp[] | undefined> {
  const whole = build.succeeded ? opsIn(await history.provenance(build)) : undefined;
  if (whole) return whole;
  const report = await history.report(build);
  return report && opsToldIn(report.steps);
}

/** `at 14:02`, and of another day `on 2026-11-20 at 14:02`. */
export function localWords(at: Date, now: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const dayOf = (date: Date): string =>
    `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `at ${two(at.getHours())}:${two(at.getMinutes())}`;
  return dayOf(at) === dayOf(now) ? clock : `on ${dayOf(at)} ${clock}`;
}

async function writeTold(folder: string, builder: string, path: string, told: Told): Promise<void> {
  try {
    await mkdir(builderFolder(folder, builder), { recursive: true, mode: 0o700 });
    await writeRecordFile(path, { version: RECORD_VERSION, builds: [...told].map(([ref, ops]) => ({ ref, ops })) });
  } catch {
    // Then it is asked for again.
  }
}

async function readTold(path: string): Promise<Told> {
  const read = await readRecordFile(path, (value) => listOf(fieldOf(value, 'builds')));
  const told = new Map<string, readonly ElsewhereOp[]>();
  for (const build of read.kind === 'read' ? read.value : []) {
    const ref = textOf(fieldOf(build, 'ref'));
    const ops = listOf(fieldOf(build, 'ops')).map(asOp);
    if (ref !== undefined && ops.every((op) => op !== undefined)) told.set(ref, ops);
  }
  return told;
}

function asOp(value: unknown): ElsewhereOp | undefined {
  const text = (name: string): Record<string, string> => {
    const found = textOf(fieldOf(value, name));
    return found === undefined ? {} : { [name]: found };
  };
  const list = (name: string): Record<string, string[]> =>
    Array.isArray(recordOf(value)?.[name]) ? { [name]: textsOf(fieldOf(value, name)) } : {};
  const kind = fieldOf(value, 'kind');
  switch (kind) {
    case 'run':
      return { kind, ...list('args'), ...list('env'), ...text('title') };
    case 'copy':
      return { kind, ...list('sources'), ...text('destination') };
    case 'mkdir':
      return { kind, ...text('path') };
    case 'merge':
      return { kind };
    default:
      return undefined;
  }
}
