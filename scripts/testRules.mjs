// `npm run test:rule -- <group>/<id> …`: runs the documents and the edge cases of a few rules. The others only answer what a fix may bring about.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inRepo, repoRoot } from './repo.mjs';

const rules = process.argv.slice(2);
if (rules.length === 0) {
  process.stderr.write('Usage: npm run test:rule -- <group>/<id> …, for example layer/update-alone\n');
  process.exit(2);
}
const imports = rules.map((rule, i) => `import rule${i}, { examples as of${i} } from '../../src/lint/rules/${rule}';`);
const calls = rules.map((_, i) => `testExamples(rule${i}, of${i}, RULES);`);
const edges = rules
  .filter((rule) => existsSync(inRepo('server', 'src', 'lint', 'rules', `${rule}.test.ts`)))
  .map((rule) => `import '../../src/lint/rules/${rule}.test';`);
const { outputFiles } = await build({
  stdin: {
    contents: [
      ...imports,
      ...edges,
      `import { RULES } from '../../src/lint/registry.generated';`,
      `import { testExamples } from './ruleExamples';`,
      ...calls,
    ].join('\n'),
    resolveDir: inRepo('server', 'test', 'support'),
    loader: 'ts',
    sourcefile: 'rules.test.ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
mkdirSync(inRepo('out', 'rules'), { recursive: true });
// Several people may test at once.
const file = inRepo('out', 'rules', `rules-${process.pid}.mjs`);
writeFileSync(file, outputFiles[0]?.text ?? '');
process.exitCode =
  spawnSync(process.execPath, ['--test', '--test-reporter=dot', file], { cwd: repoRoot, stdio: 'inherit' }).status ?? 1;
