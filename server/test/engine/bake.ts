// Asks buildx what the bake files of the sample workspaces ask for, and holds it against what our reader says alone: where
// the reader says a value it must be buildx's, and with buildx's answer nothing that buildx knows may be left unknown.
import { dirname } from 'node:path';
import { BakeAnswers } from '../../src/host/bakePrint';
import { nodeProject } from '../../src/host/nodeProject';
import { nodePrograms } from '../../src/host/process';
import type { BuildTarget } from '../../src/project/buildTarget';
import { allTargets } from '../../src/project/resolve';
import { inShort, readSamples, type Sample } from '../projects/support';

export interface BakeAgreement {
  readonly values: number;
  /** Values that only buildx told. */
  readonly told: number;
  /** Samples that buildx itself refuses. */
  readonly refused: readonly string[];
  readonly wrong: readonly string[];
}

export interface BakeClient {
  /** Path of a docker with buildx. */
  readonly docker: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Keys of a target in short that buildx prints. */
const COMPARED = {
  label: '',
  context: '',
  target: '',
  args: {},
  platforms: [],
  tags: [],
  contexts: {},
  noCache: false,
};

export async function askBake(client: BakeClient): Promise<BakeAgreement> {
  const refused: string[] = [];
  const wrong: string[] = [];
  let values = 0;
  let told = 0;
  for (const sample of readSamples().filter(({ name }) => name.startsWith('bake-'))) {
    const read = bakedOf(await allTargets(nodeProject(sample.folder, { env: sample.env ?? {} })));
    const { targets, failures } = await printedBy(client, sample);
    if (failures > 0) refused.push(sample.name);
    for (const target of targets) {
      const own = read.find(({ id }) => id === target.id);
      const say = (one: BuildTarget): [string, unknown][] =>
        pathsIn(inShort(one, COMPARED, dirname(sample.folder)), sample.folder);
      const mine = new Map(own ? say(own) : []);
      for (const [path, value] of say(target)) {
        values++;
        if (!mine.has(path) || mine.get(path) === null) told += value === null ? 0 : 1;
        else if (JSON.stringify(mine.get(path)) !== JSON.stringify(value))
          wrong.push(
            `${sample.name} ${target.id} ${path}: ${JSON.stringify(mine.get(path))}, buildx ${JSON.stringify(value)}`,
          );
      }
    }
    for (const { id } of read)
      if (!targets.some((target) => target.id === id)) wrong.push(`${sample.name} ${id} is gone`);
  }
  return { values, told, refused, wrong };
}

const bakedOf = (targets: readonly BuildTarget[]): readonly BuildTarget[] =>
  targets.filter(({ source }) => source.kind === 'bake');

/** `failures`: questions that buildx refused. */
async function printedBy(
  { docker, env }: BakeClient,
  sample: Sample,
): Promise<{ targets: readonly BuildTarget[]; failures: number }> {
  const programs = nodePrograms({ ...process.env, ...env, ...sample.env, PATH: dirname(docker) });
  let failures = 0;
  const waiting: Promise<unknown>[] = [];
  const bake = new BakeAnswers(
    {
      ...programs,
      run: (run) => {
        const end = programs.run(run);
        waiting.push(end);
        return end;
      },
    },
    {
      signal: { aborted: false },
      mayRun: () => Promise.resolve(true),
      told: () => undefined,
      failed: () => failures++,
    },
  );
  const files = nodeProject(sample.folder, { env: sample.env ?? {}, bake });
  await allTargets(files);
  // The questions are asked in the turns after the first answer.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(waiting);
  return { targets: bakedOf(await allTargets(files)), failures };
}

/** Each leaf by its path. */
function pathsIn(value: unknown, folder: string, path = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [[path, typeof value === 'string' ? value.replaceAll(folder, '<workspace>') : value]];
  return Object.entries(value).flatMap(([key, item]) => pathsIn(item, folder, path === '' ? key : `${path}.${key}`));
}
