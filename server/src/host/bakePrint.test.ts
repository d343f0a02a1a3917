// buildx's own answer to bake files: asked behind, preferred where it comes, and never in the way where it does not.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ProgramEnd, ProgramRun, Programs } from '../engine/programs';
import type { BuildTarget } from '../project/buildTarget';
import { resolveTargets } from '../project/resolve';
import { BakeAnswers } from './bakePrint';
import { nodeProject } from './nodeProject';

const HCL = 'target "app" {\n  args = { HASH = sha256("x") }\n}\n';
const exited = (stdout: string, code = 0, stderr = ''): ProgramEnd => ({ kind: 'exited', code, stdout, stderr });
const answer = (target: object): ProgramEnd => exited(JSON.stringify({ target }));

interface Asked {
  readonly root: string;
  readonly runs: ProgramRun[];
  readonly log: string[];
  readonly counts: { told: number };
  targets(): Promise<readonly BuildTarget[]>;
}

function asked(t: TestContext, end: ProgramEnd, hcl = HCL, mayRun = true): Asked {
  const root = mkdtempSync(join(tmpdir(), 'll-bake-'));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeFileSync(join(root, 'docker-bake.hcl'), hcl);
  writeFileSync(join(root, 'Dockerfile'), '');
  const runs: ProgramRun[] = [];
  const log: string[] = [];
  const counts = { told: 0 };
  const programs: Programs = {
    run: (run) => {
      runs.push(run);
      return Promise.resolve(end);
    },
    pipe: () => {
      throw new Error('not asked for');
    },
  };
  const bake = new BakeAnswers(programs, {
    signal: { aborted: false },
    mayRun: () => Promise.resolve(mayRun),
    told: () => counts.told++,
    failed: (line) => log.push(line),
  });
  const files = nodeProject(root, { env: {}, bake });
  return { root, runs, log, counts, targets: () => resolveTargets(files, 'Dockerfile') };
}

/** After what is asked behind: programs answer at once here. */
const behind = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('nobody waits for it: the reader first, its answer from then on, with the place that our reader found', async (t) => {
  const end = answer({
    app: { context: '.', dockerfile: 'Dockerfile', args: { HASH: 'abc', ESC: '$${x}' } },
  });
  const { root, runs, counts, targets } = asked(t, end);
  const [first] = await targets();
  assert.equal(first?.buildArgs['HASH']?.known, false);
  await behind();
  assert.deepEqual(runs[0]?.args, ['buildx', 'bake', '--print', '-f', join(root, 'docker-bake.hcl'), '--', 'app']);
  assert.equal(counts.told, 1);
  const [target] = await targets();
  assert.equal(target?.id, 'bake:docker-bake.hcl:app');
  assert.deepEqual(target.buildArgs, {
    HASH: { known: true, value: 'abc' },
    ESC: { known: true, value: '${x}' },
  });
});

test('it is asked once, and again when a file changed', async (t) => {
  const { root, runs, targets } = asked(t, answer({ app: {} }));
  for (let round = 0; round < 3; round++) {
    await targets();
    await behind();
  }
  assert.equal(runs.length, 1);
  writeFileSync(join(root, 'docker-bake.hcl'), `${HCL}# changed\n`);
  await targets();
  await behind();
  assert.equal(runs.length, 2);
});

test('targets of a matrix that only buildx can work out are found', async (t) => {
  const hcl = 'target "app" {\n  name = "app-${v}"\n  matrix = { v = split(",", sha256("x")) }\n}\n';
  const { runs, targets } = asked(t, answer({ 'app-1': { target: 'one' }, 'app-2': { target: 'two' } }), hcl);
  assert.deepEqual(
    (await targets()).map(({ label }) => label),
    ['. (assumed)'],
  );
  await behind();
  assert.equal(runs[0]?.args.at(-1), 'app');
  assert.deepEqual(
    (await targets()).map(({ id, source: { line }, target }) => [id, line, target.known && target.value]),
    [
      ['bake:docker-bake.hcl:app-1', 0, 'one'],
      ['bake:docker-bake.hcl:app-2', 0, 'two'],
      ['assumed:Dockerfile:', 0, ''],
    ],
  );
});

test('where no program may run none does', async (t) => {
  const { runs, targets } = asked(t, answer({ app: {} }), HCL, false);
  await targets();
  await behind();
  assert.deepEqual(runs, []);
});

const ends: readonly (readonly [ProgramEnd, RegExp | undefined])[] = [
  [{ kind: 'not-found' }, undefined],
  [{ kind: 'cancelled' }, undefined],
  [{ kind: 'timeout' }, /no answer within 10 seconds/],
  [exited('{"target":{}}', 1, 'ERROR: no such thing\n'), /docker-bake\.hcl asks for: ERROR: no such thing$/],
  [exited('not json'), undefined],
];
for (const [end, said] of ends) {
  test(`without an answer our reader stands, and a failure is in the log: ${JSON.stringify(end)}`, async (t) => {
    const { log, targets } = asked(t, end);
    await targets();
    await behind();
    const [target] = await targets();
    assert.equal(target?.source.name, 'app');
    assert.equal(target.buildArgs['HASH']?.known, false);
    assert.equal(log.length, said ? 1 : 0);
    if (said) assert.match(log[0] ?? '', said);
  });
}
