// @ts-check
// `npm test [-- tier …]`: installs, builds, checks, runs the tiers, and ends with a table of what ran and what did not.
// LAYERLENS_REQUIRE=vscode,engine makes a skipped editor or engine tier fatal. Of the engine tier a whole run asks a part,
// unless LAYERLENS_ASK says otherwise (server/test/engine/asked.ts).
import { installIfNeeded } from './install.mjs';
import { packVsix } from './package.mjs';
import { duration, run, runAndKeep, runInBackground, say, step } from './process.mjs';
import { inRepo, repoRoot, rigsFolder } from './repo.mjs';
import { formatTable } from './table.mjs';
import { TIERS } from './tiers.mjs';

/** @typedef {import('./tiers.mjs').Result} Result */

const asked = process.argv.slice(2);
const required = new Set((process.env.LAYERLENS_REQUIRE ?? '').split(',').filter((word) => word !== ''));
const requirable = TIERS.flatMap((tier) => tier.requireName ?? []);

const misuse = [
  ...asked.filter((name) => !TIERS.some((tier) => tier.name === name)).map((name) => `no such tier: ${name}`),
  ...[...required].filter((name) => !requirable.includes(name)).map((name) => `LAYERLENS_REQUIRE knows no ${name}`),
];
if (misuse.length > 0) {
  say(
    `${misuse.join('; ')}. Tiers: ${TIERS.map((tier) => tier.name).join(', ')}. LAYERLENS_REQUIRE: ${requirable.join(',')}.`,
  );
  process.exit(2);
}
const tiers = TIERS.filter((tier) => asked.length === 0 || asked.includes(tier.name));

if (asked.length === 0) process.env['LAYERLENS_ASK'] ??= 'part';

/** @type {string[][]} */
const rows = [];

/** @param {string} name @param {number} began @param {Result} result @param {string} [requireName] */
function report(name, began, result, requireName) {
  const fatalSkip = result.verdict === 'skipped' && requireName !== undefined && required.has(requireName);
  if (result.verdict === 'FAILED' || fatalSkip) process.exitCode = 1;
  const verdict = fatalSkip ? 'FAILED: skipped, but required' : result.verdict;
  const { passed, failed, skipped } = result;
  const counts = passed + failed + skipped > 0 ? [passed, failed, skipped].map(String) : ['', '', ''];
  const time = duration(Date.now() - began);
  rows.push([name, verdict, ...counts, time, result.reasons.slice(0, 3).join('; ')]);
  say(`\n== ${name}: ${verdict} (${time})`);
}

/** Runs a step that has no counts of its own. @param {string} name @param {() => Promise<unknown>} work @returns {Promise<boolean>} */
async function stage(name, work) {
  const began = Date.now();
  say(`\n== ${name}`);
  try {
    await work();
    report(name, began, { passed: 0, failed: 0, skipped: 0, reasons: [], verdict: 'ok' });
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(reason);
    report(name, began, {
      passed: 0,
      failed: 0,
      skipped: 0,
      reasons: [reason.split('\n')[0] ?? ''],
      verdict: 'FAILED',
    });
    return false;
  }
}

/** @param {string[]} args  a Node program of this repository */
async function node(...args) {
  const code = await run(process.execPath, args, { cwd: repoRoot });
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed with exit code ${code}`);
}

/**
 * The first install of VS Code for the browser takes minutes: it starts now, and the editor tier waits for it (by the
 * rig's lock). Whether it works is that tier's business, and so is saying why not.
 */
function prepareEditorRig() {
  const env = { ...process.env, LAYERLENS_RIGS: rigsFolder };
  const log = inRepo('out', 'prepare-editor.log');
  runInBackground(process.execPath, [inRepo('scripts', 'rig', 'vscode.mjs')], { env, log });
}

async function build() {
  const withVsix = tiers.some((tier) => tier.needsVsix);
  const kind = withVsix ? ['--production'] : [];
  await step('Build: product and tests', say, () => node('esbuild.mjs', '--tests', ...kind));
  if (withVsix) {
    await packVsix();
    // The editor tier need not pack again.
    process.env['LAYERLENS_PACKED'] = '1';
  }
}

async function check() {
  const { code, output } = await runAndKeep(process.execPath, [inRepo('scripts', 'check.mjs')], { cwd: repoRoot });
  const failures = [...output.matchAll(/^check (\w+): FAILED/gm)].map(([, name]) => name);
  if (code !== 0) throw new Error(`npm run check failed: ${failures.join(', ')}`);
}

async function main() {
  if (tiers.some((tier) => tier.name === 'editor')) prepareEditorRig();
  if (!(await stage('install', installIfNeeded)) || !(await stage('build', build))) return;
  // Builders wait for disks more than for processors: what is long runs beside what is not timed.
  const engine = tiers.find(({ name }) => name === 'engine');
  const others = tiers.filter((tier) => tier !== engine);
  const asking = engine && ask(engine, others.length > 0);
  if (asked.length === 0) await stage('check', check);
  for (const tier of others) if (tier.needsQuiet !== true) await ask(tier, false);
  await asking;
  for (const tier of others) if (tier.needsQuiet === true) await ask(tier, false);
}

/** @param {import('./tiers.mjs').Tier} tier @param {boolean} late */
async function ask(tier, late) {
  say(`\n== ${tier.name}${late ? ', beside the next ones' : ''}`);
  const began = Date.now();
  report(tier.name, began, await tier.run(late), tier.requireName);
}

await main();
process.stdout.write(`\n${formatTable(['tier', 'verdict', 'passed', 'failed', 'skipped', 'time', 'why'], rows)}\n`);
process.stdout.write(process.exitCode === 1 ? '\nnpm test: FAILED\n' : '\nnpm test: ok\n');
