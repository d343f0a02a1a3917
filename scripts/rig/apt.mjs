// @ts-check
// Debian packages that a rig needs, installed when we are root; otherwise the rig is unavailable and says which are missing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reportFailure, runLogged, say } from '../process.mjs';
import { isProgram, rigsFolder } from '../repo.mjs';
import { which } from './cache.mjs';
import { withLock } from './lock.mjs';
import { RigUnavailable } from './unavailable.mjs';

/** @typedef {import('../process.mjs').Progress} Progress */

const APT = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3', '-q', '-y'];
const ENV = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Installs Debian packages. Asks nothing, removes nothing.
 * @param {readonly string[]} packages @param {{ progress?: Progress }} [options]
 */
export async function aptInstall(packages, { progress = say } = {}) {
  if (packages.length === 0) return;
  const list = packages.join(' ');
  if (!which('apt-get'))
    throw new RigUnavailable(`missing programs or libraries: ${list} (no apt-get to install them)`);
  if (process.getuid?.() !== 0) {
    throw new RigUnavailable(`missing Debian packages: ${list} (as root: apt-get install ${list})`);
  }
  await withLock(join(rigsFolder, 'apt'), progress, async () => {
    const log = join(rigsFolder, 'logs', 'apt.log');
    const install = ['install', ...APT, '--no-install-recommends', ...packages];
    try {
      await runLogged('apt-get', install, { label: `apt-get install ${list}`, log, progress, env: ENV });
    } catch {
      // A bare or stale machine has no package lists.
      await runLogged('apt-get', ['update', ...APT], { label: 'apt-get update', log, progress, env: ENV });
      await runLogged('apt-get', install, { label: `apt-get install ${list}`, log, progress, env: ENV });
    }
  });
}

/**
 * Installs what is missing of `needs`: Debian package → a program on PATH or a file that shows that it is there.
 * @param {Readonly<Record<string, string>>} needs @param {{ progress?: Progress }} [options]
 */
export async function ensurePackages(needs, options) {
  const isThere = (/** @type {string} */ sign) => (sign.startsWith('/') ? existsSync(sign) : which(sign) !== undefined);
  const missing = Object.entries(needs).filter(([, sign]) => !isThere(sign));
  await aptInstall(
    missing.map(([name]) => name),
    options,
  );
}

// `node scripts/rig/apt.mjs git make`: what `.ci/run` calls.
if (isProgram('scripts/rig/apt.mjs')) await reportFailure(aptInstall(process.argv.slice(2)));
