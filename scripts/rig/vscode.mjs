// @ts-check
// The real VS Code in a browser: `serveVSCode` starts a code-server for one folder, as a person or a test would want it.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, endOnSignals, reportFailure, say } from '../process.mjs';
import { isProgram } from '../repo.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureCodeServer } from './codeServer.mjs';

export { CHROMIUM_FLAGS } from './chromium.mjs';
export { ensureChromium, ensureCodeServer };
export { isRigUnavailable } from './unavailable.mjs';

/**
 * @typedef {object} ServeOptions
 * @property {string} workspace  folder to open; tests give a copy, for the editor writes into it
 * @property {string} userDataDir  made on demand; its unsaved text and workspace state are removed unless `keepState`
 * @property {Readonly<Record<string, unknown>>} [settings]  written to User/settings.json before the server starts
 * @property {string} [vsix]  an extension to install first
 * @property {string} [extensionsDir]  default: `extensions` in the user data folder
 * @property {number} [port]  default: one that is free
 * @property {boolean} [smokeTestDriver]  needed to run tests inside the extension host
 * @property {boolean} [workspaceTrust]  true: VS Code asks whether the folder is trusted
 * @property {boolean} [keepState]  true: a person's own session; keep unsaved text and settings changed by hand
 * @property {NodeJS.ProcessEnv} [env]  added to ours, e.g. DOCKER_HOST; undefined removes
 * @property {import('../process.mjs').Progress} [progress]
 *
 * @typedef {{ url: string, port: number, authority: string, log: () => string, stop: () => Promise<void> }} Served
 *   `url` opens the workspace; `authority` is the host of `vscode-remote://` addresses; `log` is the server's output.
 */

/** A quiet editor: nothing saved, fetched, suggested or opened unless somebody asks. */
const QUIET = {
  'files.autoSave': 'off',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

/** @param {ServeOptions} options  The page reads the settings once, so they must be there before it loads. */
function writeSettings({ userDataDir, settings, keepState }) {
  const user = join(userDataDir, 'User');
  const file = join(user, 'settings.json');
  mkdirSync(user, { recursive: true });
  const kept = keepState === true && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, JSON.stringify({ ...QUIET, ...settings, ...kept }, undefined, 2));
}

/** Unsaved text and open editors of an earlier run would come back. @param {string} userDataDir */
function forgetState(userDataDir) {
  for (const folder of ['Backups', 'workspaceStorage', 'globalStorage', 'History']) {
    rmSync(join(userDataDir, 'User', folder), { recursive: true, force: true });
  }
}

/** @param {NodeJS.ProcessEnv} extra  PORT and the variables of a surrounding VS Code would redirect code-server. */
function serverEnvironment(extra) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(VSCODE_|ELECTRON_|CODE_SERVER_|CS_)/.test(name) || ['PORT', 'PASSWORD', 'HASHED_PASSWORD'].includes(name)) {
      delete env[name];
    }
  }
  return { ...env, EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Waits for the line that says where the server listens. @param {import('node:child_process').ChildProcess} child */
function listening(child) {
  let output = '';
  /** @type {Promise<number>} */
  const port = new Promise((resolve, reject) => {
    const read = (/** @type {string} */ text) => {
      output += text;
      const found = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      const busy = /EADDRINUSE.* 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      const ended = `code-server ended with exit code ${code} before it listened:\n${output}`;
      reject(new Error(busy === undefined ? ended : `Port ${busy} of 127.0.0.1 is taken; choose another.`));
    });
  });
  return { port, log: () => output };
}

/**
 * Starts VS Code for one folder on 127.0.0.1. One browser window at a time: windows of one server share their state.
 * @param {ServeOptions} options @returns {Promise<Served>}
 */
export async function serveVSCode(options) {
  const { workspace, userDataDir, vsix, port = 0, progress = say } = options;
  const extensionsDir = options.extensionsDir ?? join(userDataDir, 'extensions');
  const { node, entry } = await ensureCodeServer({ progress });
  if (options.keepState !== true) forgetState(userDataDir);
  writeSettings(options);
  mkdirSync(extensionsDir, { recursive: true });
  const config = join(userDataDir, 'code-server.yaml');
  writeFileSync(config, 'cert: false\n');
  const folders = ['--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const env = serverEnvironment(options.env ?? {});
  if (vsix !== undefined) {
    const { code, output } = await capture(node, [entry, ...folders, '--install-extension', vsix, '--force'], { env });
    if (code !== 0 || !output.includes('successfully installed')) throw new Error(`Cannot install ${vsix}:\n${output}`);
  }
  const args = [entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  args.push(
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  );
  if (options.workspaceTrust !== true) args.push('--disable-workspace-trust');
  if (options.smokeTestDriver === true) args.push('--vscode-option', 'enable-smoke-test-driver');

  // A process group of its own: the server, its extension hosts and the language servers below them end together.
  const child = spawn(node, args, { cwd: workspace, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  const killNow = () => kill('SIGKILL');
  process.once('exit', killNow);
  endOnSignals();
  const server = listening(child);
  const stop = async () => {
    process.off('exit', killNow);
    kill('SIGTERM');
    const insist = setTimeout(killNow, 5_000);
    await ended;
    clearTimeout(insist);
    killNow();
  };
  try {
    const actualPort = await server.port;
    const authority = `127.0.0.1:${actualPort}`;
    const url = `http://${authority}/?folder=${encodeURIComponent(workspace).replaceAll('%2F', '/')}`;
    return { url, port: actualPort, authority, log: server.log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A copy of a workspace for one test run: editors save into it.
 * @param {string} from @param {string} to @returns {string} `to`
 */
export function copyWorkspace(from, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  return to;
}

/** `node scripts/rig/vscode.mjs`: everything that this rig needs, which is what `.ci/run` does in the background. */
async function installAll() {
  await ensureCodeServer();
  await ensureChromium();
}

if (isProgram('scripts/rig/vscode.mjs')) await reportFailure(installAll());
