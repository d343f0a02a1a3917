// Knows: a build context of 100,000 files, how long its first plan and the plans after edits take, and what memory they
// need. Run as a program of its own so that memory is that of planning alone; prints one line of JSON.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BUILD_OPTIONS } from '../server/src/build/options';
import { DEFAULT_FLAGS } from '../server/src/cache/flags';
import { KeyStore } from '../server/src/cache/keyStore';
import { learnBuild } from '../server/src/cache/learn';
import { planState, readState, type BuildState } from '../server/src/cache/planner';
import { compileMatcher } from '../server/src/context/ignoreMatcher';
import type { DirectoryNode } from '../server/src/context/tree';
import { nodeContextReader } from '../server/src/host/nodeContext';
import { parseDockerfile } from '../server/src/syntax/parse';
import { makeFolder, nthFile } from './bigFolder';

const DOCKERFILE = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\n';

export interface BigContextCosts {
  readonly files: number;
  readonly shaSeconds: number;
  readonly firstSeconds: number;
  readonly replanP50: number;
  readonly replanP95: number;
  readonly peakMegabytes: number;
  readonly growthMegabytes: number;
}

const sha256 = (data: Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;
const never = { aborted: false };

export async function measureBigContext(workerProgram: string): Promise<BigContextCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'layerlens-bench-'));
  try {
    const files = makeFolder(folder);
    const reader = nodeContextReader(folder, workerProgram);
    const shell = (): number => {
      const began = performance.now();
      execFileSync('sh', ['-c', 'find . -type f -print0 | xargs -0 sha256sum > /dev/null'], { cwd: folder });
      return (performance.now() - began) / 1000;
    };
    const warm = shell();
    const shaSeconds = Math.min(warm, shell());
    const model = parseDockerfile(DOCKERFILE);
    let tree: DirectoryNode | undefined;
    const read = async (): Promise<BuildState> => {
      const state = await readState({
        model,
        options: DEFAULT_BUILD_OPTIONS,
        flags: DEFAULT_FLAGS,
        contexts: { context: { reader, matcher: compileMatcher([]), baseName: 'app', ...(tree && { tree }) } },
        sha256,
        signal: never,
        bases: () => Promise.resolve({}),
      });
      if (!state.ok) throw new Error(state.problem.what);
      tree = state.value.listed['context'];
      return state.value;
    };
    const store = KeyStore.read([]);
    const began = performance.now();
    const first = await read();
    planState(first, DEFAULT_FLAGS, { store, costs: new Map() }, sha256);
    const firstSeconds = (performance.now() - began) / 1000;
    learnBuild({
      graph: first.graph,
      flags: DEFAULT_FLAGS,
      facts: first.facts,
      store,
      sha256,
      buildId: 'b',
      observe: () => () => 'unseen',
    });
    const previous = { graph: first.graph, flags: DEFAULT_FLAGS, facts: first.facts };
    const times: number[] = [];
    const save = async (n: number): Promise<void> => {
      const path = nthFile(n);
      writeFileSync(join(folder, path), `edit ${String(n)}\n`);
      const from = performance.now();
      if (!tree) throw new Error('no tree');
      const fresh = await reader.refresh(tree, [path], { matcher: compileMatcher([]), signal: never });
      if (!fresh.ok || !fresh.value) throw new Error('the tree was not refreshed');
      tree = fresh.value;
      const plan = planState(await read(), DEFAULT_FLAGS, { store, costs: new Map(), previous }, sha256);
      times.push(performance.now() - from);
      if (plan.steps[1]?.verdict !== 'miss') throw new Error('the edit was not seen');
    };
    for (let n = 0; n < 200; n++) await save(n);
    const sorted = [...times].sort((a, b) => a - b);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    for (let n = 200; n < 1200; n++) await save(n);
    globalThis.gc?.();
    const after = process.memoryUsage().rss;
    reader.dispose();
    return {
      files,
      shaSeconds,
      firstSeconds,
      replanP50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
      replanP95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      growthMegabytes: (after - before) / 1_048_576,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'run')
  console.log(JSON.stringify(await measureBigContext(join(process.cwd(), 'dist/contextWorker.js'))));
