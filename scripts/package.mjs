// @ts-check
// `npm run package`: a production build packed as out/layerlens.vsix, refused above the size that the issue allows.
import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reportFailure, run, say, step } from './process.mjs';
import { inRepo, isProgram, repoRoot } from './repo.mjs';

export const VSIX = inRepo('out', 'layerlens.vsix');
const LIMIT = 3_000_000;

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

/** @param {string} cwd @param {string[]} args */
async function node(cwd, ...args) {
  const code = await run(process.execPath, args, { cwd });
  if (code !== 0) throw new Error(`node ${args[0]} failed with exit code ${code}; its message is above.`);
}

/** What goes into the package, as .vscodeignore has it too. vsce walks the whole folder, so it gets one without caches. */
const PARTS = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'THIRD_PARTY.md',
  'dist',
  'media',
  'syntaxes',
  'schemas',
  'docs/screenshots',
  '.vscodeignore',
];

function stage() {
  const folder = inRepo('out', 'package');
  rmSync(folder, { recursive: true, force: true });
  for (const part of PARTS) {
    if (existsSync(inRepo(part))) cpSync(inRepo(part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** Packs what dist/ holds. Throws when vsce fails or the package is too large. @returns {Promise<string>} its path */
export async function packVsix() {
  mkdirSync(inRepo('out'), { recursive: true });
  const vsce = inRepo('node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', VSIX];
  const folder = stage();
  await step('Package: vsce', say, () => node(folder, vsce, 'package', ...flags));
  const { size } = statSync(VSIX);
  if (size > LIMIT) throw new Error(`${VSIX} is ${megabytes(size)}, more than ${megabytes(LIMIT)}.`);
  say(`Package: ${VSIX}, ${megabytes(size)} of at most ${megabytes(LIMIT)}.`);
  return VSIX;
}

/** A production build, packed. @returns {Promise<string>} path of the VSIX */
export async function packageExtension() {
  await step('Package: production build', say, () => node(repoRoot, inRepo('esbuild.mjs'), '--production'));
  return packVsix();
}

if (isProgram('scripts/package.mjs')) await reportFailure(packageExtension());
