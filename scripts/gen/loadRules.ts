// Knows: the rules as they are now. This program may have been bundled with an older list of them, so that the new list
// is bundled and loaded once more.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Rule, RuleExamples } from '../../server/src/lint/rule';
import { inRepo } from '../repo.mjs';

export interface DocumentedRule {
  readonly rule: Rule;
  readonly examples: RuleExamples;
}

/** @param files rules as `group/id`. Rejects when one does not compile. */
export async function loadRules(files: readonly string[]): Promise<readonly DocumentedRule[]> {
  const imports = files.map((file, i) => `import rule${String(i)}, { examples as of${String(i)} } from './${file}';`);
  const list = files.map((_, i) => `{ rule: rule${String(i)}, examples: of${String(i)} }`);
  const { outputFiles } = await build({
    stdin: {
      contents: `${imports.join('\n')}\nexport const RULES = [${list.join(', ')}];\n`,
      resolveDir: inRepo('server', 'src', 'lint', 'rules'),
      loader: 'ts',
      sourcefile: 'registry.ts',
    },
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
  const module = (await import(pathToFileURL(file).href)) as { RULES: readonly DocumentedRule[] };
  return module.RULES;
}
