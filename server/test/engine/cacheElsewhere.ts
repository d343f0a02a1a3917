// Builds that nobody recorded: each plan of `layerlens cache` is held against a plain build that follows it. What such a
// build left may be a hit or cannot be known; that it is new may be said only of what no build ever had.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { SAMPLE_BASE, sampleBase } from '../../../scripts/rig/sampleBase.mjs';
import { buildArgv, complaint, run, stepsSeen, type Ended, type Planned } from './cacheCli';

interface Case {
  readonly name: string;
  readonly edit: () => Promise<void>;
  /** Steps that must be said to be new: no build had them, and that is known. */
  readonly isNew?: readonly string[];
  /** True: the builder has all of it, some of it from builds that nobody recorded. */
  readonly isThere?: true;
  /** True: what was built before was learned, where buildx tells where it lay: then nothing is left unknown of it. */
  readonly isLearned?: true;
  /** True: it is planned once more when it is built, as an editor does that sees the image. */
  readonly isSeen?: true;
  /** Not planned: it is built, by another file or to fail. */
  readonly only?: { readonly file: string; readonly fails?: true };
}

export async function askElsewhere(builder: Builder): Promise<string[]> {
  const owner = builder.engine ?? builder.buildkit;
  if (!owner || builder.frontend === 'classic') return [];
  owner.registry?.register(SAMPLE_BASE, await sampleBase());
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-elsewhere-'));
  const project = join(folder, 'project');
  const bin = join(folder, 'bin');
  // Nobody else's builds on this builder have these steps.
  const salt = folder.slice(-6);
  const text = (last: string): string =>
    `FROM ${SAMPLE_BASE} AS build
WORKDIR /${salt}
COPY package.json ./
RUN echo ${salt} && cat package.json > /deps
COPY src ./src
RUN cat src/* > /out
FROM ${SAMPLE_BASE} AS final
COPY --from=build /out /${salt}/out
${last}
`;
  const put = (name: string, content: string): Promise<void> => writeFile(join(project, name), content);
  const source = (content: string) => (): Promise<void> => put('src/a.txt', `${content} ${salt}`);
  const last =
    (line: string, file = 'Dockerfile') =>
    (): Promise<void> =>
      put(file, text(line));
  const cases: readonly Case[] = [
    { name: 'a new file', edit: source('b'), isNew: ['COPY src ./src'] },
    { name: 'built by somebody', edit: () => Promise.resolve(), isThere: true, isLearned: true, isSeen: true },
    { name: 'and edited', edit: source('c'), isLearned: true, isNew: builder.engine ? ['COPY src ./src'] : [] },
    { name: 'back to what was built by somebody', edit: source('b'), isThere: true },
    { name: 'back to what was recorded', edit: source('a'), isThere: true },
    { name: 'another file', edit: last('RUN echo other > /last', 'Other'), only: { file: 'Other' } },
    { name: 'a step that another file had', edit: last('RUN echo other > /last'), isThere: true },
    { name: 'a step that none had', edit: last('RUN echo none > /last'), isNew: ['RUN echo none > /last'] },
    {
      name: 'a build that fails',
      edit: last('RUN echo before > /last\nRUN false'),
      only: { file: 'Dockerfile', fails: true },
    },
    { name: 'a step of it that went through', edit: last('RUN echo before > /last'), isThere: true },
  ];
  const wrong: string[] = [];
  const env = {
    ...process.env,
    ...builder.engine?.env,
    LAYERLENS_STATE: join(folder, 'state'),
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  };
  const layerlens = (args: readonly string[]): Promise<Ended> =>
    run([process.execPath, join(process.cwd(), 'dist/server.js'), ...args], project, env);
  const plan = ['cache', 'Dockerfile', '--json', ...(builder.buildkit ? ['--builder', builder.buildkit.address] : [])];
  try {
    await mkdir(join(project, 'src'), { recursive: true });
    await mkdir(bin);
    if (builder.engine) await symlink(builder.engine.docker, join(bin, 'docker'));
    if (builder.buildkit) await symlink(builder.buildkit.buildctl, join(bin, 'buildctl'));
    await put('package.json', '{}');
    await source('a')();
    await last('RUN echo last > /last')();
    const recorded = await layerlens(['record', 'Dockerfile', '--', ...buildArgv(builder, [])]);
    if (recorded.code !== 0)
      return [`elsewhere: the first build ended with ${String(recorded.code)}: ${complaint(recorded)}`];
    for (const { name, edit, isNew = [], isThere = false, isLearned, isSeen, only } of cases) {
      await edit();
      const say = (what: string): void => void wrong.push(`elsewhere, ${name}: ${what}`);
      const asked = only ? undefined : await toldInTime(() => layerlens(plan));
      if (asked && asked.code !== 0) {
        say(`cache ended with ${String(asked.code)}: ${asked.stderr}`);
        continue;
      }
      const file = only?.file ?? 'Dockerfile';
      const flags = builder.buildkit ? [`--opt`, `filename=${file}`] : ['-f', file];
      const argv = builder.buildkit ? [...buildArgv(builder, []), ...flags] : buildArgv(builder, flags);
      const built = await run(argv, project, env);
      if ((built.code === 0) === (only?.fails === true))
        say(`it ended with ${String(built.code)}: ${complaint(built)}`);
      if (!asked) continue;
      const { steps } = JSON.parse(asked.stdout) as Planned;
      const cached = stepsSeen(built, builder);
      for (const { stage, text: step, verdict, line } of steps) {
        const really = cached.get(`${stage} ${step}`);
        const at = `line ${String(line)} (${step})`;
        if (really === undefined) say(`${at} was not reported`);
        else if (verdict !== 'unknown' && (verdict === 'hit') !== really)
          say(`${at}: ${verdict}, but the builder ${really ? 'took it from its cache' : 'ran it'}`);
        if (isThere && really === false) say(`${at} was to come from the cache`);
      }
      const open = steps.filter(({ because }) => because.some(({ kind }) => kind === 'built-elsewhere'));
      if (isLearned && builder.engine && open.length > 0) say(`not learned: ${open.map((one) => one.text).join('; ')}`);
      if (isSeen) await layerlens(plan);
      for (const step of isNew)
        if (!steps.some(({ text: other, verdict }) => other === step && verdict === 'miss'))
          say(`${step} is not said to be new: ${asked.stdout}`);
    }
    return wrong;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A look at the builder's history is bounded: on a busy machine the next one hears the rest. */
export async function toldInTime(ask: () => Promise<Ended>): Promise<Ended> {
  const first = await ask();
  return first.stdout.includes('"built-elsewhere"') ? ask() : first;
}
