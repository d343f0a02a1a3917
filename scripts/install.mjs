// @ts-check
// `npm install`, when it is needed: once per package-lock.json. `npm start` and `npm test` begin with it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { npmProgram, reportFailure, run, say, step } from './process.mjs';
import { inRepo, isProgram, repoRoot } from './repo.mjs';

const LOCK = inRepo('package-lock.json');
/** What npm notes about the tree that it made. */
const INSTALLED = inRepo('node_modules', '.package-lock.json');
const STAMP = inRepo('node_modules', '.layerlens-install');

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The stamp of the tree that should be there: other dependencies, another platform or Node line make another. */
function wantedStamp() {
  const { dependencies, devDependencies } = readJson(inRepo('package.json'));
  const hash = createHash('sha256').update(JSON.stringify([dependencies, devDependencies]));
  if (existsSync(LOCK)) hash.update(readFileSync(LOCK));
  const line = process.versions.node.split('.')[0];
  return `${process.platform} ${process.arch} node${line} ${hash.digest('hex')}\n`;
}

/** True when somebody ran npm by hand: every package of the lock file is there in its version. */
function isInstalledByHand() {
  if (!existsSync(LOCK) || !existsSync(INSTALLED)) return false;
  const installed = readJson(INSTALLED).packages;
  return Object.entries(readJson(LOCK).packages).every(
    ([path, { version, optional }]) => path === '' || optional === true || installed[path]?.version === version,
  );
}

/** @param {string[]} words */
async function npm(...words) {
  const { command, args } = npmProgram();
  return run(command, [...args, ...words, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: repoRoot });
}

/** Installs the dependencies unless they are there. Throws when npm fails. */
export async function installIfNeeded() {
  const stamp = wantedStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return say('Dependencies: up to date.');
  if (isInstalledByHand()) {
    say('Dependencies: installed already, as package-lock.json asks.');
  } else {
    const verb = existsSync(LOCK) ? 'ci' : 'install';
    const why = existsSync(INSTALLED) ? 'package-lock.json has changed' : 'first run';
    const code = await step(`Dependencies: npm ${verb} (${why})`, say, () => npm(verb));
    if (code !== 0) throw new Error(`npm ${verb} failed with exit code ${code}; its message is above.`);
  }
  writeFileSync(STAMP, wantedStamp());
}

if (isProgram('scripts/install.mjs')) await reportFailure(installIfNeeded());
