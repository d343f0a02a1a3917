// Which misses are no longer sure when other programs built on the same builder, and that all others stay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, planLines, type Project } from '../../test/support/cacheBuild';
import { withElsewhere, type ElsewhereBuild, type ElsewhereOp } from './elsewhere';

const PATH = 'PATH=/usr/bin';
const NODE: Project = {
  dockerfile: `FROM node:22
WORKDIR /app
COPY package.json .
RUN npm ci
ARG MODE=dev
COPY src src
RUN npm run build
`,
  files: { 'package.json': '{}', 'src/a.js': 'a' },
  bases: {
    'node:22': { keys: ['k'], content: 'k', config: { env: [PATH], onBuild: [], workingDir: '', user: '' } },
  },
};
const EDITED: Project = { ...NODE, files: { ...NODE.files, 'src/a.js': 'b' } };

const COPY_SRC: ElsewhereOp = { kind: 'copy', sources: ['/src'], destination: '/app/src' };
const run = (script: string, env: readonly string[] = [PATH, 'MODE=dev']): ElsewhereOp => ({
  kind: 'run',
  args: ['/bin/sh', '-c', script],
  env,
});
const only = (...ops: readonly ElsewhereOp[]): ElsewhereBuild => ({
  at: '2026-11-21T14:02:00Z',
  when: 'at 14:02',
  ops,
});
/** What stands below the steps that are new. */
const BELOW: readonly ElsewhereOp[] = [
  { kind: 'mkdir', path: '/app' },
  { kind: 'copy', sources: ['/package.json'], destination: '/app/' },
  run('npm ci', [PATH]),
];
const built = (...ops: readonly ElsewhereOp[]): ElsewhereBuild => only(...BELOW, ...ops);

function planned(now: Project, builds: readonly ElsewhereBuild[], knowsArgs = true): string[] {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  return planLines(withElsewhere(builder.plan(now), builds, knowsArgs)).slice(2);
}

const MISSES = [
  'hit RUN npm ci',
  'miss COPY src src: file-changed src/a.js',
  'miss RUN npm run build: parent-missed 3',
];

test('a build of the same steps makes their misses unknown, and hits stay hits', () => {
  assert.deepEqual(planned(EDITED, [built(COPY_SRC, run('npm run build'))]), [
    'hit RUN npm ci',
    'unknown COPY src src: built-elsewhere',
    'unknown RUN npm run build: built-elsewhere',
  ]);
});

test('what changed is said too, and what is no longer sure', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  const { steps } = withElsewhere(builder.plan(EDITED), [built(COPY_SRC, run('npm run build'))]);
  assert.deepEqual(
    steps.slice(3).map(({ because }) => because.map(({ kind }) => kind)),
    [
      ['built-elsewhere', 'file-changed'],
      ['built-elsewhere', 'parent-unknown'],
    ],
  );
});

test('a build that nobody knows anything of may have left all', () => {
  const verdicts = planned(EDITED, [{ at: '', when: '', ops: undefined }]).map((line) => line.split(' ')[0]);
  assert.deepEqual(verdicts, ['hit', 'unknown', 'unknown']);
});

const OTHERS: readonly [string, readonly ElsewhereOp[]][] = [
  ['of other steps', [{ kind: 'copy', sources: ['/lib'], destination: '/app/src' }, run('npm run build')]],
  ['into another place', [{ kind: 'copy', sources: ['/src'], destination: '/src' }, run('npm run build')]],
  ['that only runs what stands on the new step', [run('npm run build')]],
];
for (const [name, ops] of OTHERS) {
  test(`a build ${name} leaves the misses as they are`, () => {
    assert.deepEqual(planned(EDITED, [built(...ops)]), MISSES);
  });
}

test('the same steps on others are other steps, and two builds have no step together', () => {
  const above = [COPY_SRC, run('npm run build')];
  for (const missing of BELOW)
    assert.deepEqual(planned(EDITED, [only(...BELOW.filter((op) => op !== missing), ...above)]), MISSES);
  assert.deepEqual(planned(EDITED, [only(...BELOW), only(...above)]), MISSES);
});

