// `layerlens cache` as a program, on builds that a fake builder told of: JSON as promised, table, options, and records that
// are damaged, newer, or of another builder.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { commitAll } from '../../../scripts/rig/git.mjs';
import { startFakeEngine } from '../../src/engine/fakeEngine.test';
import { layerlens, type Ended } from '../support/commandLine';
import { rawjson, writeFakeBuild, type FakeStep } from '../support/fakeBuild';
import { FakeEngine } from '../support/fakeEngine';
import { TestWorkspace } from '../support/workspace';

const DOCKERFILE = 'FROM debian AS build\nARG MODE=dev\nCOPY a /a\nRUN make\nFROM scratch\nCOPY --from=build /a /a\n';
const BUILT: readonly FakeStep[] = [
  { name: '[internal] load build context' },
  { name: '[build 2/3] COPY a /a', seconds: 0.5 },
  { name: '[build 3/3] RUN make', seconds: 12 },
  { name: '[stage-1 1/1] COPY --from=build /a /a', seconds: 0.25 },
];

let workspace: TestWorkspace;
before(() => {
  workspace = new TestWorkspace();
});
after(() => workspace.dispose());

let made = 0;

class Project {
  readonly top = workspace.path(`p${String(made++)}`);
  readonly folder = join(this.top, 'project');
  readonly state = join(this.top, 'state');

