// 1,000 files as a repository of many services has them, linted from the command line: by us, and by peers beside us.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGraph } from '../server/src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../server/src/build/options';
import { parseDockerfile } from '../server/src/syntax/parse';
import { cpuSeconds } from './cost';
import { generatedDockerfile } from './dockerfile';

const FILES = 1000;
/** Of real files, when somebody has a folder of them. */
const CORPUS = process.env['LAYERLENS_CORPUS'] ?? 'server/test/corpus';
const POLL_MS = 10;

export interface LintCost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** The most it had resident, threads included; 0 where there is no /proc. */
  readonly peakMegabytes: number;
}

/** Texts of the corpus, no two alike, and every third one made up, of 20 to 100 lines. The folder is gone afterwards. */
export async function withManyFiles<T>(use: (folder: string, files: readonly string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'layerlens-bench-'));
  const corpus = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)(?:Dockerfile[^/]*|[^/]+\.Dockerfile)$/.test(name))
    .sort()
    .map((name) => readFileSync(join(CORPUS, name), 'utf8'))
    // A peer ends its run at the first file that no builder takes.
    .filter((text) => buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS).stages.length > 0);
  if (corpus.length < 100) throw new Error(`${CORPUS} holds only ${String(corpus.length)} Dockerfiles`);
  const files = Array.from({ length: FILES }, (_, i) => {
    const service = join(folder, `service${String(i)}`);
    mkdirSync(service);
    const text = i % 3 === 0 ? generatedDockerfile(20 + (i % 81)) : (corpus[i % corpus.length] ?? '');
    writeFileSync(join(service, 'Dockerfile'), `${text}\nLABEL bench.service="${String(i)}"\n`);
    return join(service, 'Dockerfile');
  });
  try {
    return await use(folder, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command once, to its end. What it costs is asked of the kernel while it runs. */
export async function lintCost([program = '', ...args]: readonly string[]): Promise<LintCost> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  let cpu = 0;
  let peakMegabytes = 0;
  const poll = setInterval(() => {
    cpu = Math.max(cpu, cpuSeconds(child.pid));
    peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
  }, POLL_MS);
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearInterval(poll);
  return { wallSeconds: (performance.now() - began) / 1000, cpuSeconds: cpu, peakMegabytes };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
