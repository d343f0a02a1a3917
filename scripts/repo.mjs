// @ts-check
// Where things are in this repository. Works from the sources and from a bundle below `out/`.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} folder */
function isRepoRoot(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'layerlens';
}

/** @returns {string} */
function findRepoRoot() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isRepoRoot(folder)) {
    if (dirname(folder) === folder) throw new Error('Not inside the Layerlens repository.');
    folder = dirname(folder);
  }
  return folder;
}

/** Absolute path of the repository. */
export const repoRoot = findRepoRoot();

/** Absolute path of something in the repository. @param {...string} segments */
export const inRepo = (...segments) => join(repoRoot, ...segments);

/** Where rigs are kept between runs: `LAYERLENS_RIGS`, else `.cache/rigs`. Made on demand by whoever writes there. */
export const rigsFolder = process.env.LAYERLENS_RIGS ?? inRepo('.cache', 'rigs');

/**
 * True when `node <script>` was asked for, false in a bundle that carries a copy of that script.
 * @param {string} script  relative to the repository, e.g. `scripts/install.mjs`
 */
export function isProgram(script) {
  const asked = process.argv[1];
  return asked !== undefined && existsSync(asked) && realpathSync(asked) === realpathSync(inRepo(script));
}
