// The editor tier: the packaged VSIX in a real VS Code. First the suites inside the extension host, then what a person sees
// and does, with a real engine beside it. Exit code 77 with `SKIPPED: reason` when this machine can have no VS Code.
// Names of parts as arguments run these alone.
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { packageExtension, VSIX } from '../../scripts/package.mjs';
import { isRigUnavailable } from '../../scripts/rig/unavailable.mjs';
import { builtSample } from './builtSample';
import { plannedShop } from './plannedShop';
import { runExtensionTests } from './support/browser';
import { typedLint } from './typedLint';

const PARTS = ['host', 'typedLint', 'builtSample', 'plannedShop'] as const;
type Part = (typeof PARTS)[number];

const root = process.cwd();
const asked = process.argv.slice(2);
const isAsked = (part: Part): boolean => asked.length === 0 || asked.includes(part);
let passed = 0;
let failed = 0;
let skipped = 0;

/** Runs one check; what it throws is printed and counted, and the next one goes on. */
async function check(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    passed++;
    console.log(`ok - ${name}`);
  } catch (error) {
    if (isRigUnavailable(error)) throw error;
    failed++;
    console.log(`not ok - ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

async function hostSuites(vsix: string): Promise<void> {
  console.log('# inside the extension host');
  const result = await runExtensionTests({
    workspace: join(root, 'test-workspace'),
    vsix,
    extensionDevelopmentPath: join(root, 'client/test/testExtension'),
    testModule: join(root, 'out/test/client/test/host/index.js'),
    // No engine: what the saved image beside the sample says is what is shown.
    env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
    onLine: (line) => {
      console.log(line.split('\n')[0]);
    },
  });
  for (const { name, detail } of result.failed) console.log(`not ok - ${name}\n${detail}`);
  for (const { name, reason } of result.skipped) console.log(`SKIPPED: ${name}: ${reason}`);
  passed += result.passed.length;
  failed += result.failed.length;
  skipped += result.skipped.length;
}

async function main(): Promise<void> {
  const unknown = asked.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`No such part: ${unknown.join(', ')}. Parts: ${PARTS.join(', ')}.`);
  // `npm test` has packed it; `npm run test:vscode` alone may not have.
  const vsix = existsSync(VSIX) && process.env['LAYERLENS_PACKED'] === '1' ? VSIX : await packageExtension();
  if (isAsked('host')) await hostSuites(vsix);
  if (isAsked('typedLint')) {
    console.log('# what a person sees while typing');
    await typedLint(vsix, check);
  }
  if (!isAsked('builtSample') && !isAsked('plannedShop')) return;
  console.log('# what a person sees, with a real engine');
  try {
    if (isAsked('builtSample')) await builtSample(vsix, check);
    if (isAsked('plannedShop')) await plannedShop(vsix, check);
  } catch (error) {
    if (!isRigUnavailable(error)) throw error;
    skipped++;
    console.log(`SKIPPED: the sample with a real engine: ${String((error as { reason?: string }).reason)}`);
    // Where the engine is required, a part that could not run without it must not look green.
    if ((process.env['LAYERLENS_REQUIRE'] ?? '').includes('engine')) failed++;
  }
}

try {
  await main();
  console.log(`editor tier: ${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (isRigUnavailable(error)) {
    console.log(`SKIPPED: ${String((error as { reason?: string }).reason)}`);
    process.exitCode = 77;
  } else {
    console.log(`not ok - the editor tier\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    console.log(`editor tier: ${String(passed)} passed, ${String(failed + 1)} failed, ${String(skipped)} skipped`);
    process.exitCode = 1;
  }
}
process.exit();