test('what a copy takes may come from anywhere', () => {
  const before: Project = {
    ...NODE,
    dockerfile: 'FROM scratch AS made\nCOPY src /x\nFROM node:22\nCOPY --from=made /x /x\nRUN last\n',
  };
  const now: Project = { ...before, files: { 'src/a.js': 'b' } };
  const builder = new MemoryBuilder();
  builder.build(before);
  const copy: ElsewhereOp = { kind: 'copy', sources: ['/x'], destination: '/x' };
  const verdicts = (...builds: readonly ElsewhereBuild[]): string[] =>
    withElsewhere(builder.plan(now), builds).steps.map(({ verdict }) => verdict);
  assert.deepEqual(verdicts(), ['miss', 'miss', 'miss']);
  assert.deepEqual(verdicts(only(copy, run('last', [PATH]))), ['miss', 'unknown', 'unknown']);
});

test('a RUN with other variables is another step', () => {
  const [, copy, last] = planned(EDITED, [built(COPY_SRC, run('npm run build', [PATH, 'MODE=prod']))]);
  assert.match(copy ?? '', /^unknown /);
  assert.equal(last, 'miss RUN npm run build: parent-missed 3');
});

test('where an argument is only assumed, variables do not tell', () => {
  const [, , last] = planned(EDITED, [built(COPY_SRC, run('npm run build', [PATH, 'MODE=prod']))], false);
  assert.match(last ?? '', /^unknown /);
});

test('where the base is not known, variables and folders do not tell', () => {
  const ops: readonly ElsewhereOp[] = [
    { kind: 'mkdir', path: '/app' },
    { kind: 'copy', sources: ['/package.json'], destination: '/elsewhere/' },
    { kind: 'copy', sources: ['/src'], destination: '/elsewhere/src' },
    run('npm ci', []),
    run('npm run build', []),
  ];
  const lines = planned({ ...EDITED, bases: {} }, [only(...ops)]);
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    lines.map(() => 'unknown'),
  );
});

const UNKNOWN_BASE: readonly [string, ElsewhereOp, 'miss' | 'unknown'][] = [
  ['COPY src /to/', { kind: 'copy', sources: ['/src'], destination: '/to' }, 'unknown'],
  ['COPY src /to/', { kind: 'copy', sources: ['/src'], destination: '/other' }, 'miss'],
  ['COPY src /to/', { kind: 'copy', sources: ['/lib'], destination: '/to' }, 'miss'],
  ['COPY src to/', { kind: 'copy', sources: ['/src'], destination: '/other' }, 'unknown'],
  ['COPY src $TO/', { kind: 'copy', sources: ['/src'], destination: '/other' }, 'unknown'],
  ['WORKDIR /to', { kind: 'mkdir', path: '/to' }, 'unknown'],
  ['WORKDIR /to', { kind: 'mkdir', path: '/other' }, 'miss'],
  ['WORKDIR to', { kind: 'mkdir', path: '/other' }, 'unknown'],
];
for (const [line, op, verdict] of UNKNOWN_BASE) {
  test(`without the base's config ${line} is compared with ${JSON.stringify(op)} as far as it is written`, () => {
    const before: Project = { dockerfile: 'FROM node:22\nRUN a\n', files: NODE.files ?? {} };
    const builder = new MemoryBuilder();
    builder.build(before);
    const plan = builder.plan({ ...before, dockerfile: `${before.dockerfile}${line}\n` });
    assert.equal(withElsewhere(plan, [only({ kind: 'run', title: 'RUN a' }, op)]).steps.at(-1)?.verdict, verdict);
  });
}

const TITLES: readonly [string, string, 'miss' | 'unknown'][] = [
  ['RUN npm run build', 'the same words', 'unknown'],
  ['RUN --mount=type=cache,target=/c npm run  build', 'other flags and blanks', 'unknown'],
  ['RUN ["/bin/sh", "-c", "npm run build"]', 'an array', 'unknown'],
  ['RUN npm test', 'other words', 'miss'],
];
for (const [title, name, verdict] of TITLES) {
  test(`of a failed build only titles are told: ${name}`, () => {
    const [, , last] = planned(EDITED, [built({ kind: 'copy' }, { kind: 'run', title })]);
    assert.equal(last?.split(' ')[0], verdict);
  });
}

test('what is built by force is new whatever other builds left', () => {
  const lines = planned({ ...EDITED, flags: { noCache: true } }, [
    built(COPY_SRC, run('npm ci'), run('npm run build')),
  ]);
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    ['miss', 'miss', 'miss'],
  );
});

test('the price counts only what is surely new', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  const plan = withElsewhere(builder.plan(EDITED), [built(COPY_SRC)]);
  assert.deepEqual([plan.price.steps, plan.price.unknownSteps, plan.firstMiss], [1, 1, 4]);
});
