// Builds that nobody recorded, as the programs of a machine tell of them: samples of buildx 0.29 and of buildctl 0.32.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { NEVER_CANCELLED } from '../base/platform';
import type { ProgramEnd, ProgramRun, Programs } from '../engine/programs';
import type { RecordedKeys } from '../cache/record';
import { bundleOf } from '../../test/support/historyBundle';
import type { ReportedStep } from '../cache/progress';
import { usualBuilder, type BuilderCommand } from './builderCommand';
import { opsToldIn } from './buildProvenance';
import { localWords, unrecordedBuilds } from './elsewhereBuilds';

const RUN = {
  id: 'step4',
  op: {
    Op: { exec: { meta: { args: ['/bin/sh', '-c', 'make'], env: ['A=1'], cwd: '/app' }, mounts: [{ dest: '/' }] } },
  },
};
const COPY = {
  id: 'step3',
  op: {
    Op: { file: { actions: [{ input: 0, Action: { copy: { src: '/src', dest: '/app/src', mode: -1 } } }] } },
  },
};
const SOURCE = { id: 'step0', op: { Op: { source: { identifier: 'docker-image://docker.io/library/debian:12' } } } };
const END = { id: 'step5', op: { Op: {} }, inputs: ['step4:0'] };
const SLSA_02 = { buildConfig: { llbDefinition: [SOURCE, COPY, RUN, END] } };
const SLSA_1 = { buildDefinition: { internalParameters: SLSA_02 } };
const OPS = [
  { kind: 'copy', sources: ['/src'], destination: '/app/src' },
  { kind: 'run', args: ['/bin/sh', '-c', 'make'], env: ['A=1'] },
];
const FAILED_LOG = [
  {
    digest: 'sha256:1',
    name: '[2/3] COPY src src',
    started: '2026-11-21T21:20:46Z',
    completed: '2026-11-21T21:20:47Z',
  },
  {
    digest: 'sha256:2',
    name: '[3/3] RUN false',
    started: '2026-11-21T21:20:47Z',
    completed: '2026-11-21T21:20:48Z',
    error: 'exit code: 1',
  },
];

const buildxLine = (ref: string, minute: number, status = 'Completed'): string =>
  JSON.stringify({
    ref: `default/default/${ref}`,
    name: 'p',
    status,
    created_at: `2026-11-21T21:${String(minute)}:00.998305524Z`,
    ...(status !== 'Running' && { completed_at: `2026-11-21T21:${String(minute)}:03.166139761Z` }),
  });

