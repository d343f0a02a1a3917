// Runs a scenario's build for real and reads what the builder says of each step: rawjson of BuildKit, the text of the
// classic builder. A reading of its own, on purpose not the product's.
import { join } from 'node:path';
import { RUN_ID, type Builder } from '../../../scripts/rig/builders.mjs';
import { run } from '../../../scripts/rig/cache.mjs';
import type { ReportedStep } from '../../src/cache/progress';
import type { ProjectDisk } from './cacheDisk';
import type { ProjectState } from './cacheProject';

export interface RealBuild {
  readonly ok: boolean;
  readonly steps: readonly ReportedStep[];
  readonly log: string;
}

let count = 0;

export async function buildForReal(builder: Builder, state: ProjectState, disk: ProjectDisk): Promise<RealBuild> {
  const words = (list: readonly string[]): string[] => list.map((word) => word.replaceAll('{project}', disk.root));
  const context = disk.context(state);
  const file = join(context, state.dockerfile);
  if (builder.buildkit) {
    const { code, stderr } = await run(plainWords(builder.buildkit, state, disk, words(state.words)), { check: false });
    return { ok: code === 0, steps: readRawJson(stderr), log: stderr };
  }
  if (builder.buildah) {
    const { argv, building, env } = builder.buildah;
    const image = `layerlens-test/cache-${RUN_ID}:${String(++count)}`;
    const all = [
      ...[...argv, ...building, '--pull-always', '-t', image, '-f', file],
      ...(state.noCache === false ? [] : ['--no-cache']),
      ...requestWords(state, disk),
      ...words(state.words),
      context,
    ];
    const { code, stderr, stdout } = await run(all, { check: false, env });
    return { ok: code === 0, steps: readBuildah(stdout + stderr, code === 0), log: stdout + stderr };
  }
  const engine = builder.engine;
  if (!engine) throw new Error(`${builder.id} has no engine`);
  const isClassic = builder.frontend === 'classic';
  const noCache = state.noCache;
  const argv = [
    ...[engine.docker, ...(isClassic ? ['build'] : ['buildx', 'build', '--builder', 'default', '--load'])],
    ...(isClassic ? [] : ['--label', `layerlens.test=${RUN_ID}`, '--progress=rawjson', '--provenance=false']),
    ...['--pull', '--network=none', '-t', `layerlens-test/cache-${RUN_ID}:${String(++count)}`, '-f', file],
    ...(noCache === true ? ['--no-cache'] : []),
    ...(typeof noCache === 'object' ? noCache.map((stage) => `--no-cache-filter=${stage}`) : []),
    ...requestWords(state, disk),
    ...words(state.words),
    context,
  ];
  const env = { ...process.env, ...engine.env, DOCKER_BUILDKIT: isClassic ? '0' : '1' };
  const { code, stderr, stdout } = await run(argv, { check: false, env });
  const ok = code === 0;
  return { ok, steps: isClassic ? readClassic(stdout, ok) : readRawJson(stderr), log: stdout + stderr };
}

