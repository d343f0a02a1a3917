// Docker engines for tests: the current one (Debian unstable, either image store), the old one (Debian 12's 20.10), or
// the one the user runs. Each rig engine has its own data, socket and namespaces, and sees only the stub registry.
// @ts-check
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note, run, waitForSocket, which } from './cache.mjs';
import { RigUnavailable } from './unavailable.mjs';
import { engineApi } from './engineApi.mjs';
import { ensurePrograms, ensureRoot, makeRunDir, putFile, startDaemon } from './root.mjs';
import { startStubRegistry } from './stubRegistry.mjs';

/**
 * @typedef {'current' | 'old' | 'system'} EngineKind
 * @typedef {'overlay2' | 'containerd'} ImageStore
 *
 * @typedef {object} Engine
 * @property {EngineKind} kind
 * @property {ImageStore} store
 * @property {string} dockerHost   value for DOCKER_HOST
 * @property {string} docker       path of a docker CLI (23 or later, with buildx)
 * @property {Record<string, string>} env  what a child process needs to reach this engine with that CLI
 * @property {string} version
 * @property {string} apiVersion
 * @property {import('./engineApi.mjs').EngineApi} api
 * @property {import('./stubRegistry.mjs').StubRegistry | undefined} registry  undefined for the system's engine
 * @property {(signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>} stop   keeps the data
 * @property {() => Promise<void>} start    again, on the same data and socket
 * @property {() => Promise<void>} dispose  stop for good and delete the data
 */

/**
 * @param {{ kind?: EngineKind, store?: ImageStore }} [options] default: current, overlay2
 * @returns {Promise<Engine>}
 * @throws {RigUnavailable} when this machine cannot have it
 */
export async function ensureEngine({ kind = 'current', store = 'overlay2' } = {}) {
  if (kind === 'system') return systemEngine();
  if (kind === 'old' && store !== 'overlay2') throw new RigUnavailable('the old engine has no containerd store');
  await ensurePrograms({ gcc: 'gcc', openssl: 'openssl', 'busybox-static': 'busybox' });
  const sid = await ensureRoot();
  if (kind === 'old') await checkOldEngine();
  const name = kind === 'old' ? 'old' : store;
  const runDir = makeRunDir(name);
  const registry = await startStubRegistry();
  copyFileSync(registry.caFile, join(runDir, 'ca.crt'));
  const config = putFile(runDir, 'daemon.json', JSON.stringify(daemonConfig(kind, store)));
  const socket = join(runDir, 'daemon.sock');
  const api = engineApi(socket);
  const client = await ensureClient(sid, runDir);
  /** @type {import('./root.mjs').Daemon | undefined} */
  let daemon;

  const start = async () => {
    rmSync(join(runDir, 'docker.pid'), { force: true });
    daemon = await startDaemon({
      root: kind === 'old' ? '/' : sid,
      runDir,
      argv: ['dockerd', '--config-file', config, '-H', 'unix:///run/layerlens/daemon.sock'],
      env: registry.daemonEnv('/run/layerlens/ca.crt'),
    });
    await waitForSocket(socket, { deadlineMs: 60_000, stillAlive: daemon.ended });
    await api.version();
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
    const { version, apiVersion } = await api.version();
    const dockerHost = `unix://${socket}`;
    note(`${kind} engine ${version} (${store}) answers at ${dockerHost}`);
    const env = { DOCKER_HOST: dockerHost, ...client.env };
    return {
      kind,
      store,
      dockerHost,
      docker: client.docker,
      env,
      version,
      apiVersion,
      api,
      registry,
      start,
      stop,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** @param {EngineKind} kind @param {ImageStore} store */
function daemonConfig(kind, store) {
  return {
    'data-root': '/run/layerlens/data',
    'exec-root': '/run/layerlens/exec',
    pidfile: '/run/layerlens/docker.pid',
    bridge: 'none',
    iptables: false,
    ip6tables: false,
    group: 'root',
    ...(kind === 'current' && { features: { 'containerd-snapshotter': store === 'containerd' } }),
    ...(store === 'overlay2' && { 'storage-driver': 'overlay2' }),
  };
}

async function checkOldEngine() {
  await ensurePrograms({ 'docker.io': 'dockerd', containerd: 'containerd', runc: 'runc' });
  const { stdout } = await run([which('dockerd') ?? 'dockerd', '--version']);
  if (!/ 20\.10\./.test(stdout))
    throw new RigUnavailable(`the old engine is Debian 12's 20.10; here is ${stdout.trim()}`);
}

/**
 * A docker CLI with buildx and a configuration folder of its own; the user's is never touched. The unstable root's CLI
 * comes first, as its version is known to fit; it runs on the host unless the host's C library is very old.
 * @param {string} sid @param {string} runDir
 */
async function ensureClient(sid, runDir) {
  const config = join(runDir, 'client');
  mkdirSync(join(config, 'cli-plugins'), { recursive: true });
  copyFileSync(join(sid, 'usr/libexec/docker/cli-plugins/docker-buildx'), join(config, 'cli-plugins/docker-buildx'));
  const env = { DOCKER_CONFIG: config, BUILDX_CONFIG: join(config, 'buildx'), DOCKER_CLI_HINTS: 'false' };
  for (const docker of [join(sid, 'usr/bin/docker'), which('docker')]) {
    if (!docker || !existsSync(docker)) continue;
    const { code, stdout } = await run([docker, '--version'], { check: false });
    if (code === 0 && Number(/version (\d+)/.exec(stdout)?.[1]) >= 23) return { docker, env };
  }
  throw new RigUnavailable('no docker CLI of version 23 or later runs here');
}

/** The engine that the user runs. Only on request: tests leave nothing behind, but it is not ours. */
async function systemEngine() {
  if (process.env['LAYERLENS_ENGINE'] !== 'system')
    throw new RigUnavailable('set LAYERLENS_ENGINE=system to use the running engine');
  const dockerHost = process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  const socket = /^unix:\/\/(.+)/.exec(dockerHost)?.[1];
  const docker = which('docker');
  if (!docker) throw new RigUnavailable('no docker CLI on PATH');
  if (!socket) throw new RigUnavailable(`only unix sockets are supported here, not ${dockerHost}`);
  await waitForSocket(socket, { deadlineMs: 1000 }).catch((error) => {
    throw new RigUnavailable(error.message);
  });
  const api = engineApi(socket);
  const { version, apiVersion } = await api.version();
  const { Driver } = await api.info();
  const scratch = mkdtempSync(join(tmpdir(), 'layerlens-'));
  const refuse = () => Promise.reject(new RigUnavailable("the system's engine is not ours to start or stop"));
  return {
    kind: /** @type {const} */ ('system'),
    store: /** @type {ImageStore} */ (Driver === 'overlayfs' ? 'containerd' : 'overlay2'),
    dockerHost,
    docker,
    env: { DOCKER_HOST: dockerHost, DOCKER_CLI_HINTS: 'false', BUILDX_CONFIG: scratch },
    version,
    apiVersion,
    api,
    registry: undefined,
    start: refuse,
    stop: refuse,
    dispose: async () => rmSync(scratch, { recursive: true, force: true }),
  };
}
