// Knows: where the shell grammar lies on disk: beside the bundle, or in node_modules when run from source.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

export interface ShellGrammar {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Rejects when neither place has the two files. */
export async function readShellGrammar(): Promise<ShellGrammar> {
  // The optimising compiler takes half a second for the grammar's tables, which scripts of a few lines never earn back
  // (bench: one small file 0.7 s with it, 0.15 s without; the corpus 1.0 s and 0.3 s).
  setFlagsFromString('--liftoff-only');
  const here = dirname(fileURLToPath(import.meta.url));
  try {
    return await readBoth(join(here, 'web-tree-sitter.wasm'), join(here, 'tree-sitter-bash.wasm'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const require = createRequire(import.meta.url);
    return readBoth(
      require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
      require.resolve('tree-sitter-bash/tree-sitter-bash.wasm'),
    );
  }
}

async function readBoth(runtime: string, grammar: string): Promise<ShellGrammar> {
  const [first, second] = await Promise.all([readFile(runtime), readFile(grammar)]);
  return { runtime: first, grammar: second };
}