class FakePrograms implements Programs {
  readonly runs: ProgramRun[] = [];
  constructor(private readonly answer: (args: string) => string | undefined) {}
  run(run: ProgramRun): Promise<ProgramEnd> {
    this.runs.push(run);
    const stdout = this.answer(run.args.join(' '));
    return Promise.resolve(
      stdout === undefined ? { kind: 'not-found' } : { kind: 'exited', code: 0, stdout, stderr: '' },
    );
  }
  pipe(): never {
    throw new Error('nobody asked for a stream');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'll-elsewhere-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const NEAR = join(folder, 'project/Dockerfile');
let builders = 0;
const nextBuilder = () => ({ id: `b${String(++builders)}`, kind: 'buildkit', answers: true }) as const;
const DOCKER = usualBuilder(undefined, '', {});
const record = (minute: number, ...history: string[]): RecordedKeys => ({
  version: 1,
  id: `r${String(minute)}`,
  at: `2026-11-21T21:${String(minute)}:00.000Z`,
  builder: 'b',
  keys: { links: [], results: [] },
  costs: [],
  history,
});

function look(
  programs: Programs,
  builder: { id: string; kind: 'buildkit' | 'classic'; answers: boolean } = nextBuilder(),
  known: RecordedKeys[] = [],
  command: BuilderCommand = DOCKER,
): ReturnType<typeof unrecordedBuilds> {
  return unrecordedBuilds(command, builder, { folder, known, dockerfile: NEAR, signal: NEVER_CANCELLED, programs });
}

const buildx = (lines: readonly string[], provenance: unknown = SLSA_02): FakePrograms =>
  new FakePrograms((args) => {
    if (args.includes('history ls')) return `${lines.join('\n')}\n`;
    if (args.includes('attachment')) return JSON.stringify(provenance);
    return `${JSON.stringify({ vertexes: FAILED_LOG })}\n`;
  });

for (const [name, provenance] of [
  ['SLSA 0.2', SLSA_02],
  ['SLSA 1', SLSA_1],
] as const) {
  test(`what a build did is read from its provenance: ${name}`, async () => {
    const [build] = await look(buildx([buildxLine('one', 20)], provenance));
    assert.deepEqual(build?.ops, OPS);
    assert.equal(build.at, '2026-11-21T21:20:03.166139761Z');
  });
}

test('recorded builds are left out, and the newest comes first', async () => {
  const lines = [buildxLine('old', 10), buildxLine('ours', 20), buildxLine('new', 30)];
  const builds = await look(buildx(lines), nextBuilder(), [record(10, 'default/default/ours')]);
  assert.deepEqual(
    builds.map(({ past }) => past.ref),
    ['default/default/new', 'default/default/old'],
  );
});

const names = (builds: Awaited<ReturnType<typeof look>>): string[] =>
  builds.map(({ past }) => past.ref.replace(/.*\//, ''));
/** Tells of no build what it did. */
const silent = (lines: readonly string[]): FakePrograms =>
  new FakePrograms((args) => (args.includes('history ls') ? `${lines.join('\n')}\n` : undefined));

for (const [name, known, refs] of [
  ['the first record that has a name', [record(10), record(20, 'x'), record(30, 'y')], ['late', 'middle']],
  ['the newest one, where none has', [record(10), record(30)], ['late']],
] as const) {
  test(`what was built since counts, told or not, and what was built before when it is told: ${name}`, async () => {
    const lines = [buildxLine('early', 15), buildxLine('middle', 25), buildxLine('late', 35)];
    assert.deepEqual(names(await look(silent(lines), nextBuilder(), [...known])), refs);
    assert.deepEqual(names(await look(buildx(lines), nextBuilder(), [...known])), ['late', 'middle', 'early']);
  });
}

test('of what was built before, a few are asked for at each look', async () => {
  const lines = Array.from({ length: 12 }, (_, i) => buildxLine(`b${String(i)}`, 10 + i));
  const builder = nextBuilder();
  const counts: number[] = [];
  for (let at = 0; at < 4; at++) counts.push((await look(buildx(lines), builder, [record(40, 'y')])).length);
  assert.deepEqual(counts, [5, 10, 12, 12]);
});

/** Where builds were started, as buildx keeps it. */
function placed(places: Readonly<Record<string, string>>): BuilderCommand {
  const config = mkdtempSync(join(folder, 'buildx-'));
  const refs = join(config, 'refs/default/default');
  mkdirSync(refs, { recursive: true });
  for (const [ref, file] of Object.entries(places))
    writeFileSync(join(refs, ref), JSON.stringify({ LocalPath: dirname(file), DockerfilePath: file }));
  return usualBuilder(undefined, '', { BUILDX_CONFIG: config });
}

test('many are asked for together, and what is not told there by itself', async () => {
  const answers = buildx(
    ['one', 'two', 'three', 'bad'].map((ref, i) => buildxLine(ref, 20 + i, ref === 'bad' ? 'Error' : undefined)),
  );
  const packed = gzipSync(await bundleOf({ one: [SLSA_02], two: [], three: [SLSA_1] }));
  const exported: string[] = [];
  const programs: Programs = {
    run: (run) => answers.run(run),
    pipe: (_program, args) => {
      exported.push(args.slice(args.indexOf('export')).join(' '));
      return Duplex.from(packed);
    },
  };
  const builds = await look(programs);
  assert.deepEqual(exported, ['export three two one']);
  assert.deepEqual(
    builds.map(({ ops }) => ops),
    [[{ kind: 'copy', sources: ['/src'] }], OPS, OPS, OPS],
  );
  const alone = answers.runs.map(({ args }) => args.join(' ')).filter((args) => /attachment|logs/.test(args));
  assert.equal(alone.length, 2);
});

test('a builder that cannot tell of many together is asked for each', async () => {
  const answers = buildx(['one', 'two', 'three'].map((ref, i) => buildxLine(ref, 20 + i)));
  const programs: Programs = {
    run: (run) => answers.run(run),
    pipe: () => new Duplex().destroy(new Error('unknown command "export"')),
  };
  assert.deepEqual(
    (await look(programs)).map(({ ops }) => ops),
    [OPS, OPS, OPS],
  );
});

test('of what was built before, builds of the same project count, told or not', async () => {
  const lines = ['mine', 'beside', 'above', 'theirs', 'nowhere'].map((ref, i) => buildxLine(ref, 20 - i));
  const places = {
    mine: NEAR,
    beside: join(folder, 'project/Dockerfile.dev'),
    theirs: join(folder, 'other/Dockerfile'),
  };
  const command = placed({ ...places, above: join(folder, 'Dockerfile') });
  const builds = await look(silent(lines), nextBuilder(), [record(30, 'y')], command);
  assert.deepEqual(names(builds), ['mine', 'beside', 'above']);
});

test('only those, where something may be learned and nothing is called new', async () => {
  const programs = buildx([buildxLine('mine', 45), buildxLine('theirs', 50)]);
  const command = placed({ mine: NEAR });
  const given = { folder, known: [record(30, 'y')], dockerfile: NEAR, only: true, signal: NEVER_CANCELLED, programs };
  const builds = await unrecordedBuilds(command, nextBuilder(), given);
  assert.deepEqual(names(builds), ['mine']);
  assert.equal(programs.runs.length, 2);
});

test('of a step that only its title tells, what stands there plainly counts', () => {
  const titled = (title: string): unknown =>
    opsToldIn([{ name: `[stage-1 2/9] ${title}`, cached: true, completed: true } as ReportedStep])[0];
  for (const [title, expected] of [
    ['WORKDIR /app', { kind: 'mkdir', path: '/app' }],
    ['WORKDIR app', { kind: 'mkdir' }],
    ['WORKDIR /$APP', { kind: 'mkdir' }],
    ['COPY src/a.js ./b/ /app/', { kind: 'copy', sources: ['/src/a.js', '/b'], destination: '/app/' }],
    ['ONBUILD COPY --chown=1:1 . app', { kind: 'copy', sources: ['/'] }],
    ['COPY --from=build /out/* /app', { kind: 'copy', sources: ['/out/*'], destination: '/app' }],
    ['COPY [a b, /app/]', { kind: 'copy' }],
    ['COPY "a b" /app/', { kind: 'copy' }],
    ['COPY <<EOF /app', { kind: 'copy' }],
    ['COPY --parents a/b /app', { kind: 'copy' }],
    ['ADD https://example.com/a.tgz /app/', { kind: 'copy' }],
    ['LINK COPY --link a /app', { kind: 'merge' }],
  ] as const)
    assert.deepEqual(titled(title), expected, title);
});

test('of a build that failed the steps count that came to an end', async () => {
  const [build] = await look(buildx([buildxLine('bad', 20, 'Error')]));
  assert.deepEqual(build?.ops, [{ kind: 'copy', sources: ['/src'] }]);
});

test('a build that goes on may leave anything', async () => {
  const programs = buildx([buildxLine('now', 20, 'Running')]);
  const [build] = await look(programs);
  assert.equal(build?.ops, undefined);
  assert.equal(programs.runs.length, 1);
});

test('provenance of one of several platforms does not say all', async () => {
  const several = { ...SLSA_02, invocation: { parameters: { args: { platform: 'linux/amd64,linux/arm64' } } } };
  const programs = buildx([buildxLine('two', 20)], several);
  await look(programs);
  assert.match(programs.runs.at(-1)?.args.join(' ') ?? '', /history logs/);
});

test('what was told is not asked again, and forgotten with the build', async () => {
  const builder = nextBuilder();
  await look(buildx([buildxLine('one', 20)]), builder);
  const again = buildx([buildxLine('one', 20)]);
  const [build] = await look(again, builder);
  assert.deepEqual(build?.ops, OPS);
  assert.equal(again.runs.length, 1);
  await look(buildx([]), builder);
  const later = buildx([buildxLine('one', 20)]);
  await look(later, builder);
  assert.equal(later.runs.length, 2);
});

test('a program that is not there, or too old, says nothing', async () => {
  assert.deepEqual(await look(new FakePrograms(() => undefined)), []);
});

test('nobody is asked for a classic builder, or where the engine is silent', async () => {
  const programs = buildx([buildxLine('one', 20)]);
  assert.deepEqual(await look(programs, { ...nextBuilder(), kind: 'classic' }), []);
  assert.deepEqual(await look(programs, { ...nextBuilder(), answers: false }), []);
  assert.equal(programs.runs.length, 0);
});

test('nobody is asked when it was cancelled', async () => {
  const programs = buildx([buildxLine('one', 20)]);
  const signal = AbortSignal.abort();
  assert.deepEqual(
    await unrecordedBuilds(DOCKER, nextBuilder(), { folder, known: [], dockerfile: NEAR, signal, programs }),
    [],
  );
  assert.equal(programs.runs.length, 0);
});

const COMMANDS: readonly [string, BuilderCommand, string][] = [
  ['docker build', { ...DOCKER, usesCurrentInstance: false }, 'buildx --builder default history ls'],
  ['docker buildx build', DOCKER, 'buildx history ls'],
  ['an instance', usualBuilder(undefined, 'box', {}), 'buildx --builder box history ls'],
  ['an engine', { ...DOCKER, address: 'tcp://h:1', context: '' }, '--host tcp://h:1 buildx history ls'],
];
for (const [name, command, words] of COMMANDS) {
  test(`the builder of the build is asked: ${name}`, async () => {
    const programs = buildx([]);
    await look(programs, nextBuilder(), [], command);
    assert.deepEqual(
      programs.runs.map(({ args, timeoutMs }) => [args.join(' '), timeoutMs <= 2000]),
      [[`${words} --format json`, true]],
    );
  });
}

test('a daemon that is named is asked by buildctl', async () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const record = {
    Ref: 'qpxsltexmsd4ulfw4nxkbsvv8',
    CreatedAt: { seconds: 1795295876, nanos: 144041004 },
    CompletedAt: { seconds: 1795295877, nanos: 924406798 },
    Result: {
      Attestations: [{ digest, annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' } }],
    },
  };
  const programs = new FakePrograms((args) =>
    args.includes('histories') ? `${JSON.stringify({ type: 1, record })}\n` : JSON.stringify(SLSA_1),
  );
  const command = usualBuilder(undefined, 'unix:///run/b.sock', {});
  const [build] = await look(programs, { ...nextBuilder(), answers: false }, [], command);
  assert.deepEqual(build?.ops, OPS);
  assert.equal(build.at, '2026-11-21T21:17:57.924Z');
  assert.deepEqual(
    programs.runs.map(({ program, args }) => [program, ...args].join(' ')),
    [
      'buildctl --addr unix:///run/b.sock debug histories --format {{json .}}',
      `buildctl --addr unix:///run/b.sock debug get ${digest}`,
    ],
  );
});

test('a name that would be an option of the program is no build', async () => {
  assert.deepEqual(await look(buildx([buildxLine('--help', 20)])), []);
});

test('a time of today is a clock time, another one has its day', () => {
  const now = new Date(2026, 10, 21, 15, 0);
  assert.equal(localWords(new Date(2026, 10, 21, 14, 2), now), 'at 14:02');
  assert.equal(localWords(new Date(2026, 10, 20, 9, 5), now), 'on 2026-11-20 at 09:05');
});
