// Knows: a program called `docker` that says what a test wants on its streams and ends as a test wants. Builds nothing.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FakeBuild {
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string | Uint8Array;
  readonly code?: number;
  /** A file that it writes while it builds, and what it writes. */
  readonly writes?: readonly [path: string, text: string];
  /** Ends itself by this signal. */
  readonly signal?: NodeJS.Signals;
  /** Waits for signals, and ends with 40 + their number of arrivals on the first one. */
  readonly waits?: boolean;
}

const PROGRAM = `#!${process.execPath}
const { readFileSync, writeFileSync, writeSync } = require('node:fs');
const build = JSON.parse(readFileSync(__filename + '.json', 'utf8'));
writeFileSync(__filename + '.argv', JSON.stringify(process.argv.slice(2)));
const say = (fd, text) => {
  let bytes = Buffer.from(text, 'base64');
  while (bytes.length > 0) {
    try { bytes = bytes.subarray(writeSync(fd, bytes)); } catch (error) { if (error.code !== 'EAGAIN') process.exit(99); }
  }
};
if (build.writes) writeFileSync(...build.writes);
say(1, build.stdout);
say(2, build.stderr);
if (build.waits) {
  process.on('SIGTERM', () => process.exit(41));
  say(1, Buffer.from('waiting\\n').toString('base64'));
  setInterval(() => undefined, 1000);
} else if (build.signal) process.kill(process.pid, build.signal);
else process.exitCode = build.code;
`;

/** @returns the path of the program. */
export function writeFakeBuild(
  folder: string,
  { stdout = '', stderr = '', code = 0, signal, waits, writes }: FakeBuild,
): string {
  const path = join(folder, 'docker');
  const packed = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
  writeFileSync(path, PROGRAM);
  writeFileSync(
    `${path}.json`,
    JSON.stringify({ stdout: packed(stdout), stderr: packed(stderr), code, signal, waits, writes }),
  );
  chmodSync(path, 0o755);
  return path;
}

export interface FakeStep {
  /** `[build 2/3] RUN a` */
  readonly name: string;
  readonly cached?: boolean;
  readonly seconds?: number;
  readonly error?: string;
}

/** The steps as BuildKit's rawjson progress tells them. */
export const rawjson = (steps: readonly FakeStep[]): string =>
  steps
    .map(({ name, cached = false, seconds = 1, error }, i) => {
      const started = new Date(i * 60_000).toISOString();
      const completed = new Date(i * 60_000 + seconds * 1000).toISOString();
      const vertex = {
        digest: `sha256:${String(i)}`,
        name,
        started,
        completed,
        ...(cached && { cached }),
        ...(error !== undefined && { error }),
      };
      return `${JSON.stringify({ vertexes: [vertex] })}\n`;
    })
    .join('');
