// @ts-check
// `npm run package`: a production build packed as out/layerlens.vsix, refused above the size that the issue allows.
import { mkdirSync, statSync } from 'node:fs';
import { reportFailure, run, say, step } from './process.mjs';
import { inRepo, isProgram, repoRoot } from './repo.mjs';

export const VSIX = inRepo('out', 'layerlens.vsix');
const LIMIT = 3_000_000;

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

/** @param {string[]} args */
async function node(...args) {
  const code = await run(process.execPath, args, { cwd: repoRoot });
  if (code !== 0) throw new Error(`node ${args[0]} failed with exit code ${code}; its message is above.`);
}

/** Packs what dist/ holds. Throws when vsce fails or the package is too large. @returns {Promise<string>} its path */
export async function packVsix() {
  mkdirSync(inRepo('out'), { recursive: true });
  const vsce = inRepo('node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', VSIX];
  await step('Package: vsce', say, () => node(vsce, 'package', ...flags));
  const { size } = statSync(VSIX);
  if (size > LIMIT) throw new Error(`${VSIX} is ${megabytes(size)}, more than ${megabytes(LIMIT)}.`);
  say(`Package: ${VSIX}, ${megabytes(size)} of at most ${megabytes(LIMIT)}.`);
  return VSIX;
}

/** A production build, packed. @returns {Promise<string>} path of the VSIX */
export async function packageExtension() {
  await step('Package: production build', say, () => node(inRepo('esbuild.mjs'), '--production'));
  return packVsix();
}

if (isProgram('scripts/package.mjs')) await reportFailure(packageExtension());
