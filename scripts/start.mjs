// @ts-check
// `npm start`: installs, builds, shows the layers of the sample Dockerfile, and opens VS Code on test-workspace/ with
// Layerlens. Needs Node and npm; no container engine, no VS Code, no display.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installIfNeeded } from './install.mjs';
import { VSIX, packageExtension } from './package.mjs';
import { capture, run, say, step } from './process.mjs';
import { inRepo, repoRoot } from './repo.mjs';
import { which } from './rig/cache.mjs';
import { ensureCodeServer, isRigUnavailable, serveVSCode } from './rig/vscode.mjs';
import { desktopVSCode, downloadedVSCode, hasDisplay } from './vscodeOnDesktop.mjs';

const WORKSPACE = inRepo('test-workspace');
const SAMPLE = inRepo('test-workspace', 'sample', 'Dockerfile');
const USAGE = `Usage: npm start [-- --port <number>] [-- --no-open]
  --port <number>  port of the page, when VS Code is served to a browser (or LAYERLENS_START_PORT)
  --no-open        open no window: serve VS Code to a browser and print the address`;

/** @typedef {{ port: number, open: boolean }} Wishes */

/** @returns {Wishes} what the command line asks; ends the program on misuse */
function readWishes() {
  try {
    const options = /** @type {const} */ ({ port: { type: 'string' }, 'no-open': { type: 'boolean', default: false } });
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const port = Number(values.port ?? process.env.LAYERLENS_START_PORT ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Error('The port must be a number from 1 to 65535.');
    return { port, open: !values['no-open'] };
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

async function build() {
  const code = await step('Build', say, () => run(process.execPath, ['esbuild.mjs'], { cwd: repoRoot }));
  if (code !== 0) throw new Error('The build failed; its message is above.');
}

/** The main job, for people who never leave the terminal. */
async function printSampleLayers() {
  process.stdout.write(`\n$ layerlens layers ${SAMPLE}\n`);
  const code = await run(process.execPath, [inRepo('dist', 'server.js'), 'layers', SAMPLE], { cwd: repoRoot });
  process.stdout.write('\n');
  if (code !== 0) throw new Error(`layerlens layers ended with exit code ${code}.`);
}

/** Serves VS Code to a browser until Ctrl-C. @param {Wishes} wishes */
async function serve({ port, open }) {
  await ensureCodeServer();
  const vsix = await packageExtension();
  const userDataDir = inRepo('.cache', 'start');
  const served = await step('Starting VS Code for the browser', say, () =>
    serveVSCode({ workspace: WORKSPACE, userDataDir, vsix, port, keepState: true }),
  );
  process.stdout.write(`\nVS Code with Layerlens: ${served.url}\n`);
  say('Open it in a browser, then open sample/Dockerfile there. Ctrl-C stops it.');
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  if (open && hasDisplay() && which(opener)) void capture(opener, [served.url]);
  const signal = await new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => resolve(name));
  });
  say(`\n${signal}: stopping VS Code …`);
  await served.stop();
  say('Stopped.');
}

/**
 * The VS Code with windows to open, or why there is none.
 * @param {Wishes} wishes @returns {Promise<import('./vscodeOnDesktop.mjs').Desktop | import('./vscodeOnDesktop.mjs').Unavailable>}
 */
async function chooseDesktop(wishes) {
  if (!wishes.open) return { reason: '--no-open was given' };
  const installed = desktopVSCode();
  if (installed.open !== undefined) return installed;
  const downloaded = await downloadedVSCode();
  const reason = [...new Set([installed.reason, downloaded.reason])].join('; ');
  return { ...downloaded, reason };
}

/** @param {Wishes} wishes */
async function main(wishes) {
  // The first install of the served VS Code takes minutes: when nothing else is possible it starts beside npm's.
  const early =
    !wishes.open || !hasDisplay() ? ensureCodeServer().catch((/** @type {unknown} */ error) => error) : undefined;
  await installIfNeeded();
  await build();
  if (existsSync(SAMPLE)) await printSampleLayers();
  const desktop = await chooseDesktop(wishes);
  if (desktop.open !== undefined) {
    say(`Opening ${desktop.what} on test-workspace/: ${desktop.reason}.`);
    return desktop.open(WORKSPACE, SAMPLE);
  }
  say(`Serving VS Code to a browser (code-server): ${desktop.reason}.`);
  const failure = await early;
  if (failure instanceof Error) throw failure;
  return serve(wishes);
}

try {
  await main(readWishes());
} catch (error) {
  if (isRigUnavailable(error)) {
    say(
      `\nNo VS Code can be opened here: ${/** @type {{ reason: string }} */ (/** @type {unknown} */ (error)).reason}.`,
    );
    if (existsSync(VSIX)) say(`Install ${VSIX} into a VS Code of yours: code --install-extension ${VSIX}`);
  } else {
    say(error instanceof Error ? error.message : String(error));
  }
  process.exitCode = 1;
}
