// Knows: the bundled server on a build context of 100,000 files with a recorded build, started as the client starts it: what
// memory its whole process takes by the kernel's account, workers included, and whether it grows over 1,000 saves.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CAPABILITIES, LspClient, NO_ENGINE } from '../server/test/support/lspClient';
import { makeFolder, nthFile } from './bigFolder';

const DOCKERFILE = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\n';

/** What BuildKit prints on a pipe. */
const PROGRESS = `#5 [2/4] WORKDIR /app
#5 DONE 0.1s

#6 [3/4] COPY . .
#6 DONE 4.1s

#7 [4/4] RUN npm run build
#7 DONE 41.0s
`;

/** As client/src/languageClient.ts starts it. */
export const EXEC_ARGV = ['--max-semi-space-size=2', '--optimize-for-size'];

/** From here on nothing may grow: whatever is made once has been made. */
const SETTLED = 200;
/** Memory goes up and down between two collections: the most of so many saves is compared. */
const WINDOW = 100;

export interface BigServerCosts {
  readonly files: number;
  readonly saves: number;
  /** Saves after which nothing may grow. */
  readonly settled: number;
  /** From opening the Dockerfile to its plan. */
  readonly firstSeconds: number;
  /** The most that was ever resident: after the first plan, and after all saves. */
  readonly firstMegabytes: number;
  readonly peakMegabytes: number;
  /** The most that was resident in the hundred saves before save 200, and in the last hundred. */
  readonly settledMegabytes: number;
  readonly endMegabytes: number;
  /** From telling the server of a saved file to its saying that hints are to be asked for again. */
  readonly saveP50: number;
  readonly saveP95: number;
}

/** A line of the kernel's account of a process. */
function megabytes(pid: number | undefined, what: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}

/** Leaves a record of one build of `folder`, by a program called `docker` that only prints. */
function record(server: string, folder: string, state: string, bin: string): void {
  mkdirSync(bin);
  writeFileSync(join(bin, 'progress'), PROGRESS);
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\n/bin/cat ${join(bin, 'progress')} >&2\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  const args = ['record', join(folder, 'Dockerfile'), '--', 'docker', 'build', folder];
  execFileSync(process.execPath, [server, ...args], {
    env: { LAYERLENS_STATE: state, PATH: bin, HOME: '/nonexistent', DOCKER_HOST: NO_ENGINE },
    stdio: 'pipe',
  });
}

export async function measureBigServer(server: string, saves = 1000): Promise<BigServerCosts> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'layerlens-bench-')));
  try {
    const folder = join(top, 'app');
    const state = join(top, 'state');
    const files = makeFolder(folder);
    writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
    record(server, folder, state, join(top, 'bin'));
    const client = await LspClient.start({
      program: server,
      execArgv: EXEC_ARGV,
      env: { LAYERLENS_STATE: state },
      capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, inlayHint: { refreshSupport: true } } },
    });
    const { pid } = client.process;
    const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
    const began = performance.now();
    await client.open(uri, DOCKERFILE);
    await client.until('the plan', async () => (await client.status(uri)).plan === 'ready');
    const firstSeconds = (performance.now() - began) / 1000;
    const firstMegabytes = megabytes(pid, 'VmHWM');
    const times: number[] = [];
    const resident: number[] = [];
    for (let n = 0; n < saves; n++) {
      const path = join(folder, nthFile(n));
      writeFileSync(path, `edit ${String(n)}\n`);
      const seen = client.refreshes.length;
      const from = performance.now();
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(path).href, type: 2 }],
      });
      await client.until('a refresh', () => client.refreshes.slice(seen).includes('workspace/inlayHint/refresh'));
      times.push(performance.now() - from);
      resident.push(megabytes(pid, 'VmRSS'));
    }
    const hints = await client.inlayHints(uri);
    if (!hints.some((hint) => hint.startsWith('2: rebuilds'))) throw new Error(`not seen: ${hints.join('; ')}`);
    const costs = {
      files,
      saves,
      settled: SETTLED,
      firstSeconds,
      firstMegabytes,
      peakMegabytes: megabytes(pid, 'VmHWM'),
      settledMegabytes: Math.max(...resident.slice(SETTLED - WINDOW, SETTLED)),
      endMegabytes: Math.max(...resident.slice(-WINDOW)),
      saveP50: at(times, 0.5),
      saveP95: at(times, 0.95),
    };
    await client.stop();
    return costs;
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

const at = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

if (process.argv[2] === 'run')
  console.log(JSON.stringify(await measureBigServer(process.argv[3] ?? join(process.cwd(), 'dist/server.js'))));
