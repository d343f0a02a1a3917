// The newest BuildKit, built once from source where Go is new enough, run beside the engines: its frontend is ahead of
// what any packaged engine embeds.
// @ts-check
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { note, rigsDir, run, waitForSocket, which } from './cache.mjs';
import { withLock } from './lock.mjs';
import { RigUnavailable } from './unavailable.mjs';
import { ensurePrograms, ensureRoot, makeRunDir, putFile, startDaemon } from './root.mjs';
import { startStubRegistry } from './stubRegistry.mjs';

export const BUILDKIT_VERSION = '0.32.2';
const GO_NEEDED = 26; // minor version of Go 1

/**
 * @typedef {object} Buildkit
 * @property {string} version
 * @property {string} address    for `buildctl --addr`
 * @property {string} buildctl   path of the client
 * @property {import('./stubRegistry.mjs').StubRegistry} registry
 * @property {(signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>} stop  keeps the cache
 * @property {() => Promise<void>} start    again, on the same cache and socket
 * @property {() => Promise<void>} dispose  stop for good and delete the cache
 */

const CONFIG = `root = "/run/layerlens/data"
[grpc]
  address = ["unix:///run/layerlens/daemon.sock"]
[worker.oci]
  enabled = true
  networkMode = "host"
  gc = false
[worker.containerd]
  enabled = false
`;

/** @returns {Promise<Buildkit>} @throws {RigUnavailable} when this machine cannot have it */
export async function ensureBuildkit() {
  await ensurePrograms({ gcc: 'gcc', openssl: 'openssl', 'busybox-static': 'busybox' });
  const [root, bin] = [await ensureRoot(), await ensureBinaries()];
  const runDir = makeRunDir('buildkit');
  const registry = await startStubRegistry();
  copyFileSync(registry.caFile, join(runDir, 'ca.crt'));
  const config = putFile(runDir, 'buildkitd.toml', CONFIG);
  linkOrCopy(join(bin, 'buildkitd'), join(runDir, 'buildkitd'));
  const socket = join(runDir, 'daemon.sock');
  /** @type {import('./root.mjs').Daemon | undefined} */
  let daemon;

  const start = async () => {
    daemon = await startDaemon({
      root,
      runDir,
      argv: ['/run/layerlens/buildkitd', '--config', config],
      env: registry.daemonEnv('/run/layerlens/ca.crt'),
    });
    await waitForSocket(socket, { deadlineMs: 30_000, stillAlive: daemon.ended });
  };
  const stop = async (/** @type {'SIGTERM' | 'SIGKILL' | undefined} */ signal) => {
    await daemon?.stop(signal);
    rmSync(socket, { force: true });
  };
  const dispose = async () => {
    await stop('SIGKILL');
    await registry.stop();
    rmSync(runDir, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  const address = `unix://${socket}`;
  note(`BuildKit ${BUILDKIT_VERSION} answers at ${address}`);
  return { version: BUILDKIT_VERSION, address, buildctl: join(bin, 'buildctl'), registry, start, stop, dispose };
}

/** buildkitd and buildctl; about three CPU minutes the first time. `go install` refuses this module, hence `-tool`. */
async function ensureBinaries() {
  const bin = join(rigsDir(), 'bk/bin');
  if (existsSync(join(bin, 'buildkitd')) && existsSync(join(bin, 'buildctl'))) return bin;
  const go = which('go');
  if (!go) throw new RigUnavailable(`BuildKit ${BUILDKIT_VERSION} has to be built, and go is missing`);
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };
  const { stdout } = await run([go, 'env', 'GOVERSION'], { env });
  if (Number(/^go1\.(\d+)/.exec(stdout)?.[1]) < GO_NEEDED)
    throw new RigUnavailable(`BuildKit ${BUILDKIT_VERSION} needs Go 1.${GO_NEEDED}; here is ${stdout.trim()}`);
  await withLock(join(rigsDir(), 'bk'), note, async () => {
    if (existsSync(join(bin, 'buildctl'))) return; // made by whom we waited for
    const made = join(rigsDir(), 'bk.partial');
    rmSync(made, { recursive: true, force: true });
    mkdirSync(join(made, 'bin'), { recursive: true });
    const options = { cwd: made, env, log: join(rigsDir(), 'bk.log') };
    const tools = ['buildkitd', 'buildctl'].map((tool) => `github.com/moby/buildkit/cmd/${tool}@v${BUILDKIT_VERSION}`);
    try {
      await run([go, 'mod', 'init', 'rig'], options);
      await run([go, 'get', '-tool', ...tools], { ...options, label: `fetching BuildKit ${BUILDKIT_VERSION}` });
      await run([go, 'build', '-o', 'bin/', 'tool'], { ...options, label: 'building BuildKit (a few minutes)' });
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      throw new RigUnavailable(`BuildKit could not be built, see ${options.log}`, { cause: error });
    }
    rmSync(join(rigsDir(), 'bk'), { recursive: true, force: true });
    renameSync(made, join(rigsDir(), 'bk'));
  });
  return bin;
}

/** @param {string} from @param {string} to */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
