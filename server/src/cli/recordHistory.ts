// Knows: what became of a build whose words went straight to a terminal, as buildx's own history has it: the newest record
// of the builder, where it is this build's (image-facts §6.2).
import { heardAfterwards, type BuildRun } from '../host/buildRunner';
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
