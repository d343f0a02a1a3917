// @ts-check
// `node scripts/run.mjs <file.ts> [args]`: bundles a TypeScript program of ours into out/ and runs it in this process.
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repoRoot } from './repo.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs <file.ts> [arguments]\n');
  process.exit(2);
}

const source = resolve(file);
const outfile = join(repoRoot, 'out', relative(repoRoot, source).replace(/\.[cm]?ts$/, '.mjs'));
const { build } = await import('esbuild');
try {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
    absWorkingDir: repoRoot,
  });
} catch {
  process.exit(1); // esbuild has printed why.
}
process.setSourceMapsEnabled(true);
process.argv = [process.execPath, outfile, ...args];
await import(pathToFileURL(outfile).href);
