// Loading dist/client.js as VS Code's extension host does, in a process of its own, with an empty stand-in for `vscode`.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = `
const Module = require('node:module');
const stand = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : key === 'prototype' ? {} : stand), apply: () => stand, construct: () => stand });
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? stand : load(name, ...rest));
const before = process.memoryUsage().rss, began = performance.now();
require(process.argv[1]);
console.log(JSON.stringify({ ms: performance.now() - began, bytes: process.memoryUsage().rss - before }));
`;

/** The best of five loads: time, and memory that the process grew by. */
export function loadClient(root: string): Promise<{ ms: number; bytes: number }> {
  const loads = Array.from(
    { length: 5 },
    () =>
      JSON.parse(
        execFileSync(process.execPath, ['-e', PROGRAM, join(root, 'dist/client.js')], { encoding: 'utf8' }),
      ) as { ms: number; bytes: number },
  );
  return Promise.resolve(loads.reduce((best, load) => (load.ms < best.ms ? load : best)));
}
