// `npm run bench`: one table of what speed costs, each row beside a peer measured in the same run or a limit.
// A peer that cannot be had is said and left out. Quote CPU seconds and ratios: wall time on a shared machine says little.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadClient } from './activation';
import type { BigContextCosts } from './bigContext';
import { EXEC_ARGV, measureBigServer } from './bigServer';
import { cpuSeconds, commandCost } from './cost';
import { generatedDockerfile } from './dockerfile';
import { keystrokes, type Keystrokes } from './keystrokes';
import { lintCost, withManyFiles, type LintCost } from './manyFiles';
import { linters, ourServer, peers } from './servers';

const root = process.cwd();
const besideUs = peers();
const rows: string[][] = [];
const row = (what: string, ours: string, beside: string, verdict: string): void => {
  rows.push([what, ours, beside, verdict]);
};
const within = (value: number, limit: number): string => (value <= limit ? 'ok' : 'OVER');
const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** 100,000 files, in a process of its own: its memory is that of planning alone. */
function bigContext(): void {
  const program = [process.execPath, ...EXEC_ARGV, join(root, 'scripts/run.mjs'), 'bench/bigContext.ts', 'run'];
  const [node = '', ...args] = program;
  const { stdout } = spawnSync(node, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 20 });
  const costs = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as BigContextCosts;
  const ratio = costs.firstSeconds / costs.shaSeconds;
  row(
    `cache plan of ${String(costs.files)} files: first`,
    ms(costs.firstSeconds * 1000),
    `find | xargs sha256sum: ${ms(costs.shaSeconds * 1000)}`,
    `${within(ratio, 1.5)} (${ratio.toFixed(2)} ×, limit 1.5)`,
  );
  row(
    '  after one edit (p50; p95)',
    `${ms(costs.replanP50)}; ${ms(costs.replanP95)}`,
    'limit 30 ms',
    within(costs.replanP95, 30),
  );
  row(
    '  memory of planning alone',
    `${costs.peakMegabytes.toFixed(0)} MB`,
    'limit 200 MB',
    within(costs.peakMegabytes, 200),
  );
  row(
    '  growth over 1,000 saves',
    `${costs.growthMegabytes.toFixed(0)} MB`,
    'limit 10 MB',
    within(costs.growthMegabytes, 10),
  );
}

/** The same with a recorded build, as an editor has it: all of the server, its workers included. */
async function bigServer(): Promise<void> {
  if (!existsSync('/proc/self/status')) return row('the server with such a context', 'not measured', '', 'needs /proc');
  const costs = await measureBigServer(join(root, 'dist/server.js'));
  const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
  row(
    `the server with ${String(costs.files)} files and a record: first plan`,
    `${ms(costs.firstSeconds * 1000)}, ${megabytes(costs.firstMegabytes)}`,
    'limit 200 MB',
    within(costs.firstMegabytes, 200),
  );
  row(
    `  memory at most, over ${String(costs.saves)} saves`,
    megabytes(costs.peakMegabytes),
    'limit 200 MB',
    within(costs.peakMegabytes, 200),
  );
  const growth = costs.endMegabytes - costs.settledMegabytes;
  row(
    `  growth after save ${String(costs.settled)}`,
    `${megabytes(growth)}, from ${megabytes(costs.settledMegabytes)}`,
    'limit 10 MB',
    within(growth, 10),
  );
  row(
    '  save to hints asked for again (p50; p95)',
    `${ms(costs.saveP50)}; ${ms(costs.saveP95)}`,
    'limit p50 30 ms',
    within(costs.saveP50, 30),
  );
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

/** From the program's start, through initialize and didOpen, to the first answer. */
async function start(): Promise<void> {
  const lens: number[] = [];
  const findings: number[] = [];
  let cpu = 0;
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    const server = await ourServer();
    await server.open(generatedDockerfile(30));
    await server.lenses();
    lens.push(performance.now() - began);
    await server.diagnosed();
    findings.push(performance.now() - began);
    cpu += cpuSeconds(server.pid);
    await server.stop();
  }
  row('server start to first lens (median of 7)', ms(median(lens)), 'limit 300 ms', within(median(lens), 300));
  row(
    'server start to first findings (median of 7)',
    `${ms(median(findings))}, ${(cpu / 7).toFixed(2)} CPU s`,
    (await peerStarts()).join('; '),
    `${within(median(findings), 200)} (limit 200 ms)`,
  );
}

async function peerStarts(): Promise<string[]> {
  const said: string[] = [];
  for (const peer of besideUs) {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      const server = await peer.start();
      await server.open(generatedDockerfile(30));
      await server.diagnosed();
      times.push(performance.now() - began);
      await server.stop();
    }
    said.push(`${peer.name}: ${ms(median(times))}`);
  }
  return said;
}

/** A neighbour on the machine is no matter of ours: the run in the middle counts. */
const RUNS = 5;

