// `layerlens record` and `layerlens cache` on a real engine: each plan is made before a build and held against what the
// builder then says of its own steps.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { SAMPLE_BASE, sampleBase } from '../../../scripts/rig/sampleBase.mjs';

const DOCKERFILE = `FROM ${SAMPLE_BASE} AS build
WORKDIR /app
COPY package.json ./
RUN cat package.json > /deps
ARG MODE=dev
COPY src ./src
RUN echo $MODE > /mode && cat src/* > /out
FROM ${SAMPLE_BASE}
COPY --from=build /out /out
ENV X=1
RUN echo done > /done && head -c 300000 /dev/zero > /zeros
CMD ["sh"]
`;

/** No official image: nobody knows its links by its name. */
const UNKNOWN_BASE = 'acme/base:1';

const WITNESS = 'layerlens-test/cache-cli:witness';

export interface Planned {
  readonly record: { readonly builds: number } | null;
  readonly steps: readonly {
    readonly line: number;
    readonly stage: string;
    readonly text: string;
    readonly verdict: 'hit' | 'miss' | 'unknown';
    readonly because: readonly { readonly kind: string; readonly path?: string; readonly name?: string }[];
    readonly seconds: number | null;
    readonly bytes: number | null;
  }[];
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One edit, and what the plan must say of the first step that is built anew. */
interface Case {
  readonly name: string;
  readonly edit?: () => Promise<void>;
  readonly args?: readonly string[];
  /** Line, kind and name or path of its first reason; undefined: everything is cached. */
  readonly first?: readonly [line: number, kind: string, what?: string];
  readonly fails?: boolean;
}

export async function askCacheCli(builder: Builder): Promise<string[]> {
  const rig = builder.engine;
  const owner = rig ?? builder.buildkit;
  if (!owner) return [];
  owner.registry?.register(SAMPLE_BASE, await sampleBase());
  owner.registry?.register(UNKNOWN_BASE, await sampleBase());
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-cache-'));
  const state = join(folder, 'state');
  const project = join(folder, 'project');
  const wrong: string[] = [];
  const env = {
    ...process.env,
    ...rig?.env,
    LAYERLENS_STATE: state,
    DOCKER_BUILDKIT: builder.frontend === 'classic' ? '0' : '1',
  };
  const layerlens = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    run([process.execPath, join(process.cwd(), 'dist/server.js'), ...args], project, { ...env, ...more });
  const put = async (name: string, content: string): Promise<void> => {
    await writeFile(join(project, name), content);
  };
  const cases: readonly Case[] = [
    { name: 'first build', first: [2, 'not-recorded'] },
    { name: 'no change' },
    { name: 'a file changed', edit: () => put('src/a.txt', 'other'), first: [6, 'file-changed', 'src/a.txt'] },
    { name: 'a file added', edit: () => put('src/b.txt', 'b'), first: [6, 'file-added', 'src/b.txt'] },
    { name: 'a touched file', edit: () => utimes(join(project, 'src/a.txt'), 1e9, 1e9) },
    {
      name: 'a changed mode',
      edit: () => chmod(join(project, 'package.json'), 0o600),
      first: [3, 'mode-changed', 'package.json'],
    },
    { name: 'what the ignore file keeps out', edit: () => put('src/x.log', 'log') },
    {
      name: 'another argument',
      args: ['--build-arg', 'MODE=prod'],
      first: [7, 'arg-changed', 'MODE'],
    },
    { name: 'and back', args: [] },
    {
      name: 'an edited line',
      edit: () => put('Dockerfile', DOCKERFILE.replace('> /deps', '> /deps2')),
      first: [4, 'instruction-changed'],
    },
    { name: 'reverted', edit: () => put('Dockerfile', DOCKERFILE) },
    {
      name: 'a failing build',
      edit: () => put('Dockerfile', DOCKERFILE.replace('echo done', 'false')),
      first: [11, 'instruction-changed'],
      fails: true,
    },
    { name: 'after the failure', edit: () => put('Dockerfile', DOCKERFILE) },
  ];
  try {
    await mkdir(join(project, 'src'), { recursive: true });
    await put('Dockerfile', DOCKERFILE);
    await put('.dockerignore', '*.log\n**/*.log\n');
    await put('package.json', '{}');
    await put('src/a.txt', 'a');
    const before = await listing(project);
    for (const { name, edit, args = [], first, fails = false } of cases) {
      await edit?.();
      const say = (what: string): void => void wrong.push(`${name}: ${what}`);
      const asked = await layerlens([
        'cache',
        'Dockerfile',
        '--json',
        ...args,
        ...(builder.buildkit ? ['--builder', builder.buildkit.address] : []),
        ...(name === 'and back' ? ['--build-arg', 'MODE=dev'] : []),
      ]);
      if (asked.code !== 0) {
        say(`cache ended with ${String(asked.code)}: ${asked.stderr}`);
        continue;
      }
      const plan = JSON.parse(asked.stdout) as Planned;
      const miss = plan.steps.find(({ verdict }) => verdict !== 'hit');
      const cause = miss?.because[0];
      const said = miss && [miss.line, cause?.kind, ...(first?.[2] === undefined ? [] : [cause?.path ?? cause?.name])];
      // The classic builder's text of a RUN holds its arguments; the plan cannot tell them apart yet.
      const isVague = builder.frontend === 'classic' && first?.[1] === 'arg-changed';
      if (isVague ? miss?.line !== first[0] : JSON.stringify(said) !== JSON.stringify(first))
        say(`first is ${JSON.stringify(said)}, not ${JSON.stringify(first)}`);
      for (const step of plan.steps)
        if ((step.verdict === 'hit') !== (step.because.length === 0))
          say(`line ${String(step.line)}: ${step.verdict} with ${JSON.stringify(step.because)}`);
      const built = await layerlens(['record', 'Dockerfile', '--', ...buildArgv(builder, args)]);
      if ((built.code === 0) === fails) say(`the build ended with ${String(built.code)}: ${complaint(built)}`);
      const cached = stepsSeen(built, builder);
      for (const { stage, text: step, verdict, line } of plan.steps) {
        const really = cached.get(`${builder.frontend === 'classic' ? '' : stage} ${step}`);
        if (really === undefined) {
          if (!fails) say(`line ${String(line)} (${step}) was not reported`);
        } else if (verdict !== 'unknown' && (verdict === 'hit') !== really)
          say(
            `line ${String(line)} (${step}): ${verdict}, but the builder ${really ? 'took it from its cache' : 'ran it'}`,
          );
      }
    }
    const after = (await listing(project)).filter(
      (name) => !before.includes(name) && !['src/b.txt', 'src/x.log'].includes(name),
    );
    if (after.length > 0) wrong.push(`left in the project: ${after.join(', ')}`);
    if (rig) wrong.push(...(await askListed(layerlens, put, builder, env, state)));
    if (rig)
      wrong.push(...(await askWitness(layerlens, put, buildArgv(builder, ['-f', 'Single'], WITNESS), project, env)));
    if (rig) wrong.push(...(await askSilence(layerlens, rig.docker)), ...(await askCosts(layerlens)));
    return wrong;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Layerlens = (args: readonly string[], more?: Readonly<Record<string, string>>) => Promise<Ended>;

/** An engine that is not there: the plan says what it can, the build fails as it would without us. */
async function askSilence(layerlens: Layerlens, docker: string): Promise<string[]> {
  const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  const wrong: string[] = [];
  const asked = await layerlens(['cache', 'Dockerfile', '--json'], env);
  const plan = asked.code === 0 ? (JSON.parse(asked.stdout) as Planned) : undefined;
  if (plan?.record !== null) wrong.push(`no engine: ${asked.stderr} ${JSON.stringify(plan?.record)}`);
  if (plan?.steps.some(({ verdict }) => verdict === 'hit') === true)
    wrong.push('no engine: a hit on an unknown builder');
  const built = await layerlens(['record', 'Dockerfile', '--', docker, 'build', '.'], env);
  if (built.code !== 1 || !built.stderr.includes('nonexistent'))
    wrong.push(`no engine: ${String(built.code)} ${built.stderr}`);
  return wrong;
}

/** Without a record: the image's texts, and the files of its layers. */
async function askWitness(
  layerlens: Layerlens,
  put: (name: string, content: string) => Promise<void>,
  argv: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  await put(
    'Single',
    `FROM ${SAMPLE_BASE}\nWORKDIR /app\nCOPY package.json ./\nRUN echo a > /a\nCOPY src ./src\nRUN echo b > /b\n`,
  );
  const built = await run(argv, cwd, env);
  if (built.code !== 0) return [`witness: not built: ${complaint(built)}`];
  const ask = async (): Promise<string> => {
    const asked = await layerlens(['cache', 'Single', '--image', WITNESS, '--json'], {
      LAYERLENS_STATE: '/nonexistent',
    });
    if (asked.code !== 0) return asked.stderr;
    const { steps } = JSON.parse(asked.stdout) as Planned;
    return steps
      .map(({ line, verdict, because: [first] }) =>
        [line, verdict, first?.kind, first?.path].filter((word) => word !== undefined).join(' '),
      )
      .join('; ');
  };
  const wrong: string[] = [];
  const expect = (name: string, found: string, expected: string): void => {
    if (found !== expected) wrong.push(`witness, ${name}: ${found}\n  not ${expected}`);
  };
  expect('as built', await ask(), '2 hit; 3 hit; 4 hit; 5 hit; 6 hit');
  await put('src/a.txt', 'after the image');
  expect('a file', await ask(), '2 hit; 3 hit; 4 hit; 5 miss file-changed src/a.txt; 6 miss parent-missed');
  return wrong;
}

/**
 * What is written beside what is taken may go there by a link of the image. The engine holds the image: it is listed when
 * the build is recorded, and only when a verdict can hang on it.
 */
async function askListed(
  layerlens: Layerlens,
  put: (name: string, content: string) => Promise<void>,
  builder: Builder,
  env: NodeJS.ProcessEnv,
  state: string,
): Promise<string[]> {
  const lists = (): Promise<string[]> => readdir(join(state, 'images')).catch(() => []);
  const wrong: string[] = [];
  const expect = (name: string, found: string, expected: string): void => {
    if (found !== expected) wrong.push(`listed, ${name}: ${found}\n  not ${expected}`);
  };
  expect('before', String((await lists()).length), '0');
  await run([builder.engine?.docker ?? 'docker', 'pull', '-q', UNKNOWN_BASE], state, env);
  await put(
    'Copies',
    `FROM ${UNKNOWN_BASE} AS files\nCOPY package.json /beside/\nCOPY src /taken\nFROM ${UNKNOWN_BASE}\nCOPY --from=files /taken /taken\nRUN echo c > /c\n`,
  );
  const built = await layerlens(['record', 'Copies', '--', ...buildArgv(builder, ['-f', 'Copies'])]);
  if (built.code !== 0) return [`listed: not built: ${complaint(built)}`];
  expect('after the build', String((await lists()).length), '1');
  await put('package.json', '{"beside":1}');
  const ask = async (): Promise<string> => {
    const asked = await layerlens(['cache', 'Copies', '--json']);
    if (asked.code !== 0) return asked.stderr;
    const { steps } = JSON.parse(asked.stdout) as Planned;
    return steps
      .map(({ line, verdict, because: [first] }) => [line, verdict, first?.kind ?? ''].join(' ').trim())
      .join('; ');
  };
  expect('as it is', await ask(), '2 miss file-changed; 3 miss parent-missed; 5 hit; 6 hit');
  await rm(join(state, 'images'), { recursive: true });
  await run([builder.engine?.docker ?? 'docker', 'image', 'rm', '-f', UNKNOWN_BASE], state, env);
  expect(
    'nobody knows the files',
    await ask(),
    '2 miss file-changed; 3 miss parent-missed; 5 unknown image-unknown; 6 unknown parent-unknown',
  );
  return wrong;
}

async function askCosts(layerlens: Layerlens): Promise<string[]> {
  const asked = await layerlens(['cache', 'Dockerfile', '--json']);
  const { steps } = JSON.parse(asked.stdout) as Planned;
  const last = steps.find(({ line }) => line === 11);
  const wrong: string[] = [];
  if (last?.seconds === null || (last?.seconds ?? 99) > 30) wrong.push(`seconds of line 11: ${String(last?.seconds)}`);
  if (last?.bytes === null || (last?.bytes ?? 0) < 300_000) wrong.push(`bytes of line 11: ${String(last?.bytes)}`);
  return wrong;
}

let images = 0;

/**
 * The build as a person would give it; `args` are flags of docker. Each image has a name of its own: when a build takes a
 * name away from an image, the containerd store may delete the snapshots that it is just unpacking on ("parent snapshot …
 * does not exist", seen now and then under load).
 */
export function buildArgv(
  { frontend, engine, buildkit }: Builder,
  args: readonly string[],
  image = `layerlens-test/cache-cli:${String(++images)}`,
): string[] {
  if (buildkit) {
    const options = args.filter((arg) => !arg.startsWith('--')).map((arg) => `build-arg:${arg}`);
    return [
      ...[buildkit.buildctl, '--addr', buildkit.address, 'build', '--progress=rawjson', '--frontend', 'dockerfile.v0'],
      ...['--local', 'context=.', '--local', 'dockerfile=.', '--opt', 'force-network-mode=none'],
      ...options.flatMap((option) => ['--opt', option]),
    ];
  }
  const usual = ['--network=none', '-t', image, ...args, '.'];
  return [
    engine?.docker ?? 'docker',
    ...(frontend === 'classic' ? ['build'] : ['buildx', 'build', '--load', '--progress=rawjson']),
    ...usual,
  ];
}

/** `stage text` → whether the builder says it was cached. */
export function stepsSeen({ stdout, stderr }: Ended, { frontend }: Builder): Map<string, boolean> {
  const seen = new Map<string, boolean>();
  if (frontend === 'classic') {
    for (const part of stdout.split(/^Step \d+\/\d+ : /m).slice(1))
      seen.set(` ${part.split('\n')[0] ?? ''}`, part.includes('Using cache'));
    return seen;
  }
  for (const line of stderr.split('\n').filter((one) => one.startsWith('{'))) {
    const { vertexes = [] } = JSON.parse(line) as {
      vertexes?: { name: string; cached?: boolean; completed?: string }[];
    };
    for (const { name, cached = false, completed } of vertexes) {
      const [, stage, step] = /^\[(\S+) +\d+\/\d+\] (.*)$/s.exec(name) ?? [];
      if (stage !== undefined && completed !== undefined) seen.set(`${stage} ${step ?? ''}`, cached);
    }
  }
  return seen;
}

/** What a build says of its failure, without the thousand lines of its progress. */
export function complaint({ stderr }: Ended): string {
  const isProgress = (line: string): boolean => line.startsWith('{') && !line.includes('"error":');
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !isProgress(line))
    .join('\n');
}

const listing = async (folder: string): Promise<string[]> => readdir(folder, { recursive: true });

export async function run(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}
