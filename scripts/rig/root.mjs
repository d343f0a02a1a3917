// The Debian unstable root that current engines run in, the packages that rigs need on the host, and how a daemon is
// started in namespaces of its own, so that nothing it mounts or spawns outlives it.
// @ts-check
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inRepo } from '../repo.mjs';
import { ensurePackages } from './apt.mjs';
import { isAlive, note, rigsDir, run, tail } from './cache.mjs';
import { withLock } from './lock.mjs';
import { RigUnavailable, isRigUnavailable } from './unavailable.mjs';

const INCLUDE = 'docker.io,docker-cli,docker-buildx,iptables,ca-certificates';
const LONGEST_SOCKET = 107; // bytes of sun_path, less the final zero

/** What every rig needs before anything else. */
function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new RigUnavailable('rigs need Linux on x86-64');
  if (process.getuid?.() !== 0) throw new RigUnavailable('rigs need root (mount namespaces)');
}

/**
 * Installs the packages whose program is missing, and only those.
 * @param {Record<string, string>} needs program by package
 */
export async function ensurePrograms(needs) {
  checkMachine();
  try {
    await ensurePackages(needs);
  } catch (error) {
    if (isRigUnavailable(error)) throw error;
    throw new RigUnavailable(`cannot install ${Object.keys(needs).join(', ')}`, { cause: error });
  }
}

/** The mirror that apt uses here, if it is one of Debian's. */
async function debianMirror() {
  const list = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    check: false,
  });
  const uris = list.stdout.split('\n').map((uri) => uri.replace(/\/$/, ''));
  return uris.find((uri) => /\/debian$/.test(uri)) ?? 'http://deb.debian.org/debian';
}

/** Proxy that apt was told to use, for debootstrap's wget. */
async function aptProxy() {
  const { stdout } = await run(['apt-config', 'dump', '--format', '%v', 'Acquire::http::Proxy'], { check: false });
  return stdout.trim() ? { http_proxy: stdout.trim() } : {};
}

/**
 * The unstable root with the current engine in it; about 45 s and 650 MB the first time.
 * @returns {Promise<string>} its folder
 */
export async function ensureRoot() {
  checkMachine();
  const root = join(rigsDir(), 'sid');
  if (existsSync(join(root, 'usr/sbin/dockerd'))) return root;
  await ensurePrograms({ debootstrap: 'debootstrap' });
  await withLock(root, note, async () => {
    if (existsSync(join(root, 'usr/sbin/dockerd'))) return; // made by whom we waited for
    const made = `${root}.partial`;
    rmSync(made, { recursive: true, force: true });
    const label = 'making a Debian unstable root with the current engine (about a minute)';
    const log = join(rigsDir(), 'debootstrap.log');
    const argv = ['debootstrap', '--variant=minbase', `--include=${INCLUDE}`, 'unstable', made, await debianMirror()];
    try {
      await run(argv, { label, log, env: { ...process.env, ...(await aptProxy()) } });
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      throw new RigUnavailable(`debootstrap failed, see ${log}`, { cause: error });
    }
    renameSync(made, root);
  });
  return root;
}

/**
 * A folder for one daemon: its data, sockets and logs. The daemon sees it as /run/layerlens. Folders left by processes
 * that are gone are removed first.
 * @param {string} name
 */
export function makeRunDir(name) {
  const parent = join(rigsDir(), 'run');
  mkdirSync(parent, { recursive: true });
  for (const entry of readdirSync(parent)) {
    const owner = Number(/\.(\d+)-\d+$/.exec(entry)?.[1]);
    if (!isAlive(owner)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
  for (let n = 1; ; n++) {
    const dir = join(parent, `${name}.${process.pid}-${n}`);
    if (existsSync(dir)) continue;
    if (Buffer.byteLength(join(dir, 'daemon.sock')) > LONGEST_SOCKET)
      throw new RigUnavailable(`the path of ${dir} is too long for a unix socket; set LAYERLENS_RIGS to a shorter one`);
    mkdirSync(dir);
    return dir;
  }
}

/**
 * @typedef {object} Daemon
 * @property {() => string | undefined} ended  the end of its log once it is gone
 * @property {(signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>} stop
 *   SIGTERM lets it close its stores (SIGKILL follows after 20 s); SIGKILL ends it and all it started at once
 */

/**
 * Starts a daemon in its own mount and pid namespaces. It dies with this process, however that ends.
 * @param {{ root: string, runDir: string, argv: readonly string[], env: Record<string, string> }} options
 *   `root`: '/' for the host's own root; `argv` and `env` name paths as seen inside
 * @returns {Promise<Daemon>}
 */
export async function startDaemon({ root, runDir, argv, env }) {
  const init = await initProgram(runDir);
  const enter = inRepo('scripts/rig/enter-root.sh');
  const namespaces = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child=SIGKILL'];
  const command = ['setpriv', '--pdeathsig', 'KILL', ...namespaces, 'sh', enter, root, runDir, init, '--', ...argv];
  const log = join(runDir, 'daemon.log');
  const output = openSync(log, 'a');
  const child = spawn(/** @type {string} */ (command[0]), command.slice(1), {
    stdio: ['ignore', output, output],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', ...env },
    detached: true, // a Ctrl-C of the terminal is for us to pass on
  });
  closeSync(output);
  /** @type {string | undefined} */ let ended;
  const gone = new Promise((done) => {
    const end = (/** @type {unknown} */ why) => done((ended = `${why}\n${tail(readFileSync(log, 'utf8'))}`));
    child.on('error', end).on('exit', (code, signal) => end(`exit ${code ?? signal}`));
  });
  return {
    ended: () => ended,
    async stop(signal = 'SIGTERM') {
      if (ended !== undefined) return;
      if (signal === 'SIGTERM') for (const pid of childrenOf(child.pid)) process.kill(pid, 'SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), signal === 'SIGTERM' ? 20_000 : 0);
      await gone;
      clearTimeout(patience);
    },
  };
}

/** pid 1 of the namespace: passes signals on and reaps what containers leave. @param {string} runDir */
async function initProgram(runDir) {
  const source = join(await ensureRoot(), 'usr/bin/tini-static');
  if (!existsSync(source)) throw new RigUnavailable('the unstable root has no tini-static');
  copyFileSync(source, join(runDir, 'init'));
  return '/run/layerlens/init';
}

/** @param {number | undefined} pid */
function childrenOf(pid) {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

/** Writes a file of the run folder and answers its path inside. @param {string} runDir @param {string} name @param {string} text */
export function putFile(runDir, name, text) {
  writeFileSync(join(runDir, name), text);
  return `/run/layerlens/${name}`;
}
