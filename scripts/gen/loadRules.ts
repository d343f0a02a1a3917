// Knows: the rules as they are now. This program may have been bundled with an older list of them, so that the new list
// is bundled and loaded once more.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Rule } from '../../server/src/lint/rule';
import { inRepo } from '../repo.mjs';

/** @param registry the text of lint/registry.generated.ts. Rejects when a rule does not compile. */
export async function loadRules(registry: string): Promise<readonly Rule[]> {
  const { outputFiles } = await build({
    stdin: { contents: registry, resolveDir: inRepo('server', 'src', 'lint'), loader: 'ts', sourcefile: 'registry.ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const folder = inRepo('out', 'gen');
  mkdirSync(folder, { recursive: true });
  // A name of its own: Node would give back the module that an earlier call loaded from the same address.
  const file = inRepo('out', 'gen', `rules-${String(process.pid)}.mjs`);
  writeFileSync(file, outputFiles[0]?.text ?? '');
  const module = (await import(pathToFileURL(file).href)) as { RULES: readonly Rule[] };
  return module.RULES;
}