/** As docker and buildah have them. */
const requestWords = (state: ProjectState, disk: ProjectDisk): string[] => [
  ...(state.target === '' ? [] : ['--target', state.target]),
  ...Object.entries(state.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ...Object.entries(state.contexts).flatMap(([name, what]) => [
    '--build-context',
    `${name}=${what === 'folder' ? disk.named(name) : what}`,
  ]),
  ...Object.entries(state.runOptions).map(([name, value]) => `--${name}=${value}`),
];

function plainWords(
  buildkit: NonNullable<Builder['buildkit']>,
  state: ProjectState,
  disk: ProjectDisk,
  words: readonly string[],
): string[] {
  const { noCache } = state;
  const options: [string, string][] = [
    ['platform', 'linux/amd64'],
    ['filename', state.dockerfile],
    ['force-network-mode', 'none'],
    ...(state.target === '' ? [] : [['target', state.target] as [string, string]]),
    ...(noCache === false ? [] : [['no-cache', noCache === true ? '' : noCache.join(',')] as [string, string]]),
    ...Object.entries(state.args).map(([name, value]): [string, string] => [`build-arg:${name}`, value]),
    ...Object.entries(state.runOptions).map(([name, value]) => plainOption(name, value)),
    ...Object.entries(state.contexts).map(([name, what]): [string, string] => [
      `context:${name}`,
      what === 'folder' ? `local:${name}` : what,
    ]),
  ];
  const locals = Object.entries(state.contexts).filter(([, what]) => what === 'folder');
  return [
    ...[buildkit.buildctl, '--addr', buildkit.address, 'build', '--progress=rawjson', '--frontend', 'dockerfile.v0'],
    ...['--local', `context=${disk.context(state)}`, '--local', `dockerfile=${disk.context(state)}`],
    ...locals.flatMap(([name]) => ['--local', `${name}=${disk.named(name)}`]),
    ...options.flatMap(([name, value]) => ['--opt', `${name}=${value}`]),
    ...['--output', 'type=docker,name=layerlens-test/cache,dest=/dev/null'],
    ...words,
  ];
}

/** As the docker CLI translates it for the frontend. */
function plainOption(name: string, value: string): [string, string] {
  if (name === 'add-host') return ['add-hosts', value.replace(':', '=')];
  return [name, name === 'shm-size' ? String(Number.parseInt(value, 10) * 1024 * 1024) : value];
}

interface RawVertex {
  readonly digest: string;
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/** The newest state of each vertex, in the order of their first mention. */
export function readRawJson(log: string): ReportedStep[] {
  const vertexes = new Map<string, RawVertex>();
  const loaded = new Set<string>();
  for (const line of log.split('\n')) {
    if (!line.startsWith('{"')) continue;
    let told: { vertexes?: readonly RawVertex[] };
    try {
      told = JSON.parse(line) as typeof told;
    } catch {
      continue;
    }
    for (const vertex of told.vertexes ?? []) {
      vertexes.set(vertex.digest, vertex);
      // A linked copy that was loaded starts once more when its layers are laid over each other.
      if (vertex.cached === true && vertex.started !== vertex.completed) loaded.add(vertex.digest);
    }
  }
  const hasFailed = ({ error }: RawVertex): boolean => (error ?? '') !== '';
  const failures = new Set([...vertexes.values()].filter(hasFailed).map(({ started }) => started));
  // What an ADD fetches is told under the name of the ADD itself.
  const copies = new Set([...vertexes.values()].filter(({ inputs }) => inputs !== undefined).map(({ name }) => name));
  const own = [...vertexes.values()].filter(({ name, inputs }) => inputs !== undefined || !copies.has(name));
  return own.map((vertex) => {
    const { digest, name, started, completed } = vertex;
    const cached = vertex.cached === true || loaded.has(digest);
    // Whatever a vertex stands on is told as cached at its start, also when that start is only a failure to find its
    // sources (moby/buildkit: solver/progress.go, append; solver/jobs.go, CalcSlowCache).
    const isImplied = cached && !loaded.has(digest) && started === completed && failures.has(started);
    return {
      name,
      cached: cached && !isImplied,
      completed: completed !== undefined && !hasFailed(vertex) && !isImplied,
      failed: hasFailed(vertex),
      seconds: null,
    };
  });
}

/**
 * By stage and number; FROM is left out. A step may begin and then wait for a stage that it takes files from, so what is said
 * belongs to the youngest step that has not ended. Of a build that failed that is the one.
 */
export function readBuildah(log: string, ok: boolean): ReportedStep[] {
  const steps: { name: string; cached: boolean; ended: boolean }[] = [];
  const open: { cached: boolean; ended: boolean }[] = [];
  for (const line of log.split('\n')) {
    const [begins, stage = '', number = '', total = '', text = ''] =
      /^(\[\d+\/\d+\] )?STEP (\d+)\/(\d+): (.*)$/.exec(line) ?? [];
    if (begins !== undefined) {
      const step = { name: `${stage}Step ${number}/${total} : ${text}`, cached: false, ended: false };
      if (number !== '1') steps.push(step);
      // Of FROM no end is told, unless there is nothing else.
      if (number !== '1' || total === '1') open.push(step);
      continue;
    }
    const last = open.at(-1);
    if (last && line.startsWith('--> Using cache ')) last.cached = true;
    else if (last && /^--> [0-9a-f]{11}$/.test(line)) {
      last.ended = true;
      open.pop();
    }
  }
  // What is no instruction is found out when it is its turn, and told as a step.
  const isRefused = /: Unknown instruction: /.test(log);
  const told = steps.filter((step) => !isRefused || step !== open.at(-1));
  return told.map((step) => ({
    name: step.name,
    cached: step.cached,
    completed: step.ended,
    failed: !ok && step === open.at(-1),
    seconds: null,
  }));
}

/** A step that failed is the last one told of. */
export function readClassic(log: string, ok: boolean): ReportedStep[] {
  const parts = log.split(/^(?=Step \d+\/\d+ : )/m).filter((part) => part.startsWith('Step '));
  return parts.map((part, i) => {
    const failed = !ok && i === parts.length - 1;
    const name = part.slice(0, part.indexOf('\n'));
    return { name, cached: /^ ---> Using cache$/m.test(part), completed: !failed, failed, seconds: null };
  });
}
