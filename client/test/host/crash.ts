// Knows: that a server that dies is started again and answers. It finds the server as any other process is found: by its
// command line, because the product has no door for tests.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { lensesOf } from './reading';
import { check, openSample, skip, until } from './support';

/** Servers that this extension host started. */
async function serverProcesses(): Promise<number[]> {
  const ours = (line: string): boolean =>
    line.includes('server.js') && line.includes(`--clientProcessId=${process.pid}`);
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(
      // A process may end between the two reads; then it is none of ours.
      pids.map(async (pid) => ({
        pid: Number(pid),
        line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      })),
    );
    return lines.filter(({ line }) => ours(line)).map(({ pid }) => pid);
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter(ours)
    .map((line) => Number.parseInt(line, 10));
}

export async function crash(): Promise<void> {
  const name = 'a server that was killed is started again and answers';
  if (process.platform === 'win32') return skip(name, 'finding the process is not written for Windows');

  await check(name, async () => {
    const document = await openSample();
    const [before] = await until('one server process', async () => {
      const found = await serverProcesses();
      return found.length === 1 && found;
    });
    assert.ok(before !== undefined);
    await until('lenses before the crash', async () => (await lensesOf(document)).length > 0);
    process.kill(before, 'SIGKILL');
    const after = await until('a new server process', async () =>
      (await serverProcesses()).find((pid) => pid !== before),
    );
    await until('lenses after the crash', async () => (await lensesOf(document)).length > 0);
    assert.deepEqual(await serverProcesses(), [after], 'there is one server, not two');
  });
}
