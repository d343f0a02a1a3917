// Knows: what became of a build whose words went straight to a terminal, as buildx's own history has it: the newest record
// of the builder, where it is this build's (image-facts §6.2); and what that history calls a build that was recorded.
import { NEVER_CANCELLED } from '../base/platform';
import { buildHistory, type PastBuild } from '../host/buildHistory';
import { heardAfterwards, type BuildRun } from '../host/buildRunner';
import { nodePrograms } from '../host/process';
import type { StateRequest } from './buildState';

const ANSWER_MS = 5000;
/** Clocks of an engine in a virtual machine lag a little. */
const CLOCK_MS = 2000;

export async function withHistory(
  { asked, builder }: StateRequest,
  argv: readonly string[],
  run: BuildRun,
  startedAt: number,
): Promise<BuildRun> {
  const { program, address, context, instance, env } = asked.command;
  const docker = argv.find((word) => /(?:^|[/\\])docker(?:\.exe)?$/.test(word));
  if (builder.kind !== 'buildkit' || program !== 'docker' || docker === undefined || run.fault) return run;
  const options = [...(address === '' ? [] : ['--host', address]), ...(context === '' ? [] : ['--context', context])];
  const inside = instance === '' ? [] : ['--builder', instance];
  const words = [docker, ...options, 'buildx', ...inside, 'history', 'logs', '--progress', 'rawjson'];
  const report = await heardAfterwards(words, { ...env }, ANSWER_MS);
  // Somebody else's build may have ended meanwhile, or ours may have left no record.
  const isOurs = report?.began !== undefined && report.began >= startedAt - CLOCK_MS;
  return report && isOurs ? { ...run, report } : run;
}

const LIST_MS = 2000;
/** A build's first step begins with it, and was seen to begin some milliseconds before; of two at a time this tells which. */
const BEGIN_MS = 250;

/** When a build was started and was over, by our clock. */
export interface Took {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Empty where the history does not say for sure: then the build counts as one that nobody recorded. */
export async function namesInHistory(
  { asked, builder }: Pick<StateRequest, 'asked' | 'builder'>,
  argv: readonly string[],
  { report, fault }: BuildRun,
  took: Took,
): Promise<readonly string[]> {
  const { command, words } = asked;
  // Of several platforms only one is learned: what the others left counts as unrecorded.
  const isWhole = words?.platforms.known !== true || words.platforms.value.length < 2;
  if (report.heard !== 'buildkit' || fault || !isWhole) return [];
  // An engine that was silent before the build has no name for its builder either.
  if (!builder.answers && command.program === 'docker') return [];
  const program = argv.find((word) => new RegExp(`(?:^|[/\\\\])${command.program}(?:\\.exe)?$`).test(word));
  const until = Date.now() + LIST_MS;
  const limits = { signal: NEVER_CANCELLED, remainingMs: () => until - Date.now() };
  const list = await buildHistory(command, nodePrograms(command.env), limits, program)?.list();
  const ours = oneThatRan(list ?? [], report.began, took);
  return ours ? [ours.ref] : [];
}

/** The only one that it can be; undefined when none can, or several. */
export function oneThatRan(builds: readonly PastBuild[], began: number | undefined, took: Took): PastBuild | undefined {
  const may = builds.filter((build) => (began === undefined ? isWithin(build, took) : isAt(build, began)));
  const near = may.length > 1 && began !== undefined ? may.filter((one) => isNear(one, began)) : may;
  return near.length === 1 ? near[0] : undefined;
}

const beganAt = ({ began }: PastBuild): number => Date.parse(began);
const endedAt = ({ ended }: PastBuild): number => (ended === undefined ? Infinity : Date.parse(ended));

/** Both times are the builder's. */
const isNear = (build: PastBuild, began: number): boolean => Math.abs(began - beganAt(build)) < BEGIN_MS;
const isAt = (build: PastBuild, began: number): boolean =>
  isNear(build, began) || (beganAt(build) <= began && began <= endedAt(build));

const isWithin = (build: PastBuild, { startedAt, endedAt: until }: Took): boolean =>
  beganAt(build) >= startedAt - CLOCK_MS && endedAt(build) <= until + CLOCK_MS;
