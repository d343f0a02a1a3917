// `npm run check`, step bundles: what esbuild put into dist/ is what scripts/bundles.ts allows. Builds when dist/ is
// older than the sources; sizes are those of the minified bundle, whichever build lies there.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { transform } from 'esbuild';
import type { Metafile } from 'esbuild';
import { bundleFaults } from './bundleFaults';
import { BUNDLES } from './bundles';
import { inRepo, repoRoot } from './repo.mjs';

type BundleName = keyof typeof BUNDLES;
const NAMES = Object.keys(BUNDLES) as BundleName[];

const metaFile = (name: BundleName): string => inRepo('out', 'meta', `${name}.json`);
const readMeta = (name: BundleName): Metafile => JSON.parse(readFileSync(metaFile(name), 'utf8')) as Metafile;

/** True when the bundle is there and no file that went into it was changed since. */
function isCurrent(name: BundleName): boolean {
  try {
    const { mtimeMs } = statSync(metaFile(name));
    const { mtimeMs: written } = statSync(inRepo('dist', `${name}.js`));
    // What the bundler makes up itself is no file: `(disabled):…`, `late:http`.
    const inputs = ['esbuild.mjs', ...Object.keys(readMeta(name).inputs).filter((file) => !file.includes(':'))];
    return inputs.every((file) => statSync(inRepo(file)).mtimeMs <= Math.min(mtimeMs, written));
  } catch {
    return false; // A file is missing.
  }
}

if (!NAMES.every(isCurrent)) {
  const { status } = spawnSync(process.execPath, [inRepo('esbuild.mjs')], { cwd: repoRoot, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

for (const name of NAMES) {
  const { code } = await transform(readFileSync(inRepo('dist', `${name}.js`), 'utf8'), {
    minify: true,
    legalComments: 'none',
    target: 'node20.19',
  });
  const bytes = Buffer.byteLength(code);
  const faults = bundleFaults(readMeta(name), BUNDLES[name], code);
  for (const fault of faults) process.stdout.write(`dist/${name}.js: ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  process.stdout.write(
    `dist/${name}.js: ${kilobytes(bytes)} minified, of at most ${kilobytes(BUNDLES[name].maxBytes)}\n`,
  );
}

function kilobytes(bytes: number): string {
  return `${String(Math.round(bytes / 1000))} kB`;
}
