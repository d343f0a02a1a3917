// Programs: arguments reach them untouched, and they end when they should.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { ProgramRun } from '../engine/programs';
import { nodePrograms } from './process';

const programs = nodePrograms(process.env);
const node = process.execPath;

const run = (script: string, more: Partial<ProgramRun> = {}, ...args: string[]) =>
  programs.run({
    program: node,
    args: ['-e', script, '--', ...args],
    timeoutMs: 20_000,
    maxOutputBytes: 1024 * 1024,
    signal: { aborted: false },
    ...more,
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

suite('running a program', () => {
  test('arguments are words, not shell text', async () => {
    const words = ['$(touch /tmp/x)', '; rm -rf /', '"quoted"', "it's", '*', 'a b', ''];
    const end = await run('process.stdout.write(JSON.stringify(process.argv.slice(1)))', {}, ...words);
    assert.deepEqual(end.kind === 'exited' && JSON.parse(end.stdout), words);
  });

  test('exit code and both outputs', async () => {
    assert.deepEqual(await run('console.log("out"); console.error("err"); process.exitCode = 3'), {
      kind: 'exited',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('a program that is not there, and arguments that no program can get', async () => {
    assert.deepEqual(await run('', { program: 'layerlens-no-such-program' }), { kind: 'not-found' });
    assert.equal((await run('', {}, 'a\0b')).kind, 'failed');
    assert.deepEqual(await run('', { program: 'docker.cmd' }), { kind: 'not-found' });
  });

  test('too slow, too loud, or no longer wanted: it is ended, even when it does not want to', async () => {
    const home = await mkdtemp(join(tmpdir(), 'layerlens-'));
    const stubborn = (name: string) =>
      `require("fs").writeFileSync(${JSON.stringify(join(home, name))}, String(process.pid));process.on("SIGTERM", () => {});setInterval(() => process.stdout.write("x".repeat(1000)), 5)`;
    const started = async (name: string): Promise<void> => {
      while (!existsSync(join(home, name))) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const signal = { aborted: false };
    const controller = new AbortController();
    const running = [
      run(stubborn('slow'), { timeoutMs: 3000, maxOutputBytes: 1e9 }),
      run(stubborn('loud'), { maxOutputBytes: 5000 }),
      run(stubborn('flag'), { signal, maxOutputBytes: 1e9 }),
      run(stubborn('abort'), { signal: controller.signal, maxOutputBytes: 1e9 }),
    ];
    await Promise.all([started('flag'), started('abort')]);
    signal.aborted = true;
    controller.abort();
    const ends = await Promise.all(running);
    assert.deepEqual(
      ends.map((end) => end.kind),
      ['timeout', 'too-much-output', 'cancelled', 'cancelled'],
    );
    for (const name of ['slow', 'loud', 'flag', 'abort']) {
      assert.ok(!isAlive(Number(await readFile(join(home, name), 'utf8'))), name);
    }
    await rm(home, { recursive: true });
  });

  test('nothing starts when it is already not wanted', async () => {
    assert.deepEqual(await run('process.exit(1)', { signal: AbortSignal.abort() }), { kind: 'cancelled' });
  });
});

suite('speaking through a program', () => {
  test('bytes go both ways, and its end is the end of the stream', async () => {
    const stream = programs.pipe(node, [
      '-e',
      'process.stdin.on("data", (d) => process.stdout.write(String(d).toUpperCase()))',
    ]);
    stream.end('hello '.repeat(50_000));
    let heard = '';
    for await (const chunk of stream) heard += String(chunk);
    assert.equal(heard, 'HELLO '.repeat(50_000));
  });

  test('its failure is an error of the stream, with its own words', async () => {
    const stream = programs.pipe(node, ['-e', 'console.error("no route to host"); process.exit(255)']);
    await assert.rejects(
      async () => {
        for await (const chunk of stream) assert.ok(chunk);
      },
      { message: 'no route to host' },
    );
    const none = programs.pipe('layerlens-no-such-program', []);
    await assert.rejects(
      async () => {
        for await (const chunk of none) assert.ok(chunk);
      },
      { code: 'ENOENT' },
    );
  });

  test('who hangs up ends the program', async () => {
    const stream = programs.pipe(node, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)']);
    const pid = await new Promise<number>((resolve) => stream.once('data', (chunk) => resolve(Number(String(chunk)))));
    stream.destroy();
    for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!isAlive(pid));
  });
});
