// `npm run gen`: writes every file, or part of a file, that is made from code. `--check` only compares, and names the
// command to run. One function per output: (old text) => new text.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configSchema, SCHEMA_FILE } from './gen/configSchema';
import { contributes } from './gen/contributes';
import { formatted } from './gen/format';
import { layerTable } from './gen/layerTable';
import { loadRules } from './gen/loadRules';
import { notices } from './gen/notices';
import { exampleRegistry, registry, ruleFiles } from './gen/registry';
import { rulePage } from './gen/ruleDocs';
import { ruleIndex, ruleSummary } from './gen/ruleIndex';
import { replaceSection } from './gen/section';
import { settingsDoc } from './gen/settingsDoc';
import { ruleTwins } from './gen/twins';
import { inRepo } from './repo.mjs';

interface Output {
  /** Relative to the repository. */
  readonly file: string;
  readonly make: (old: string) => string | Promise<string>;
}

const REGISTRY = 'server/src/lint/registry.generated.ts';
const EXAMPLES = 'server/test/support/examples.generated.ts';
const TWINS = 'client/src/ruleTwins.generated.ts';
const RULE_PAGES = 'docs/rules';

async function outputs(): Promise<Output[]> {
  const files = ruleFiles();
  const documented = await loadRules(files);
  const rules = documented.map(({ rule }) => rule);
  return [
    { file: REGISTRY, make: () => registry(files) },
    { file: EXAMPLES, make: () => exampleRegistry(files) },
    { file: TWINS, make: () => ruleTwins(rules) },
    { file: 'package.json', make: (old) => contributes(old, rules) },
    { file: 'docs/settings.md', make: () => settingsDoc() },
    { file: SCHEMA_FILE, make: () => configSchema(rules) },
    { file: `${RULE_PAGES}/README.md`, make: () => ruleIndex(rules) },
    ...documented.map(({ rule, examples }) => ({
      file: `${RULE_PAGES}/${rule.id}.md`,
      make: () => rulePage(rule, examples),
    })),
    { file: 'README.md', make: (old) => replaceSection(old, 'rules', ruleSummary(rules, RULE_PAGES)) },
    { file: 'ARCHITECTURE.md', make: (old) => replaceSection(old, 'layers', layerTable()) },
    { file: 'THIRD_PARTY.md', make: () => notices() },
  ];
}

/** Pages of rules that are gone. */
function orphans(wanted: readonly Output[]): string[] {
  const files = new Set(wanted.map(({ file }) => file));
  return list(RULE_PAGES)
    .map((name) => `${RULE_PAGES}/${name}`)
    .filter((file) => !files.has(file));
}

function list(folder: string): string[] {
  try {
    return readdirSync(inRepo(folder));
  } catch {
    return []; // Not there yet.
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(inRepo(file), 'utf8');
  } catch {
    return undefined;
  }
}

const checkOnly = process.argv.includes('--check');
const wanted = await outputs();
const stale: string[] = [];
for (const { file, make } of wanted) {
  const old = read(file);
  const text = await formatted(file, await make(old ?? ''));
  if (text === old) continue;
  stale.push(file);
  if (checkOnly) continue;
  mkdirSync(dirname(inRepo(file)), { recursive: true });
  writeFileSync(inRepo(file), text);
}
for (const file of orphans(wanted)) {
  stale.push(file);
  if (!checkOnly) rmSync(inRepo(file));
}

if (checkOnly && stale.length > 0) {
  process.stderr.write(`Not what the code says: ${stale.join(', ')}.\nRun: npm run gen\n`);
  process.exitCode = 1;
} else {
  process.stderr.write(
    stale.length === 0 ? `${String(wanted.length)} generated files are current.\n` : `Wrote ${stale.join(', ')}.\n`,
  );
}
