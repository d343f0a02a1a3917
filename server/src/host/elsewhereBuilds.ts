// Knows: the builds of a builder that nobody recorded: which they are by its own history, and what each did. One program at
// a time, bounded in time as a whole; what was told of a build is kept on disk, so that it is asked for once.
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { ElsewhereBuild, ElsewhereOp } from '../cache/elsewhere';
import { RECORD_VERSION, type RecordedKeys } from '../cache/record';
import { fieldOf, listOf, recordOf, textOf, textsOf } from '../image/json';
import type { CancelSignal } from '../base/platform';
import type { Programs } from '../engine/programs';
import type { BuilderCommand } from './builderCommand';
import type { Builder } from './builderIdentity';
import { buildHistory, type BuildHistory, type PastBuild } from './buildHistory';
import { placeOf, type BuildPlace } from './buildPlace';
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
  /** Those that count whatever is told of them; of the others only those count of which something is. */
  readonly counts: (build: PastBuild) => Promise<boolean>;
  /** True: the others do not count at all. */
  readonly only: boolean;
  readonly now: Date;
}

export interface UnrecordedBuild extends ElsewhereBuild {
  readonly past: PastBuild;
}

type Told = ReadonlyMap<string, readonly ElsewhereOp[]>;

/** What was not told by then is told at the next look. */
const USUAL_LOOK_MS = 2000;

/** So many are asked for together: a program takes as long to start as to tell of several. */
const FEWEST_TOGETHER = 3;
const MOST_TOGETHER = 5;

export interface Look {
  readonly folder: string;
  readonly known: readonly RecordedKeys[];
  /** The Dockerfile of the plan, absolute: builds of its project count from the first one on. */
  readonly dockerfile: string;
  /** True: only builds of this very file, where nothing but what can be learned is asked for. */
  readonly only?: boolean;
  readonly signal: CancelSignal;
  /** How long it may take; absent: two seconds. */
  readonly mostMs?: number;
  /** Absent: the programs of this machine. */
  readonly programs?: Programs;
}

/** Newest first; none where the builder keeps no history, or is silent. */
export async function unrecordedBuilds(
  command: BuilderCommand,
  { id, kind, answers }: Pick<Builder, 'id' | 'kind' | 'answers'>,
  {
    folder,
    known,
    dockerfile,
    only = false,
    signal,
    mostMs = USUAL_LOOK_MS,
    programs = nodePrograms(command.env),
  }: Look,
): Promise<readonly UnrecordedBuild[]> {
  // Nobody can say of a daemon that buildctl names whether it answers, but by asking it.
  if (kind !== 'buildkit' || (!answers && command.program === 'docker')) return [];
  const until = Date.now() + mostMs;
  const history = buildHistory(command, programs, { signal, remainingMs: () => until - Date.now() });
  if (!history) return [];
  const recorded = new Set(known.flatMap((record) => record.history ?? []));
  const since = only ? Infinity : sinceOf(known);
  const counts = async (build: PastBuild): Promise<boolean> => {
    if (timeIn(build) >= since) return true;
    const place = await placeOf(command, build.ref);
    return place !== undefined && (only ? place.dockerfile === dockerfile : isNear(place, dockerfile));
  };
  return elsewhereBuilds({ history, folder, builder: id, recorded, counts, only, now: new Date() });
}

/** Of the same project, as far as places tell. */
const isNear = (place: BuildPlace, dockerfile: string): boolean =>
  dirname(place.dockerfile) === dirname(dockerfile) || dockerfile.startsWith(join(place.folder, sep));

/**
 * From the first record on whose name in the history is known. What was built before counts where it is near: a checkout
 * brings back what was built then. The rest counts once it was told, a few at each look: on a builder that is much used all
 * at once would be dozens of programs, and a record of today would tell nothing until they had answered.
 */
const sinceOf = (known: readonly RecordedKeys[]): number =>
  Date.parse((known.find(({ history = [] }) => history.length > 0) ?? known.at(-1))?.at ?? '') || 0;

/** Newest first; none where the history cannot be read. */
export async function elsewhereBuilds(request: ElsewhereRequest): Promise<readonly UnrecordedBuild[]> {
  const { history, folder, builder, recorded, counts, only, now } = request;
  const all = await history.list();
  if (!all) return [];
  const unrecorded = all.filter(({ ref }) => !recorded.has(ref)).sort((a, b) => (timeIn(a) < timeIn(b) ? 1 : -1));
  const counting: PastBuild[] = [];
  const others: PastBuild[] = [];
  for (const build of unrecorded)
    if (await counts(build)) counting.push(build);
    else if (!only) others.push(build);
  const path = join(builderFolder(folder, builder), 'elsewhere.json.gz');
  const before = await readTold(path);
  const there = new Set(all.map(({ ref }) => ref));
  const told = new Map([...before].filter(([ref]) => there.has(ref)));
  let isNew = told.size < before.size;
  const isFresh = ({ ref, ended }: PastBuild): boolean => ended !== undefined && !told.has(ref);
  // Of the others a few at each look: somebody waits.
  const fresh = [...counting.filter(isFresh), ...others.filter(isFresh).slice(0, MOST_TOGETHER)];
  const together = await provenancesOf(
    history,
    fresh.filter(({ succeeded }) => succeeded),
  );
  for (const build of fresh) {
    const ops = opsIn(together.get(build.ref)) ?? (await opsOf(history, build));
    if (ops) told.set(build.ref, ops);
    isNew ||= ops !== undefined;
  }
  if (isNew) await writeTold(folder, builder, path, told);
  const areSeen = new Set([...counting, ...others.filter(({ ref }) => told.has(ref))]);
  return unrecorded
    .filter((build) => areSeen.has(build))
    .map((past) => {
      const at = past.ended ?? past.began;
      return { past, at, when: localWords(new Date(at), now), ops: told.get(past.ref) };
    });
}

/** In parts, in their order, as far as the time reaches. */
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