async function typing(lines: number, limit: number): Promise<void> {
  const text = generatedDockerfile(lines);
  const runs: Keystrokes[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await keystrokes(await ourServer(), text));
  runs.sort((a, b) => a.p95 - b.p95);
  const ours = runs[RUNS >> 1] ?? { p50: NaN, p95: NaN, cpuPerKey: NaN };
  const shown = ({ p50, p95, cpuPerKey }: Keystrokes): string =>
    `p50 ${ms(p50)}, p95 ${ms(p95)}, ${(cpuPerKey * 1000).toFixed(2)} CPU ms`;
  row(
    `keystroke to diagnostics, ${String(lines)} lines (median of ${String(RUNS)})`,
    shown(ours),
    `limit p95 ${String(limit)} ms`,
    within(ours.p95, limit),
  );
  for (const peer of besideUs) {
    const theirs = await keystrokes(await peer.start(), text).catch((error: unknown) => String(error));
    if (typeof theirs === 'string') row('  beside it', '', `${peer.name}: ${theirs}`, 'left out');
    else row('  beside it', '', `${peer.name}: ${shown(theirs)}`, `ratio ${(ours.p50 / theirs.p50).toFixed(2)}`);
  }
}

async function lint(): Promise<void> {
  const alone = mkdtempSync(join(tmpdir(), 'layerlens-bench-'));
  copyFileSync('test-workspace/sample/Dockerfile', join(alone, 'Dockerfile'));
  const lintOne = (file: string): Promise<{ wallMs: number; cpuS: number }> =>
    commandCost([process.execPath, 'dist/server.js', 'lint', file, '--fail-on', 'off']);
  // The first start leaves its code for the next.
  await lintOne(join(alone, 'Dockerfile'));
  const one = await lintOne(join(alone, 'Dockerfile'));
  rmSync(alone, { recursive: true });
  row(
    'lint, one small file, whole process',
    `${ms(one.wallMs)}, ${one.cpuS.toFixed(2)} CPU s`,
    'limit 150 ms',
    within(one.wallMs, 150),
  );
  const here = await lintOne('test-workspace/sample/Dockerfile');
  row('  in this repository, with its 400 project files', `${ms(here.wallMs)}, ${here.cpuS.toFixed(2)} CPU s`, '', '');
  const all = await commandCost([
    process.execPath,
    'dist/server.js',
    'lint',
    'server/test/corpus',
    '--rules',
    'all',
    '--fail-on',
    'off',
  ]);
  row(
    'lint, the corpus (245 files), one process',
    `${ms(all.wallMs)}, ${all.cpuS.toFixed(2)} CPU s`,
    'limit 2000 ms',
    within(all.wallMs, 2000),
  );
}

/** Every rule of ours, and of each peer what it has by default. */
async function manyFiles(): Promise<void> {
  await withManyFiles(async (folder, files) => {
    const program = [process.execPath, 'dist/server.js', 'lint', folder, '--rules', 'all', '--fail-on', 'off'];
    const ours = await lintCost(program);
    const shown = ({ wallSeconds, cpuSeconds: cpu, peakMegabytes }: LintCost): string =>
      `${wallSeconds.toFixed(2)} s, ${cpu.toFixed(2)} CPU s, ${peakMegabytes.toFixed(0)} MB`;
    row(
      `lint, ${String(files.length)} files, every rule`,
      shown(ours),
      'limit 5 s, 200 MB',
      within(Math.max(ours.wallSeconds / 5, ours.peakMegabytes / 200), 1),
    );
    for (const { name, argv } of linters(files)) {
      const theirs = await lintCost(argv).catch((error: unknown) => String(error));
      if (typeof theirs === 'string') row('  beside it', '', `${name}: ${theirs}`, 'left out');
      else
        row(
          '  beside it',
          '',
          `${name}: ${shown(theirs)}`,
          `ratio ${(ours.wallSeconds / theirs.wallSeconds).toFixed(2)} (CPU ${(ours.cpuSeconds / theirs.cpuSeconds).toFixed(2)})`,
        );
    }
  });
}

function sizes(): void {
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
  const file = (name: string, path: string, limit: number): void => {
    if (!existsSync(join(root, path))) return row(name, 'not built', '', 'npm run package builds it');
    const { size } = statSync(join(root, path));
    row(name, kilobytes(size), `limit ${kilobytes(limit)}`, within(size, limit));
  };
  const minified = !readFileSync(join(root, 'dist/client.js'), 'utf8').includes('//# sourceMappingURL');
  const kind = minified ? 'minified' : 'development build';
  file(`dist/client.js (${kind})`, 'dist/client.js', minified ? 600_000 : 1_300_000);
  file(`dist/program.js (${kind})`, 'dist/program.js', minified ? 1_500_000 : 3_000_000);
  file('out/layerlens.vsix', 'out/layerlens.vsix', 3_000_000);
}

await start();
await typing(30, 5);
await typing(300, 10);
await typing(1000, 15);
await lint();
await manyFiles();
bigContext();
await bigServer();
const activation = await loadClient(root);
row(
  'loading the extension into its host',
  `${ms(activation.ms)}, ${(activation.bytes / 1e6).toFixed(1)} MB`,
  'limit 200 ms',
  within(activation.ms, 200),
);
sizes();
const head = ['what', 'ours', 'beside it', 'verdict'];
const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => (cells[i] ?? '').length)));
for (const cells of [head, ...rows])
  console.log(
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
