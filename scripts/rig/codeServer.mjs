// @ts-check
// Installs code-server (the real VS Code, served to a browser) and the Node it runs on, from the npm registry alone.
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture, npmProgram, runLogged, say } from '../process.mjs';
import { rigsFolder } from '../repo.mjs';
import { ensurePackages } from './apt.mjs';
import { which } from './cache.mjs';
import { withLock } from './lock.mjs';
import { RigUnavailable } from './unavailable.mjs';

/** @typedef {import('../process.mjs').Progress} Progress */
/** @typedef {{ node: string, entry: string }} CodeServer  Absolute paths: run `node entry …`. */

export const CODE_SERVER_VERSION = '4.139.1';
const NODE_MAJOR = 24;
const BUILD_TOOLS = { python3: 'python3', make: 'make', 'g++': 'g++', 'libkrb5-dev': 'krb5-config' };
/** Native modules of the VS Code server; it does not run, or not wholly, without one of them. */
const NATIVE = [
  '@parcel/watcher',
  '@vscode/native-watchdog',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  'kerberos',
  'node-pty',
];

const nodePackage = `node-linux-${process.arch}`;
const nodeFolder = join(rigsFolder, `node${NODE_MAJOR}`);
const nodeHome = join(nodeFolder, 'node_modules', nodePackage);
const node = join(nodeHome, 'bin', 'node');
const serverFolder = join(rigsFolder, 'code-server');
const serverHome = join(serverFolder, 'node_modules', 'code-server');
const entry = join(serverHome, 'out', 'node', 'entry.js');
const serverCode = join(serverHome, 'lib', 'vscode');
const log = (/** @type {string} */ name) => join(rigsFolder, 'logs', `${name}.log`);

/** npm's own script, so that a chosen Node can run it. */
function npmScript() {
  const [fromEnvironment] = npmProgram().args;
  const npm = fromEnvironment ?? which('npm');
  if (npm === undefined) throw new RigUnavailable('npm is not on PATH');
  return realpathSync(npm);
}

/** Written last, read first: an interrupted install leaves no marker. @param {string} folder */
const marker = (folder) => join(folder, '.layerlens-complete');

/** @param {string} folder @param {string} wanted */
const isMarked = (folder, wanted) => existsSync(marker(folder)) && readFileSync(marker(folder), 'utf8') === wanted;

/**
 * Makes `folder` right unless it is marked so. What was installed without our marker is kept when `verify` is content.
 * @param {{ folder: string, wanted: string, verify: () => Promise<string | undefined>, install: () => Promise<void>, progress: Progress }} part
 */
async function ensurePart({ folder, wanted, verify, install, progress }) {
  if (isMarked(folder, wanted)) return;
  await withLock(folder, progress, async () => {
    if (isMarked(folder, wanted)) return;
    const missing = await verify();
    if (missing !== undefined) {
      if (existsSync(folder)) progress(`${folder} is not complete (${missing}): installing again`);
      await install();
      const fault = await verify();
      if (fault !== undefined) throw new RigUnavailable(`${wanted} is installed but does not work: ${fault}`);
    }
    writeFileSync(marker(folder), wanted);
  });
}

/** @param {string} folder @param {object} manifest  Leaves nothing of an interrupted install behind. */
function freshPackageFolder(folder, manifest) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }, undefined, 2));
}

/** @returns {Promise<string | undefined>} what is wrong with the rig's Node */
async function verifyNode() {
  const { code, output } = await capture(node, ['--version']);
  return code === 0 && output.startsWith(`v${NODE_MAJOR}.`) ? undefined : output.trim();
}

/** @param {Progress} progress */
async function installNode(progress) {
  freshPackageFolder(nodeFolder, { dependencies: { [nodePackage]: String(NODE_MAJOR) } });
  const args = [npmScript(), 'install', '--no-audit', '--no-fund', '--ignore-scripts'];
  const label = `Installing Node ${NODE_MAJOR} for the VS Code server (npm: ${nodePackage})`;
  await runLogged(process.execPath, args, { cwd: nodeFolder, label, log: log('node24'), progress });
}

/** @returns {Promise<string | undefined>} what is wrong with code-server: its version, or a native module that does not load */
async function verifyServer() {
  if (!existsSync(entry)) return 'not installed';
  const load = NATIVE.map((name) => `await import(${JSON.stringify(name)});`).join('');
  const natives = await capture(node, ['--input-type=module', '--eval', load], { cwd: serverCode });
  if (natives.code !== 0) return /^\w*Error.*: .*$/m.exec(natives.output)?.[0] ?? natives.output.trim();
  // `--version` would write a default configuration into the home folder.
  const { version } = JSON.parse(readFileSync(join(serverHome, 'package.json'), 'utf8'));
  return version === CODE_SERVER_VERSION ? undefined : `version ${version}`;
}

/**
 * npm up to 10 runs install scripts, npm 11 runs them and warns, npm 12 runs none that is not approved. The approval of
 * the manifest does not reach the second `npm install` that code-server's own postinstall runs, hence the variable,
 * which that one inherits; older npm ignore both.
 */
const APPROVAL = { npm_config_dangerously_allow_all_scripts: 'true', npm_config_ignore_scripts: 'false' };

/** The environment in which code-server installs: its Node first on PATH, native modules built against its headers. */
function buildEnvironment() {
  return {
    ...process.env,
    ...APPROVAL,
    PATH: [join(nodeHome, 'bin'), process.env.PATH].join(delimiter),
    npm_config_nodedir: nodeHome,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_omit: 'dev',
    JOBS: 'max',
  };
}

/** @param {Progress} progress */
async function installServer(progress) {
  await ensurePackages(BUILD_TOOLS, { progress });
  freshPackageFolder(serverFolder, {
    dependencies: { 'code-server': CODE_SERVER_VERSION },
    allowScripts: { 'code-server': true, argon2: true },
  });
  const label = `Installing VS Code for the browser (npm: code-server ${CODE_SERVER_VERSION}, builds native modules, some minutes)`;
  const options = { cwd: serverFolder, env: buildEnvironment(), log: log('code-server'), progress };
  await runLogged(node, [npmScript(), 'install'], { ...options, label });
}

/**
 * Makes sure of a working code-server in the rigs folder; minutes the first time, milliseconds afterwards.
 * @param {{ progress?: Progress }} [options] @returns {Promise<CodeServer>}
 * @throws {RigUnavailable} where it cannot be had: not Linux, no registry, no compiler and not root.
 */
export async function ensureCodeServer({ progress = say } = {}) {
  if (process.platform !== 'linux') throw new RigUnavailable('the browser-served VS Code is set up on Linux only');
  try {
    await ensurePart({
      folder: nodeFolder,
      wanted: `node ${NODE_MAJOR} ${process.arch}`,
      verify: verifyNode,
      install: () => installNode(progress),
      progress,
    });
    await ensurePart({
      folder: serverFolder,
      wanted: `code-server ${CODE_SERVER_VERSION} ${process.arch}`,
      verify: verifyServer,
      install: () => installServer(progress),
      progress,
    });
  } catch (error) {
    if (error instanceof RigUnavailable) throw error;
    throw new RigUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return { node, entry };
}
