// @ts-check
// Bundles: dist/client.js (in VS Code), dist/program.js (LSP server and command line in one program), dist/server.js (starts
// it), its worker dist/contextWorker.js (reads build contexts), and with --tests
// every test file into out/test/. Writes esbuild's metafiles to out/meta/ for the bundle check.
import { build } from 'esbuild';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const withTests = process.argv.includes('--tests');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  metafile: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  // dist/server.js reads the program as such.
  charset: 'ascii',
  logLevel: 'warning',
  // dockerfile-utils and friends are UMD: their ES builds, where there are any, bundle without tricks.
  mainFields: ['module', 'main'],
};

/** @param {string} folder @param {(name: string) => boolean} wanted @returns {Promise<string[]>} */
async function filesBelow(folder, wanted) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** What a start does not need of Node, and what takes it a millisecond or more to load. */
const LATE = [
  'child_process',
  'crypto',
  'dns',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'stream/consumers',
  'stream/promises',
  'timers/promises',
  'tls',
  'v8',
  'worker_threads',
  'zlib',
];

/**
 * What is read before the first findings are out: `fs` itself does the same, and is there already, where `fs/promises` brings
 * watchers and a terminal along.
 */
const PLAIN_READS = ['access', 'lstat', 'readFile', 'readdir', 'stat'];

const PLAIN_READS_TEXT = `const fs = require('node:fs'), { promisify } = require('node:util');
for (const name of ${JSON.stringify(PLAIN_READS)})
  Object.defineProperty(exports, name, { enumerable: true, value: promisify(fs[name]) });`;

/** Loads modules of Node when something of them is first used: bundled packages name them all at their top. @type {import('esbuild').Plugin} */
const lateModules = {
  name: 'late modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:node:)?(?:${LATE.join('|')})$`) }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path: path.replace('node:', ''), namespace: 'late' },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `let loaded;
for (const name of ${JSON.stringify(Object.keys(createRequire(import.meta.url)(`node:${path}`)))})
  Object.defineProperty(exports, name, { configurable: true, enumerable: true, get: () => (loaded ??= require('node:${path}'))[name] });
${path === 'fs/promises' ? PLAIN_READS_TEXT : ''}`,
    }));
  },
};

/** @type {Readonly<Record<string, string>>} */
const BANNERS = {
  program: "const __layerlens_url = require('node:url').pathToFileURL(__filename).href;",
  server: '#!/usr/bin/env node',
};

async function bundleProduct() {
  await mkdir(join(root, 'dist'), { recursive: true });
  await mkdir(join(root, 'out/meta'), { recursive: true });
  const bundles = [
    { name: 'client', entry: 'client/src/extension.ts', options: { external: ['vscode'] } },
    {
      name: 'program',
      entry: 'server/src/main.ts',
      options: { define: { 'import.meta.url': '__layerlens_url' }, plugins: [lateModules] },
    },
    { name: 'server', entry: 'server/src/launch.ts', options: {} },
    { name: 'contextWorker', entry: 'server/src/host/nodeContextWorker.ts', options: {} },
  ];
  await Promise.all(
    bundles.map(async ({ name, entry, options }) => {
      const result = await build({
        ...shared,
        ...options,
        banner: { js: BANNERS[name] ?? '' },
        entryPoints: [entry],
        outfile: `dist/${name}.js`,
        format: 'cjs',
      });
      await writeFile(join(root, `out/meta/${name}.json`), JSON.stringify(result.metafile));
    }),
  );
}

async function bundleTests() {
  await rm(join(root, 'out/test'), { recursive: true, force: true });
  const isTest = (/** @type {string} */ name) => name.endsWith('.test.ts');
  const entryPoints = [
    ...(await filesBelow('server', isTest)),
    ...(await filesBelow('client/src', isTest)),
    ...(await filesBelow('scripts', isTest)),
    ...(await filesBelow('server/test/engine', (name) => name === 'main.ts')),
    ...(await filesBelow('client/test', (name) => name === 'run.ts')),
  ];
  await build({
    ...shared,
    entryPoints,
    outdir: 'out/test',
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    minify: false,
    sourcemap: 'linked',
    external: [
      'vscode',
      'esbuild',
      'typescript',
      'eslint',
      'dependency-cruiser',
      'playwright-core',
      '@vscode/test-electron',
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  // Suites that run inside VS Code's extension host are CommonJS.
  const suites = await filesBelow('client/test/host', (name) => name.endsWith('.ts'));
  if (suites.length > 0) {
    await build({
      ...shared,
      entryPoints: suites,
      outdir: 'out/test',
      outbase: '.',
      format: 'cjs',
      external: ['vscode'],
      minify: false,
      sourcemap: 'linked',
    });
  }
}

await bundleProduct();
if (withTests) await bundleTests();
