// @ts-check
// `npm run check`: types, lint, format, import table, generated files, bundles. Every step runs; one verdict at the end.
import { existsSync } from 'node:fs';
import { capture, duration, say } from './process.mjs';
import { inRepo, repoRoot } from './repo.mjs';
import { formatTable } from './table.mjs';

/** The program of an installed package, run by our own Node: no shell, no .cmd files. @param {string} path */
const tool = (path) => inRepo('node_modules', ...path.split('/'));

/** What dependency-cruiser looks at; a folder that is not there yet is left out. */
const CRUISED = ['server/src', 'server/test', 'client/src', 'client/webview', 'client/test', 'scripts', 'bench'];

/** @type {{ name: string, args: string[] }[]} */
const STEPS = [
  { name: 'types', args: [tool('typescript/bin/tsc'), '-b'] },
  {
    name: 'lint',
    args: [
      tool('eslint/bin/eslint.js'),
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      inRepo('out', '.eslintcache'),
    ],
  },
  { name: 'format', args: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'imports',
    args: [
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      ...CRUISED.filter((folder) => existsSync(inRepo(folder))),
    ],
  },
  { name: 'generated', args: [inRepo('scripts', 'run.mjs'), 'scripts/gen.ts', '--check'] },
  { name: 'bundles', args: [inRepo('scripts', 'run.mjs'), 'scripts/checkBundle.ts'] },
];

const only = process.argv.slice(2);
const unknown = only.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No such step: ${unknown.join(', ')}. Steps: ${STEPS.map((step) => step.name).join(', ')}.\n`);
  process.exit(2);
}

/** @type {string[][]} */
const rows = [];
for (const { name, args } of STEPS) {
  if (only.length > 0 && !only.includes(name)) continue;
  const began = Date.now();
  const { code, output } = await capture(process.execPath, args, { cwd: repoRoot });
  const time = duration(Date.now() - began);
  if (code !== 0) process.exitCode = 1;
  rows.push([name, code === 0 ? 'ok' : 'FAILED', time]);
  say(`check ${name}: ${code === 0 ? 'ok' : 'FAILED'} (${time})`);
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
}
process.stdout.write(`\n${formatTable(['step', 'verdict', 'time'], rows)}\n`);
