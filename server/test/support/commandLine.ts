// Knows: running the bundled command line as a person or a CI job would.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NO_ENGINE } from './lspClient';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function layerlens(
  args: readonly string[],
  { stdin = '', cwd, env = {} }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/server.js'), ...args], {
    env: { PATH: '/nonexistent', HOME: '/nonexistent', DOCKER_HOST: NO_ENGINE, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}