  constructor(text = DOCKERFILE) {
    mkdirSync(this.folder, { recursive: true });
    this.put('Dockerfile', text);
    this.put('a', 'a');
    this.put('.dockerignore', 'kept-out\n');
    this.put('kept-out', '');
    this.put('unused', '');
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  async record(steps: readonly FakeStep[] = BUILT, args: readonly string[] = [], code = 0): Promise<void> {
    const docker = writeFakeBuild(this.top, { stderr: rawjson(steps), code });
    const ended = await this.run(['record', 'Dockerfile', '--', docker, 'buildx', 'build', ...args, '.']);
    assert.equal(ended.code, code, ended.stderr);
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return layerlens(args, { cwd: this.folder, env: { LAYERLENS_STATE: this.state, ...env } });
  }

  async plan(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Plan> {
    const ended = await this.run(['cache', 'Dockerfile', '--json', ...args], env);
    assert.equal(ended.code, 0, ended.stderr);
    return JSON.parse(ended.stdout) as Plan;
  }

  files(part: string): string[] {
    return readdirSync(this.state, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes(`/${part}/`) && name.endsWith('.gz'))
      .map((name) => join(this.state, name));
  }
}

interface Plan {
  readonly record: Readonly<Record<string, unknown>> | null;
  readonly steps: readonly {
    readonly line: number;
    readonly verdict: string;
    readonly because: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly price: Readonly<Record<string, number | null>>;
  readonly problems: readonly string[];
  readonly whatIf?: unknown;
}

/** `3 hit`, `4 miss arg-changed`. */
const words = ({ steps }: Plan): string[] =>
  steps.map(({ line, verdict, because }) => [line, verdict, ...because.map(({ kind }) => kind)].join(' '));

const ALL_HIT = ['3 hit', '4 hit', '6 hit'];

test('the JSON: exactly the fields that were promised', async () => {
  const project = new Project();
  await project.record();
  project.put('a', 'b');
  const { stdout } = await project.run(['cache', 'Dockerfile', '--json']);
  const plan = JSON.parse(stdout) as Plan;
  const { at, builder, ...rest } = plan.record ?? {};
  assert.ok(!Number.isNaN(Date.parse(String(at))));
  assert.match(String(builder), /docker/);
  assert.deepEqual(
    { ...plan, record: rest },
    {
      schemaVersion: 1,
      target: 'stage-1',
      record: { builds: 1 },
      steps: [
        {
          line: 3,
          stage: 'build',
          text: 'COPY a /a',
          verdict: 'miss',
          because: [{ kind: 'file-changed', path: 'a' }],
          seconds: 0.5,
          bytes: null,
        },
        {
          line: 4,
          stage: 'build',
          text: 'RUN make',
          verdict: 'miss',
          because: [{ kind: 'parent-missed', step: { line: 3, stage: 'build' } }],
          seconds: 12,
          bytes: null,
        },
        {
          line: 6,
          stage: 'stage-1',
          text: 'COPY --from=build /a /a',
          verdict: 'unknown',
          because: [{ kind: 'output-unknown', step: { line: 4, stage: 'build' } }],
          seconds: 0.25,
          bytes: null,
        },
      ],
      firstMiss: { line: 3, stage: 'build' },
      price: { steps: 2, unknownSteps: 1, seconds: 12.5, bytes: null, unpriced: 0 },
      problems: [],
    },
  );
});

test('without a record nothing is known, and says why', async () => {
  const plan = await new Project().plan();
  assert.equal(plan.record, null);
  assert.deepEqual(words(plan), ['3 unknown not-recorded', '4 unknown not-recorded', '6 unknown not-recorded']);
});

test('records add up: a step of any earlier build hits again, after edit and revert', async () => {
  const project = new Project();
  await project.record();
  assert.deepEqual(words(await project.plan()), ALL_HIT);
  project.put('Dockerfile', DOCKERFILE.replace('make', 'make all'));
  assert.deepEqual(words(await project.plan())[1], '4 miss instruction-changed');
  await project.record(BUILT.map((step) => ({ ...step, name: step.name.replace('make', 'make all') })));
  assert.deepEqual(words(await project.plan()), ALL_HIT);
  project.put('Dockerfile', DOCKERFILE);
  const plan = await project.plan();
  assert.deepEqual(words(plan), ALL_HIT);
  assert.equal(plan.record?.['builds'], 2);
});

test('flags that are not given are as in the recorded build', async () => {
  const project = new Project();
  await project.record(BUILT, ['--build-arg', 'MODE=prod', '--network=none']);
  assert.deepEqual(words(await project.plan()), ALL_HIT);
  assert.deepEqual(words(await project.plan(['--build-arg', 'MODE=prod'])), ALL_HIT);
  const other = await project.plan(['--build-arg', 'MODE=test']);
  assert.deepEqual(other.steps[1]?.because, [{ kind: 'arg-changed', name: 'MODE', before: 'prod', after: 'test' }]);
  assert.deepEqual(words(await project.plan(['--network', 'host']))[1], '4 miss network-changed');
  assert.deepEqual(words(await project.plan(['--no-cache']))[0], '3 miss no-cache');
  assert.deepEqual(words(await project.plan(['--no-cache-filter', 'stage-1'])).slice(0, 2), ALL_HIT.slice(0, 2));
  assert.deepEqual(words(await project.plan(['--target', 'build'])), ALL_HIT.slice(0, 2));
});

test('a build that failed leaves the steps that it completed', async () => {
  const project = new Project();
  await project.record([...BUILT.slice(0, 2), { name: '[build 3/3] RUN make', error: 'exit code: 2' }], [], 1);
  const plan = await project.plan();
  assert.deepEqual(words(plan)[0], '3 hit');
  assert.notEqual(plan.steps[1]?.verdict, 'hit');
});

test('a file that changed while the build ran: which one was built is not known', async () => {
  const project = new Project();
  const docker = writeFakeBuild(project.top, { stderr: rawjson(BUILT), writes: [join(project.folder, 'a'), 'other'] });
  assert.equal((await project.run(['record', 'Dockerfile', '--', docker, 'buildx', 'build', '.'])).code, 0);
  const doubt = ['3 unknown not-observed', '4 unknown parent-unknown', '6 unknown output-unknown'];
  assert.deepEqual(
    words(await project.plan()).map((line) => line.split(' ')[1]),
    ['unknown', 'unknown', 'unknown'],
  );
  project.put('a', 'a');
  assert.deepEqual(
    words(await project.plan()).map((line) => line.split(' ')[1]),
    doubt.map((line) => line.split(' ')[1]),
  );
  project.put('a', 'a third');
  assert.equal((await project.plan()).steps[0]?.verdict, 'miss');
});

test('--what-if: a file, a folder, a line; what is kept out; what is not there', async () => {
  const project = new Project();
  await project.record();
  const file = await project.plan(['--what-if', 'a']);
  assert.deepEqual(words(file), ['3 miss file-changed', '4 miss parent-missed', '6 unknown output-unknown']);
  assert.deepEqual([file.whatIf, file.price['seconds']], [{ path: 'a' }, 12.5]);
  assert.deepEqual(words(await project.plan(['--what-if', join(project.folder, 'a')])), words(file));
  const line = await project.plan(['--what-if', '4']);
  assert.deepEqual(words(line), ['3 hit', '4 miss instruction-changed', '6 unknown output-unknown']);
  assert.deepEqual([line.price['seconds'], line.price['steps']], [12, 1]);
  assert.deepEqual(words(await project.plan(['--what-if', '6'])), ['3 hit', '4 hit', '6 miss instruction-changed']);
  assert.deepEqual(words(await project.plan(['--what-if', '1']))[0], '3 miss base-changed');
  const out = await project.plan(['--what-if', 'kept-out']);
  assert.deepEqual(
    [words(out), out.whatIf],
    [ALL_HIT, { path: 'kept-out', keptOut: { pattern: 'kept-out', line: 1 } }],
  );
  const unused = await project.run(['cache', 'Dockerfile', '--what-if', 'unused']);
  assert.match(unused.stderr, /^No instruction takes unused from the build context\.\n/);
  for (const [what, said] of [
    ['nothing-here', /There is no nothing-here in the build context/],
    ['99', /Line 99 of the Dockerfile has no instruction/],
    ['../state', /There is no ..\/state in the build context/],
  ] as const) {
    const ended = await project.run(['cache', 'Dockerfile', '--what-if', what]);
    assert.deepEqual([ended.code, ended.stdout], [2, '']);
    assert.match(ended.stderr, said);
  }
});

test('a question leaves the record as it is', async () => {
  const project = new Project();
  await project.record();
  const before = project.files('');
  await project.plan(['--what-if', '4']);
  await project.plan();
  assert.deepEqual(project.files(''), before);
});

test('--image: the image is the witness of texts, not of files', async () => {
  const engine = await FakeEngine.start({
    images: [
      {
        name: 'app:dev',
        history:
          '500 base\n- ENV A=1\n70 COPY a /a # buildkit\n1000 RUN /bin/sh -c one # buildkit\n2000 RUN /bin/sh -c two # buildkit',
      },
    ],
  });
  try {
    const env = { DOCKER_HOST: engine.address };
    const project = new Project('FROM debian\nENV A=1\nRUN one\nRUN three\n');
    engine.put({
      name: 'app:run',
      history: '500 base\n- ENV A=1\n1000 RUN /bin/sh -c one # buildkit\n2000 RUN /bin/sh -c two # buildkit',
    });
    const texts = await project.plan(['--image', 'app:run'], env);
    assert.deepEqual(words(texts), ['3 hit', '4 miss not-recorded']);
    project.put('Dockerfile', 'FROM debian\nENV A=1\nCOPY a /a\nRUN one\nRUN two\n');
    const files = await project.plan(['--image', 'app:dev'], env);
    assert.deepEqual(words(files), ['3 unknown not-observed', '4 unknown parent-unknown', '5 unknown parent-unknown']);
    assert.equal(files.record, null);
  } finally {
    await engine.dispose();
  }
});

test('--image: a saved image; stages that left no trace in it cannot be known', async () => {
  const folder = join(process.cwd(), 'test-workspace/sample');
  const image = join(folder, 'sample-image.tar.gz');
  const ended = await layerlens(['cache', 'Dockerfile', '--image', image, '--json'], { cwd: folder });
  assert.deepEqual([ended.code, ended.stderr], [0, '']);
  const { steps } = JSON.parse(ended.stdout) as Plan;
  assert.deepEqual(
    steps.map(({ line, verdict }) => `${String(line)} ${verdict}`),
    ['5 unknown', '6 unknown', '7 unknown', '11 hit', '12 hit', '13 hit', '14 unknown', '15 unknown'],
  );
});

test('a record that is cut off, or of a newer program: said, gone without, and mended by the next build', async () => {
  const project = new Project();
  await project.record();
  const [segment = ''] = project.files('keys');
  truncateSync(segment, 40);
  const damaged = await project.run(['cache', 'Dockerfile', '--json']);
  assert.equal(damaged.code, 0);
  assert.deepEqual((JSON.parse(damaged.stdout) as Plan).problems, ['damaged']);
  assert.match(damaged.stderr, /Part of the record cannot be read/);
  await project.record();
  const mended = await project.plan();
  assert.deepEqual([words(mended), mended.problems], [ALL_HIT, []]);

  const [current = ''] = project.files('keys');
  const newer = { ...(JSON.parse(gunzipSync(readFileSync(current)).toString()) as object), version: 99 };
  writeFileSync(current, gzipSync(JSON.stringify(newer)));
  const unread = await project.plan();
  assert.deepEqual(unread.problems, ['newer-version']);
  assert.notDeepEqual(words(unread), ALL_HIT);
  await project.record();
  assert.deepEqual(words(await project.plan()), ALL_HIT);
  assert.ok(project.files('keys').includes(current), 'a newer program finds its record again');
});

test('--record: a folder of records, one exported record, or misuse', async () => {
  const project = new Project();
  await project.record();
  const [build = ''] = project.files('builds');
  for (const record of [project.state, build]) {
    assert.deepEqual(
      words(await project.plan(['--record', record], { LAYERLENS_STATE: join(project.top, 'none') })),
      ALL_HIT,
    );
    // The builder of the record stands in for one that cannot be asked.
    assert.deepEqual(
      words(await project.plan(['--record', record], { DOCKER_HOST: 'unix:///elsewhere', LAYERLENS_STATE: '/none' })),
      ALL_HIT,
    );
  }
  const elsewhere = await project.plan([], { DOCKER_HOST: 'unix:///elsewhere' });
  assert.deepEqual([elsewhere.record, words(elsewhere)[0]], [null, '3 unknown not-recorded']);
  const none = await project.run(['cache', 'Dockerfile', '--record', join(project.top, 'none')]);
  assert.deepEqual([none.code, none.stdout], [2, '']);
  assert.match(none.stderr, /There is no record at/);
  const both = await project.run(['cache', 'Dockerfile', '--record', build, '--image', 'x']);
  assert.match(both.stderr, /--record or --image, not both/);
});

test('one exported record: of a context that a RUN wrote into the builder keeps no copy', async () => {
  const copied = { name: '[stage-0 2/3] COPY a /a', seconds: 0.5 };
  const verdictOf = async (mount: string): Promise<string | undefined> => {
    const run = `RUN --mount=type=bind,target=/c${mount} make`;
    const project = new Project(`FROM debian\nCOPY a /a\n${run}\n`);
    const setTime = (): void => utimesSync(join(project.folder, 'a'), 1, 1);
    setTime();
    await project.record([BUILT[0] ?? copied, copied, { name: `[stage-0 3/3] ${run}`, seconds: 1 }]);
    project.put('a', 'b');
    setTime();
    const [build = ''] = project.files('builds');
    return words(await project.plan(['--record', build], { LAYERLENS_STATE: '/none' }))[0];
  };
  // Size, time and mode are as before: what was kept is not sent again, and its old bytes count.
  assert.equal(await verdictOf(''), '2 hit');
  assert.equal(await verdictOf(',rw'), '2 miss file-changed');
});

test('an engine has one identity: its images count while it answers, and its record when it does not', async () => {
  let layer = '1';
  const engine = await startFakeEngine({
    '/info': { ID: 'E1', ServerVersion: '28.5.2', Driver: 'overlay2' },
    '/images/debian/json': (_, response) => {
      const facts = { Id: `sha256:${layer}`, RootFS: { Layers: [`sha256:${layer}`] }, Config: {} };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(facts));
    },
  });
  const env = { DOCKER_HOST: `unix://${engine.socket}` };
  const project = new Project();
  const docker = writeFakeBuild(project.top, { stderr: rawjson(BUILT) });
  await project.run(['record', 'Dockerfile', '--', docker, 'buildx', 'build', '.'], env);
  const plan = await project.plan([], env);
  assert.deepEqual([words(plan), plan.record?.['builder']], [ALL_HIT, 'Docker 28.5.2 (overlay2), buildkit']);
  layer = '2';
  assert.deepEqual(words(await project.plan([], env)).slice(0, 2), ['3 miss base-changed', '4 miss parent-missed']);
  assert.equal(
    (await project.plan([], { ...env, DOCKER_BUILDKIT: '0' })).record,
    null,
    'the classic builder has keys of its own',
  );
  await engine.stop();
  assert.deepEqual(words(await project.plan([], env)), ALL_HIT);
});

test('the table for people', async () => {
  const project = new Project();
  await project.record();
  project.put('a', 'b');
  const { stdout } = await project.run(['cache', 'Dockerfile']);
  const lines = stdout.split('\n');
  assert.match(lines[0] ?? '', /^stage-1: 0 of 3 steps cached \(recorded /);
  assert.match(lines[2] ?? '', /^3 +build +new +≈ 0\.5 s +a changed +COPY a \/a$/);
  assert.match(lines[4] ?? '', /^6 +stage-1 +may be new +≈ 0\.3 s +depends on what line 4 produces/);
  assert.equal(lines[5], 'rebuilds 2 steps, ≈ 13 s, 1 cannot be known');
});

test('misuse: a context, a target and a Dockerfile that are not there', async () => {
  const project = new Project();
  for (const [args, said] of [
    [['cache', 'Dockerfile', '--context', 'none'], /build context .*none is not there/],
    [['cache', 'Dockerfile', '--target', 'none'], /no stage named none/],
    [['cache', 'none'], /Cannot read none/],
    [['cache'], /needs a Dockerfile/],
  ] as const) {
    const ended = await project.run(args);
    assert.deepEqual([ended.code, ended.stdout], [2, ''], args.join(' '));
    assert.match(ended.stderr, said);
  }
});

test('--churn: what a commit costs on average, from the history of git; without one a clear sentence', async () => {
  const project = new Project();
  await project.record();
  const env = { PATH: process.env['PATH'] ?? '' };
  const alone = await project.run(['cache', 'Dockerfile', '--churn', '5'], {
    ...env,
    GIT_CEILING_DIRECTORIES: project.top,
  });
  assert.deepEqual([alone.code, alone.stderr], [2, 'layerlens: The build context is in no git repository.\n']);
  commitAll(project.folder);
  project.put('unused', 'changed');
  commitAll(project.folder);
  const ended = await project.run(['cache', 'Dockerfile', '--json', '--churn', '5'], env);
  assert.equal(ended.code, 0, ended.stderr);
  const { churn } = JSON.parse(ended.stdout) as { churn: Record<string, unknown> };
  assert.deepEqual([churn['commits'], churn['expectedSeconds'], churn['advice']], [2, (0.5 + 12 + 0.25) / 2, null]);
  const shown = await project.run(['cache', 'Dockerfile', '--churn', '5'], env);
  assert.match(shown.stdout, /of the last 2 commits, one costs ≈ 6\.4 s on average\nline 3: sources changed in 1\n$/);
  assert.match(
    (await project.run(['cache', 'Dockerfile', '--churn', 'x'])).stderr,
    /--churn x is no number of commits/,
  );
  assert.match((await project.run(['cache', 'Dockerfile', '--churn', '5'])).stderr, /There is no git program/);
});

test('an ignore file that is there and cannot be read is said, not passed over', async () => {
  const project = new Project();
  mkdirSync(join(project.folder, 'Dockerfile.dockerignore'));
  const ended = await project.run(['cache', 'Dockerfile', '--json']);
  assert.deepEqual([ended.code, ended.stdout], [2, '']);
  assert.match(ended.stderr, /Cannot read .*Dockerfile\.dockerignore: it is a folder\./);
});
