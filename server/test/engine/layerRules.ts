// Asks a real builder about layer and size rules: builds what a rule finds fault with and what its fix makes of it, and
// compares the layers with the bytes that the message states, and the finished images with each other.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';
import { applyEdits } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { RULES } from '../../src/lint/registry.generated';
import type { Rule, RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';
import { contextOf } from '../support/contextFact';
import { shellParser } from '../support/shell';
import { LAYER_BASES, layerBase } from './layerRulesBase';
import { LAYER_RULE_CASES, type LayerRuleCase } from './layerRulesCases';
import { differences, readLayers, type BuiltLayers } from './layerRulesImage';

/** Layers of the base image. */
const BASE_LAYERS = 2;

/** Prints what was proven. @returns whether all rows hold. `only`: rules whose id begins so. */
export async function askLayerRules(builder: Builder, only = '', rules: readonly Rule[] = RULES): Promise<boolean> {
  const started = Date.now();
  const base = await layerBase();
  for (const name of LAYER_BASES) (builder.buildkit ?? builder.engine)?.registry?.register(name, base);
  const cases = LAYER_RULE_CASES.filter(({ rule }) => rule.startsWith(only));
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-rules-'));
  let failures = 0;
  let exact = 0;
  try {
    for (const [i, row] of cases.entries()) {
      const proof = await prove(builder, row, join(folder, String(i)), rules);
      if (proof.exact) exact++;
      if (proof.wrong.length === 0) continue;
      failures++;
      const title = row.name === undefined ? row.rule : `${row.rule}: ${row.name}`;
      console.log(`not ok ${builder.id} ${title}\n${proof.wrong.join('\n').replace(/^/gm, '    ')}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const proven = new Set(cases.map(({ rule }) => rule)).size;
  console.log(
    `layer rules ${builder.id}: ${String(cases.length)} rows of ${String(proven)} rules, ${String(exact)} with exact bytes; ` +
      `${failures === 0 ? 'all hold' : `${String(failures)} do not hold`}; ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  return failures === 0;
}

interface Proof {
  readonly wrong: readonly string[];
  /** The message had a number, and it was right to the byte. */
  readonly exact: boolean;
}

async function prove(builder: Builder, row: LayerRuleCase, folder: string, rules: readonly Rule[]): Promise<Proof> {
  const rule = rules.find(({ id }) => id === row.rule);
  if (!rule) return { wrong: ['there is no such rule'], exact: false };
  const findings = await findingsOf(rule, row, row.bad);
  const [finding] = findings;
  if (!finding || findings.length > 1) return { wrong: [`${String(findings.length)} findings`], exact: false };
  const fix = finding.fixes?.[0];
  const fixed = row.fixed ?? (fix && applyEdits(row.bad, fix.edits));
  if (fixed === undefined) return { wrong: ['neither a fix nor a text that is right'], exact: false };
  const context = join(folder, 'context');
  await writeContext(context, row.files ?? {});
  const before = await built(builder, row.bad, context, join(folder, 'bad.tar'));
  const after = await built(builder, fixed, context, join(folder, 'fixed.tar'));
  if (typeof before === 'string') return { wrong: [`was not built:\n${before}`], exact: false };
  if (typeof after === 'string') return { wrong: [`was not built:\n${fixed}\n${after}`], exact: false };
  const wrong = [...judge(row, finding, before, after)];
  const left = await findingsOf(rule, row, fixed);
  if (left.length > 0) wrong.push(`the finding is still there after the fix:\n${fixed}`);
  return { wrong, exact: finding.bytes?.certainty === 'known' && wrong.length === 0 };
}

function* judge(row: LayerRuleCase, finding: RuleFinding, before: BuiltLayers, after: BuiltLayers): Iterable<string> {
  const total = ({ layers }: BuiltLayers): number => layers.reduce((sum, bytes) => sum + bytes, 0);
  const freed = total(before) - total(after);
  const real = row.counts === 'layer' ? (before.layers.at(-1) ?? 0) : row.counts === 'freed' ? freed : before.hidden;
  const { likely = null, low = null, high = null } = finding.bytes ?? {};
  if (likely !== null && finding.bytes?.certainty !== 'estimated' && likely !== real)
    yield `the message states ${String(likely)} bytes, the layers have ${String(real)} (${String(before.layers)})`;
  if ((low !== null && real < low) || (high !== null && real > high))
    yield `the message states ${String(low)} to ${String(high)} bytes, the layers have ${String(real)}`;
  if (row.onlyLayers) {
    if (after.layers.length >= before.layers.length) yield `${String(after.layers.length)} layers after the fix`;
  } else if (freed <= 0) yield `the fix frees ${String(freed)} bytes`;
  else if (likely !== null && finding.bytes?.certainty === 'known' && Math.abs(freed - likely) > SLACK)
    yield `the message states ${String(likely)} bytes, the fix frees ${String(freed)}`;
  const isSafe = row.fixed === undefined && finding.fixes?.[0]?.class === 'safe';
  const { except = [], exceptFolders = [] } = row;
  const differing = differences(
    before,
    after,
    (path) => exceptFolders.includes(path) || except.some((top) => path === top || path.startsWith(`${top}/`)),
  );
  if (differing.length > 0)
    yield `${isSafe ? 'a safe fix' : 'the fix'} changes the finished image:\n${differing.slice(0, 8).join('\n')}`;
}

/** A RUN may write a few bytes of its own beside what the rule is about. */
const SLACK = 200;

async function findingsOf(rule: Rule, { files }: LayerRuleCase, text: string): Promise<RuleFinding[]> {
  const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
  // Of an archive only its length counts.
  const listed = Object.entries(files ?? {}).map(([path, body]) => [
    path,
    body instanceof Uint8Array ? body.length : body,
  ]);
  const facts = files ? { context: contextOf(Object.fromEntries(listed) as Record<string, string | number>) } : {};
  return lint(graph, shellParser(), { ...DEFAULT_LINT_OPTIONS, rules: 'all', facts }, [rule]);
}

async function writeContext(folder: string, files: NonNullable<LayerRuleCase['files']>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // Bytes that differ from file to file, so that no layer equals another by chance.
    const body = typeof content === 'number' ? Buffer.alloc(content, `${path}\n`) : content;
    await writeFile(join(folder, path), body, { mode: 0o644 });
  }
}

async function built(
  builder: Builder,
  dockerfile: string,
  contextDir: string,
  archive: string,
): Promise<BuiltLayers | string> {
  const image = await buildAndReadHistory(builder, { dockerfile, contextDir, archive });
  return image.ok ? readLayers(archive, BASE_LAYERS) : image.error;
}
