// `layerlens record` as a program: the build's streams byte for byte, its exit code and signals, nothing in the project,
// whatever becomes of the record.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { layerlens } from '../support/commandLine';
import { rawjson, writeFakeBuild } from '../support/fakeBuild';
import { TestWorkspace } from '../support/workspace';

let workspace: TestWorkspace;
before(() => {
  workspace = new TestWorkspace();
});
after(() => workspace.dispose());

let made = 0;
interface Project {
  readonly folder: string;
  readonly state: string;
  readonly tools: string;
}

function project(files: Readonly<Record<string, string>> = {}): Project {
  const top = workspace.path(`p${String(made++)}`);
  const places = { folder: join(top, 'project'), state: join(top, 'state'), tools: join(top, 'tools') };
  for (const folder of [places.folder, places.tools]) mkdirSync(folder, { recursive: true });
  const all = { Dockerfile: 'FROM scratch\nCOPY a /a\nRUN x\n', a: 'a', ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(places.folder, name), text);
  return places;
}

const record = (
  { folder, state }: Project,
  argv: readonly string[],
  own: readonly string[] = ['Dockerfile'],
): ReturnType<typeof layerlens> =>
  layerlens(['record', ...own, '--', ...argv], { cwd: folder, env: { LAYERLENS_STATE: state } });

const STEPS = rawjson([{ name: '[1/2] COPY a /a' }, { name: '[2/2] RUN x', seconds: 2 }]);

const recorded = ({ state }: Project): number =>
  readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) => /\/keys\/.*[.]gz$/.test(name)).length;

test('streams byte for byte, exit code 0, the words as given, nothing left in the project', async () => {
  const place = project();
  const odd = Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256));
  const docker = writeFakeBuild(place.tools, { stdout: odd, stderr: STEPS });
  const argv = ['buildx', 'build', '--build-arg', 'A=b c', '-t', 'x', '.'];
  const child = spawn(
    process.execPath,
    [join(process.cwd(), 'dist/server.js'), 'record', 'Dockerfile', '--', docker, ...argv],
    {
      cwd: place.folder,
      env: { LAYERLENS_STATE: place.state, HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent' },
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0);
  assert.deepEqual(Buffer.concat(chunks), odd);
  assert.deepEqual(JSON.parse(readFileSync(`${docker}.argv`, 'utf8')), argv);
  assert.deepEqual(readdirSync(place.folder).sort(), ['Dockerfile', 'a']);
  assert.equal(recorded(place), 1);
});

test('standard error is the build alone, at any length', async () => {
  const place = project();
  const stderr = `${STEPS}${'log line without meaning\n'.repeat(40_000)}last, without an end`;
  const docker = writeFakeBuild(place.tools, { stdout: 'sha256:1\n', stderr });
  const ended = await record(place, [docker, 'build', '.']);
  assert.deepEqual([ended.code, ended.stdout, ended.stderr === stderr], [0, 'sha256:1\n', true]);
});

test('the exit code of a build that fails, and of one that a signal ends', async () => {
  const place = project();
  const failing = await record(place, [writeFakeBuild(place.tools, { stderr: 'ERROR: x\n', code: 17 }), 'build', '.']);
  assert.deepEqual([failing.code, failing.stderr], [17, 'ERROR: x\n']);
  const killed = await record(place, [writeFakeBuild(place.tools, { signal: 'SIGKILL' }), 'build', '.']);
  assert.equal(killed.code, 137);
  assert.equal(
    readdirSync(place.state, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.gz')),
    false,
    'nothing was built, nothing is recorded',
  );
});

test('a program that is not there: as a shell says it', async () => {
  const ended = await record(project(), ['/nonexistent/docker', 'build', '.']);
  assert.equal(ended.code, 127);
  assert.match(ended.stderr, /^layerlens: [/]nonexistent[/]docker: there is no such file\n$/);
});

test('SIGTERM reaches the build, whose end is ours', async () => {
  const place = project();
  const docker = writeFakeBuild(place.tools, { waits: true });
  const child = spawn(
    process.execPath,
    [join(process.cwd(), 'dist/server.js'), 'record', 'Dockerfile', '--', docker, 'build', '.'],
    {
      cwd: place.folder,
      env: { LAYERLENS_STATE: place.state, HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent' },
    },
  );
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('waiting')) resolve();
    });
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  assert.equal(await ended, 41);
});

test('what we cannot do never shows: no Dockerfile, no folder for the record, a command that is no build', async () => {
  const place = project();
  const docker = writeFakeBuild(place.tools, { stdout: 'out', stderr: 'err', code: 3 });
  const expected = { code: 3, stdout: 'out', stderr: 'err' };
  assert.deepEqual(await record(place, [docker, 'build', '-f', 'none', '.'], ['none']), expected);
  writeFileSync(join(place.folder, 'file'), '');
  assert.deepEqual(await record({ ...place, state: join(place.folder, 'file') }, [docker, 'build', '.']), expected);
  assert.deepEqual(await record(place, [docker, 'ps']), expected);
  assert.match(readFileSync(join(place.state, 'log'), 'utf8'), /no build of one Dockerfile is known in/);
});

test('misuse is said before anything runs', async () => {
  const place = project();
  const none = await layerlens(['record', 'Dockerfile'], { cwd: place.folder });
  assert.deepEqual([none.code, none.stdout], [2, '']);
  assert.match(none.stderr, /needs a build to run/);
});

test('where records lie: LAYERLENS_STATE, XDG_STATE_HOME, the home folder', async () => {
  const place = project();
  const docker = writeFakeBuild(place.tools, { stderr: STEPS });
  const argv = ['record', 'Dockerfile', '--', docker, 'build', '.'];
  for (const [env, folder] of [
    [{ XDG_STATE_HOME: join(place.tools, 'xdg') }, join(place.tools, 'xdg/layerlens')],
    [{ HOME: join(place.tools, 'home') }, join(place.tools, 'home/.local/state/layerlens')],
  ] as const) {
    assert.equal((await layerlens(argv, { cwd: place.folder, env })).code, 0);
    assert.ok(readdirSync(folder).includes('builders'), folder);
  }
});
