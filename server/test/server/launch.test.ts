// Starting with V8's code cache: the same answers with it, without it, and with one that is no use.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { TestWorkspace } from '../support/workspace';

let folder: TestWorkspace;

before(() => {
  folder = new TestWorkspace();
  for (const file of ['server.js', 'program.js']) copyFileSync(join(process.cwd(), 'dist', file), folder.path(file));
  writeFileSync(folder.path('Dockerfile'), 'FROM alpine:3.22\nRUN cd /a && make\n');
});
after(() => {
  folder.dispose();
});

const caches = (): string[] => readdirSync(folder.folder).filter((name) => name.endsWith('.codecache'));

/** The one cache there is. */
function cachePath(): string {
  const [name, ...others] = caches();
  assert.ok(name !== undefined && others.length === 0, caches().join());
  return folder.path(name);
}

function start(): string {
  const args = [
    folder.path('server.js'),
    'lint',
    folder.path('Dockerfile'),
    '--only',
    'hadolint/DL3003',
    '--fail-on',
    'hint',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '--format', 'json'], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 1);
  return stdout;
}

test('a start that finds no cache leaves one, which changes no answer', () => {
  const first = start();
  assert.match(first, /hadolint\/DL3003/);
  const { mtimeMs } = statSync(cachePath());
  assert.equal(start(), first);
  assert.equal(statSync(cachePath()).mtimeMs, mtimeMs, 'a cache of use is not written again');
});

test('a cache that was cut off, or holds something else, is made anew', () => {
  const answer = start();
  const whole = readFileSync(cachePath());
  for (const damaged of [whole.subarray(0, whole.length / 2), Buffer.alloc(4096, 1), Buffer.alloc(0)]) {
    writeFileSync(cachePath(), damaged);
    assert.equal(start(), answer);
    assert.ok(readFileSync(cachePath()).length > whole.length / 2);
  }
});

test('a cache of another program of the same length is not taken', () => {
  start();
  const program = readFileSync(folder.path('program.js'), 'latin1');
  const word = 'hadolint/DL3003';
  writeFileSync(folder.path('program.js'), program.replaceAll(word, 'hadolint/XY3003'), 'latin1');
  utimesSync(folder.path('program.js'), 1, 1);
  const { stdout } = spawnSync(
    process.execPath,
    [folder.path('server.js'), 'lint', folder.path('Dockerfile'), '--only', 'hadolint/XY3003', '--format', 'json'],
    { encoding: 'utf8' },
  );
  assert.match(stdout, /hadolint\/XY3003/);
  writeFileSync(folder.path('program.js'), program, 'latin1');
});

test(
  'threads have a cache of their own, which changes no answer',
  { skip: availableParallelism() === 1 && 'one core' },
  () => {
    const many = new TestWorkspace();
    try {
      for (let i = 0; i < 60; i++)
        writeFileSync(many.path(`${String(i)}.Dockerfile`), `FROM a:${String(i)}\nRUN cd /a && make\n`);
      const lint = (): string => {
        const args = [folder.path('server.js'), 'lint', many.folder, '--format', 'json', '--fail-on', 'off'];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        assert.deepEqual([status, stderr], [0, '']);
        return stdout;
      };
      const first = lint();
      assert.match(first, /59\.Dockerfile/);
      const written = caches().filter((name) => name.startsWith('lint-thread-'));
      assert.equal(written.length, 1, caches().join());
      const { mtimeMs } = statSync(folder.path(written[0] ?? ''));
      assert.equal(lint(), first);
      assert.equal(statSync(folder.path(written[0] ?? '')).mtimeMs, mtimeMs, 'a cache of use is not written again');
    } finally {
      many.dispose();
      for (const name of caches().filter((one) => !one.startsWith('lint-1'))) rmSync(folder.path(name));
    }
  },
);

test('a cache that cannot be written is no fault', () => {
  const path = cachePath();
  rmSync(path);
  mkdirSync(join(path, 'in the way'), { recursive: true });
  start();
  assert.deepEqual(readdirSync(folder.folder).sort(), ['Dockerfile', basename(path), 'program.js', 'server.js'].sort());
});
