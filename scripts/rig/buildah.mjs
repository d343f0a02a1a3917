// Buildah as Debian packages it, on the host, with storage, configuration and authority of its own: nothing of the
// machine's containers is seen or changed. Steps run by chroot, so no network of theirs can be shut off.
// @ts-check
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { note, run, tail } from './cache.mjs';
import { ensurePrograms, makeRunDir } from './root.mjs';
import { startStubRegistry } from './stubRegistry.mjs';
import { RigUnavailable } from './unavailable.mjs';

/**
 * @typedef {object} Buildah
 * @property {string} version
 * @property {readonly string[]} argv      the program with its storage, before the name of a command
 * @property {readonly string[]} building  words of every `build`
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./stubRegistry.mjs').StubRegistry} registry
 * @property {() => Promise<void>} dispose  deletes the storage
 */

/** Copying layers (vfs) waits for the next full second at every one, so it comes last. */
const DRIVERS = ['overlay', 'vfs'];

const REGISTRIES = 'unqualified-search-registries = ["docker.io"]\nshort-name-mode = "disabled"\n';
const POLICY = '{ "default": [{ "type": "insecureAcceptAnything" }] }\n';

/** @returns {Promise<Buildah>} @throws {RigUnavailable} when this machine cannot have it */
export async function ensureBuildah() {
  await ensurePrograms({ buildah: 'buildah', openssl: 'openssl', gcc: 'gcc', 'busybox-static': 'busybox' });
  const { stdout } = await run(['buildah', '--version']);
  const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new RigUnavailable(`buildah does not say its version: ${tail(stdout, 200)}`);
  const runDir = makeRunDir('buildah');
  const file = (/** @type {string} */ name, /** @type {string} */ text) => {
    writeFileSync(join(runDir, name), text);
    return join(runDir, name);
  };
  const folder = (/** @type {string} */ name) => {
    mkdirSync(join(runDir, name));
    return join(runDir, name);
  };
  const registry = await startStubRegistry();
  const dispose = async () => {
    await registry.stop();
    rmSync(runDir, { recursive: true, force: true });
  };
  copyFileSync(registry.caFile, join(runDir, 'ca.crt'));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder('home'),
    TMPDIR: folder('tmp'),
    REGISTRY_AUTH_FILE: file('auth.json', '{}\n'),
    ...registry.daemonEnv(join(runDir, 'ca.crt')),
  };
  const policy = file('policy.json', POLICY);
  const settings = [
    ...['--registries-conf', file('registries.conf', REGISTRIES)],
    ...['--registries-conf-dir', folder('registries.conf.d')],
  ];
  /** In mounts of its own: those of a build that is killed end with it. @param {string} driver */
  const argvWith = (driver) => [
    ...['unshare', '--mount', '--propagation', 'private', 'buildah', '--storage-driver', driver],
    ...['--root', join(runDir, driver), '--runroot', join(runDir, `${driver}-run`), ...settings],
  ];
  const refusals = [];
  for (const driver of DRIVERS) {
    const argv = argvWith(driver);
    const { code, stderr } = await run([...argv, 'images', '-q'], { check: false, env });
    if (code === 0) {
      note(`buildah ${version} with its storage (${driver}) in ${runDir}`);
      const building = [
        ...['build', '--layers', '--isolation', 'chroot', '--network', 'host', '--http-proxy=false'],
        ...['--signature-policy', policy],
      ];
      return { version, argv, building, env, registry, dispose };
    }
    refusals.push(`${driver}: ${tail(stderr.trim(), 300)}`);
  }
  await dispose();
  throw new RigUnavailable(`buildah has no storage here (${refusals.join('; ')})`);
}
