// Asks a real builder about layer and size rules: builds what a rule finds fault with and what its fix makes of it, and
// compares the layers with the bytes that the message states, and the finished images with each other.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { formatBytes } from '../../src/base/bytes';
import { applyEdits } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { RULES } from '../../src/lint/registry.generated';
import type { Fix, Rule, RuleFinding } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';
import { contextOf } from '../support/contextFact';
import { shellParser } from '../support/shell';
import { partOf } from './asked';
import { LAYER_BASES, layerBase } from './layerRulesBase';
import { buildArchive, type ContextFiles } from './layerRulesBuild';
import { LAYER_RULE_CASES, type LayerRuleCase } from './layerRulesCases';
import { CONTEXT_RULE_CASES } from './layerRulesContext';
import { bytesOf, differences, readLayers, type BuiltLayers } from './layerRulesImage';
import { BASE_LAYERS, MEASURED_RULE_CASES, proveMeasured, type Proof } from './layerRulesMeasured';

const TEXT_CASES = [...LAYER_RULE_CASES, ...CONTEXT_RULE_CASES];

/** Prints what was proven. @returns whether all rows hold, and each layer and size rule has one. `only`: rules whose id begins so. */
export async function askLayerRules(builder: Builder, only = '', rules: readonly Rule[] = RULES): Promise<boolean> {
  const started = Date.now();
  const base = await layerBase();
  for (const name of LAYER_BASES) (builder.buildkit ?? builder.engine)?.registry?.register(name, base);
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-rules-'));
  const proofs = [
    ...TEXT_CASES.map((row) => ({ ...row, prove: (at: string) => prove(builder, row, at, rules) })),
    ...MEASURED_RULE_CASES.map((row) => ({ ...row, prove: (at: string) => proveMeasured(builder, row, at) })),
  ].filter(({ rule }) => rule.startsWith(only));
  const asked = only === '' ? partOf(proofs) : proofs;
  let failures = 0;
  let exact = 0;
  try {
    for (const [i, row] of asked.entries()) {
      const proof = await row.prove(join(folder, String(i)));
      if (proof.exact) exact++;
      if (proof.wrong.length === 0) continue;
      failures++;
      const title = row.name === undefined ? row.rule : `${row.rule}: ${row.name}`;
      console.log(`not ok ${builder.id} ${title}\n${proof.wrong.join('\n').replace(/^/gm, '    ')}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const needed = rules.filter(({ id, group }) => (group === 'layer' || group === 'size') && id.startsWith(only));
  const proven = new Set(proofs.map(({ rule }) => rule));
  const missing = needed.flatMap(({ id }) => (proven.has(id) ? [] : [id]));
  if (missing.length > 0) console.log(`not ok ${builder.id} layer and size rules without a row: ${missing.join(', ')}`);
  console.log(
    `layer rules ${builder.id}: ${String(asked.length)} of ${String(proofs.length)} rows, which stand for ${String(needed.length - missing.length)} of ${String(needed.length)} layer and size rules, ${String(exact)} with exact numbers; ` +
      `${failures === 0 ? 'all hold' : `${String(failures)} do not hold`}; ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  return failures === 0 && missing.length === 0 && proofs.length > 0;
}

async function prove(builder: Builder, row: LayerRuleCase, folder: string, rules: readonly Rule[]): Promise<Proof> {
  const rule = rules.find(({ id }) => id === row.rule);
  if (!rule) return { wrong: ['there is no such rule'], exact: false };
  const { bad, files = {} } = row;
  const findings = findingsOf(rule, row, bad, row.files);
  const [finding] = findings;
  if (!finding || findings.length > 1) return { wrong: [`${String(findings.length)} findings`], exact: false };
  const fix = finding.fixes?.[0];
  const fixed = row.fixed ?? (fix && applyEdits(bad, fix.edits));
  if (fixed === undefined) return { wrong: ['neither a fix nor a text that is right'], exact: false };
  const filesAfter = row.fixed === undefined ? withAddition(files, fix) : files;
  const before = await built(builder, bad, files, folder);
  const after = await built(builder, fixed, filesAfter, folder);
  if (typeof before === 'string') return { wrong: [`was not built:\n${before}`], exact: false };
  if (typeof after === 'string') return { wrong: [`was not built:\n${fixed}\n${after}`], exact: false };
  const wrong = [...judge(row, finding, before, after), ...judgeWords(row, finding, before)];
  const left = findingsOf(rule, row, fixed, row.files && filesAfter);
  if (left.length > 0) wrong.push(`the finding is still there after the fix:\n${fixed}`);
  const { low, high, isExact } = statedBy(row, finding);
  return { wrong, exact: isExact && low === high && wrong.length === 0 };
}

interface Stated {
  readonly likely: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isExact: boolean;
}

function statedBy({ counts }: LayerRuleCase, { bytes, message }: RuleFinding): Stated {
  if (counts !== 'layers')
    return { likely: null, low: null, high: null, ...bytes, isExact: bytes?.certainty === 'known' };
  const [, low, high] = /\b(\d+)(?: to (\d+))? layers\b/.exec(message) ?? [];
  const [from, to] = [Number(low), Number(high ?? low)];
  return { likely: from === to ? from : null, low: from, high: to, isExact: true };
}

function realOf(
  { counts = 'hidden' }: LayerRuleCase,
  { layers, hidden, finished }: BuiltLayers,
  freed: number,
): number {
  if (typeof counts === 'object') return finished.get(counts.file)?.bytes ?? 0;
  const numbers = { hidden, freed, layer: layers.at(-1) ?? 0, layers: layers.length };
  return numbers[counts];
}

function* judge(row: LayerRuleCase, finding: RuleFinding, before: BuiltLayers, after: BuiltLayers): Iterable<string> {
  const freed = bytesOf(before) - bytesOf(after);
  const real = realOf(row, before, freed);
  const { likely, low, high, isExact } = statedBy(row, finding);
  const fix = row.fixed === undefined ? finding.fixes?.[0] : undefined;
  const unit = row.counts === 'layers' ? 'layers' : 'bytes';
  if (likely !== null && finding.bytes?.certainty !== 'estimated' && likely !== real)
    yield `the message states ${String(likely)} ${unit}, the image has ${String(real)} (${String(before.layers)})`;
  if (Number.isNaN(low) || (low !== null && real < low) || (high !== null && real > high))
    yield `the message states ${String(low)} to ${String(high)} ${unit}, the image has ${String(real)}`;
  const saves = /\(saves (.+)\)$/.exec(fix?.title ?? '')?.[1];
  if (row.onlyLayers) {
    if (after.layers.length >= before.layers.length) yield `${String(after.layers.length)} layers after the fix`;
  } else if (freed <= 0) yield `the fix frees ${String(freed)} bytes`;
  else if (saves !== undefined) {
    if (formatBytes(freed) !== saves) yield `the fix says that it saves ${saves}, and frees ${String(freed)} bytes`;
  } else if (likely !== null && isExact && Math.abs(freed - likely) > SLACK)
    yield `the message states ${String(likely)} bytes, the fix frees ${String(freed)}`;
  const { except = [], exceptFolders = [] } = row;
  const differing = differences(
    before,
    after,
    (path) => exceptFolders.includes(path) || except.some((top) => path === top || path.startsWith(`${top}/`)),
  );
  if (differing.length > 0)
    yield `${fix?.class === 'safe' ? 'a safe fix' : 'the fix'} changes the finished image:\n${differing.slice(0, 8).join('\n')}`;
}

/** What a message says of the context in words: how many files it has, and what some entries weigh. */
function* judgeWords(
  { contextAt }: LayerRuleCase,
  { message }: RuleFinding,
  { finished }: BuiltLayers,
): Iterable<string> {
  if (contextAt === undefined) return;
  const below = (top: string) =>
    [...finished].filter(([path, { kind }]) => kind === 'file' && (path === top || path.startsWith(`${top}/`)));
  const stated = /\bin (\d+) files\b/.exec(message)?.[1];
  const real = below(contextAt).length;
  if (stated !== undefined && Number(stated) !== real)
    yield `the message states ${stated} files, there are ${String(real)}`;
  for (const [, path = '', size] of message.matchAll(/([^\s,]+)(?: \(|, a file of )(\d[\d.]* k?M?B)\b/g)) {
    const bytes = below(`${contextAt}/${path}`).reduce((sum, [, file]) => sum + file.bytes, 0);
    if (formatBytes(bytes) !== size) yield `the message gives ${path} ${String(size)}, it has ${String(bytes)} bytes`;
  }
}

/** A RUN may write a few bytes of its own beside what the rule is about, and an ignore file has a line more. */
const SLACK = 200;

/** A fix beside the Dockerfile: the ignore file has more lines. */
function withAddition(files: ContextFiles, fix: Fix | undefined): ContextFiles {
  if (!fix?.addition) return files;
  const { name, newText } = fix.addition;
  const old = files[name];
  return { ...files, [name]: (typeof old === 'string' ? old : '') + newText };
}

function findingsOf(rule: Rule, row: LayerRuleCase, text: string, files: ContextFiles | undefined): RuleFinding[] {
  const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
  // Of an archive only its length counts.
  const listed = Object.entries(files ?? {}).map(([path, body]) => [
    path,
    body instanceof Uint8Array ? body.length : body,
  ]);
  const facts = files ? { context: contextOf(Object.fromEntries(listed) as Record<string, string | number>) } : {};
  const ruleOptions = { [rule.id]: row.options ?? {} };
  return lint(graph, shellParser(), { ...DEFAULT_LINT_OPTIONS, rules: 'all', facts, ruleOptions }, [rule]);
}

async function built(
  builder: Builder,
  dockerfile: string,
  files: ContextFiles,
  folder: string,
): Promise<BuiltLayers | string> {
  const archive = `${folder}.tar`;
  const error = await buildArchive(builder, dockerfile, files, folder, archive);
  if (error !== undefined) return error;
  const layers = await readLayers(archive, BASE_LAYERS);
  await rm(archive);
  return layers;
}
