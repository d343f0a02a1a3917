// @ts-check
// The five test tiers: how each is run and how its verdict is read. scripts/test.mjs shows them in this order.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, runAndKeep } from './process.mjs';
import { inRepo, repoRoot, rigsFolder } from './repo.mjs';
import { SKIP_EXIT_CODE } from './rig/unavailable.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, reasons: string[], verdict: 'ok' | 'FAILED' | 'skipped' }} Result
 *   `reasons`: why something was skipped, or what is wrong when the counts do not say it.
 * @typedef {{ name: string, requireName?: string, run: (late: boolean) => Promise<Result>, needsVsix?: boolean, needsQuiet?: boolean }} Tier
 *   `requireName`: the word in LAYERLENS_REQUIRE that makes a skip fatal. `needsQuiet`: it asks how long something takes.
 *   `late`: what it says is shown when it has ended.
 */

/** Bundled copies of the rig scripts must find the same rigs. */
const environment = () => ({ ...process.env, LAYERLENS_RIGS: rigsFolder });

/** @param {string} reason @returns {Result} */
const failed = (reason) => ({ passed: 0, failed: 0, skipped: 0, reasons: [reason], verdict: 'FAILED' });

/** Compiled test files below a folder of out/test, for Node 20 has no globs. @param {string} folder @returns {string[]} */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.mjs'))
    .map((path) => relative(repoRoot, join(folder, path)))
    .sort();
}

/**
 * A tier of node:test files. No file at all is a failure: nothing was proven.
 * @param {string} name @param {string[]} folders  below out/test
 */
async function runNodeTests(name, folders) {
  const files = folders.flatMap((folder) => testFiles(inRepo('out', 'test', ...folder.split('/'))));
  if (files.length === 0)
    return failed(`no compiled test below ${folders.map((folder) => `out/test/${folder}`).join(', ')}`);
  const counts = inRepo('out', 'counts', `${name}.json`);
  rmSync(counts, { force: true });
  mkdirSync(inRepo('out', 'counts'), { recursive: true });
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${pathToFileURL(inRepo('scripts', 'countReporter.mjs')).href}`,
    `--test-reporter-destination=${counts}`,
  ];
  const code = await run(process.execPath, ['--enable-source-maps', '--test', ...reporters, ...files], {
    cwd: repoRoot,
    env: environment(),
  });
  if (!existsSync(counts)) return failed(`node --test ended with exit code ${code} and gave no totals`);
  /** @type {import('./countReporter.mjs').Counts} */
  const totals = JSON.parse(readFileSync(counts, 'utf8'));
  if (code === 0 && totals.passed === 0 && totals.failed === 0) return failed('no test ran');
  const reasons = code !== 0 && totals.failed === 0 ? [`node --test ended with exit code ${code}`] : totals.reasons;
  /** @type {Result} */
  const result = { ...totals, reasons, verdict: code === 0 ? 'ok' : 'FAILED' };
  return result;
}

const COUNTS = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g;
const SKIPPED = /^SKIPPED: (.+)$/gm;

/**
 * A tier that is a program of ours. Its last `N passed, N failed[, N skipped]` counts; exit code 77 says that the whole
 * tier was skipped, `SKIPPED: <reason>` lines say why it, or parts of it, were.
 * @param {string} program  relative to the repository
 * @param {boolean} late
 * @returns {Promise<Result>}
 */
async function runProgram(program, late) {
  if (!existsSync(inRepo(program))) return failed(`${program} is not there: the build made no such program`);
  const { code, output } = await runAndKeep(process.execPath, ['--enable-source-maps', inRepo(program)], {
    cwd: repoRoot,
    env: environment(),
    late,
  });
  const [, passed, failures, skipped] = [...output.matchAll(COUNTS)].at(-1) ?? [];
  const reasons = [...output.matchAll(SKIPPED)].map(([, reason = '']) => reason.trim());
  const counts = { passed: Number(passed ?? 0), failed: Number(failures ?? 0), skipped: Number(skipped ?? 0), reasons };
  if (code === SKIP_EXIT_CODE)
    return { ...counts, verdict: 'skipped', reasons: reasons.length > 0 ? reasons : ['no reason given'] };
  if (code !== 0)
    return { ...counts, verdict: 'FAILED', reasons: counts.failed > 0 ? reasons : [`exit code ${code}`, ...reasons] };
  return counts.passed > 0 ? { ...counts, verdict: 'ok' } : failed('exit code 0, but no test was counted');
}

/** @type {readonly Tier[]} */
export const TIERS = [
  { name: 'unit', run: () => runNodeTests('unit', ['server/src', 'client/src', 'scripts', 'server/test/projects']) },
  { name: 'tidy', run: () => runNodeTests('tidy', ['server/test/tidy']) },
  { name: 'server', needsQuiet: true, run: () => runNodeTests('server', ['server/test/server']) },
  {
    name: 'editor',
    requireName: 'vscode',
    needsVsix: true,
    needsQuiet: true,
    run: (late) => runProgram('out/test/client/test/run.mjs', late),
  },
  { name: 'engine', requireName: 'engine', run: (late) => runProgram('out/test/server/test/engine/main.mjs', late) },
];
