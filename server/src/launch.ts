// Knows: starting dist/program.js with what V8 made of it at an earlier start (its code cache). Node compiles a program
// anew at each start, which takes longer than linting a file. The cache lies beside the program, so that only who can
// write the one can write the other; where nothing can be written, the program starts as any other.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as V8 from 'node:v8';
import { Script } from 'node:vm';

const program = join(__dirname, 'program.js');

const [command = '', ...words] = process.argv.slice(2);

/**
 * V8 by its defaults makes machine code of what runs a few hundred times, guesses types for it, and guesses anew for each
 * kind of file: of 1,000 files linted that was a third of all processor time. And it lets memory grow until it has to look:
 * 270 MB, and 170 when told that size counts.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  'lint-many': ['--interrupt-budget=1000000', '--optimize-for-size'],
  lsp: ['--interrupt-budget=600000'],
};

const isMany = command === 'lint' && (words.length > 40 || words.some((word) => word.includes('*') || isFolder(word)));

function isFolder(word: string): boolean {
  return !word.startsWith('-') && statSync(word, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Each compiles what it needs: one cache for all would lack half of it. V8 takes no cache made under other flags. */
const CACHED = ['lint', 'lint-many', 'lint-thread', 'lsp', 'cache', 'layers'];
const kind = isMany ? 'lint-many' : command;
const flags = FLAGS[kind];
if (flags) {
  const { setFlagsFromString } = createRequire(__filename)('node:v8') as typeof V8;
  for (const flag of flags) setFlagsFromString(flag);
}

interface CodeCache {
  readonly path: string;
  /** V8 compares no more than the program's length; this names the very file. */
  readonly stamp: string;
}

/** Undefined for commands that are not worth it. */
function codeCache(): CodeCache | undefined {
  if (!CACHED.includes(kind)) return undefined;
  const { mtimeMs, size } = statSync(program);
  return {
    path: join(__dirname, `${kind}-${process.versions.v8}-${process.arch}.codecache`),
    stamp: `${String(size)} ${String(mtimeMs)}`.padEnd(64),
  };
}

function readCode({ path, stamp }: CodeCache): Buffer | undefined {
  try {
    const file = readFileSync(path);
    return file.toString('latin1', 0, stamp.length) === stamp ? file.subarray(stamp.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Other starts may read and write at the same time: the file changes as a whole. */
function writeCode({ path, stamp }: CodeCache, code: Buffer): void {
  const unfinished = `${path}.${String(process.pid)}`;
  try {
    writeFileSync(unfinished, Buffer.concat([Buffer.from(stamp, 'latin1'), code]));
    renameSync(unfinished, path);
  } catch {
    // A folder that cannot be written, a full disk: the next start compiles again.
    rmSync(unfinished, { force: true });
  }
}

const cache = codeCache();
const known = cache && readCode(cache);
// The bundler writes ASCII only; read as such, the text takes a third of the time and half of the memory.
const script = new Script(Module.wrap(readFileSync(program, 'latin1')), {
  filename: program,
  ...(known && { cachedData: known }),
});
// V8 itself refuses what another processor or another set of its flags has made.
if (cache && (!known || script.cachedDataRejected === true))
  process.on('exit', (code) => {
    // A run that failed early has compiled little.
    if (code < 2) writeCode(cache, script.createCachedData());
  });

const main = { exports: {} };
const run = script.runInThisContext() as (...given: readonly unknown[]) => void;
run(main.exports, createRequire(program), main, program, __dirname);
