// Asks real builders whether a build stops where a rule says so. Every `bad` example with such a message is put to the
// builder's checks, which go through the same code as a build up to its first step; some are built.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS, frontendOfEngine, NEWEST_FRONTEND } from '../../src/build/options';
import { RULES } from '../../src/lint/registry.generated';
import type { Rule, RuleExamples } from '../../src/lint/rule';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { parseDockerfile } from '../../src/syntax/parse';
import { EXAMPLES } from '../support/examples.generated';
import { shellParser } from '../support/shell';
import { askBuilder, type CheckedFile } from './checksAsk';

/** What a rule says of a text. */
interface Claim extends CheckedFile {
  readonly stops: boolean;
}

/** Built for good: checks look at no file and run nothing. */
const BUILDS: readonly (readonly [text: string, stops: boolean])[] = [
  ['FROM alpine AS x\nCOPY --from=later /etc /x\nFROM alpine AS later\nFROM x\n', true],
  ['FROM alpine AS a\nCOPY --from=a /etc /x\n', true],
  ['FROM alpine\nCOPY a b /dest/\n', false],
  ['FROM alpine\nCOPY a b /dest\n', false],
  ['FROM scratch AS x\nCOPY a b /dest\nFROM alpine\nCOPY --from=x /dest/a /y\n', true],
  ['FROM alpine\nCOPY ../a /x\n', false],
  ['FROM scratch AS none\nFROM alpine\nCOPY --from=none /x /x\n', true],
  ['FROM alpine\nWORKDIR ~/app\n', false],
  ['FROM alpine\nRUN\n', false],
  ['FROM alpine\nUSER node app\nRUN true\n', true],
  ['FROM alpine\nENV A = b\n', false],
  ['FROM alpine\nHEALTHCHECK --interval=5s NONE\n', false],
  ['FROM alpine\nHEALTHCHECK NONE true\n', true],
  ['FROM alpine\nSTOPSIGNAL 99\n', false],
  ['FROM alpine\nRUN --mount=type=bind,target=/ true\n', true],
  ['FROM alpine\nCOPY --from= a /x\n', false],
];

export interface Verdicts {
  readonly claims: number;
  readonly wrong: readonly string[];
}

export async function askVerdicts(
  builder: Builder,
  rules: readonly Rule[] = RULES,
  examples: Readonly<Record<string, RuleExamples>> = EXAMPLES,
): Promise<Verdicts> {
  const frontend = builder.engine ? (frontendOfEngine(builder.version) ?? NEWEST_FRONTEND) : NEWEST_FRONTEND;
  const claims = await claimsOf(rules, examples, frontend);
  const answers = await askBuilder(builder, claims);
  const wrong = claims.flatMap(({ name, dockerfile, stops }, i) => {
    const error = answers[i]?.error;
    if (stops === (error !== undefined)) return [];
    return [
      `${name}: ${stops ? 'goes through' : `stops: ${error ?? ''}`}\n${dockerfile.slice(0, 300).replace(/^/gm, '  | ')}`,
    ];
  });
  for (const [dockerfile, stops] of BUILDS) wrong.push(...(await build(builder, dockerfile, stops)));
  return { claims: claims.length + BUILDS.length, wrong };
}

async function claimsOf(
  rules: readonly Rule[],
  examples: Readonly<Record<string, RuleExamples>>,
  frontend: number,
): Promise<Claim[]> {
  const shell = shellParser();
  const claims: Claim[] = [];
  for (const rule of rules) {
    const own = examples[rule.id];
    // What hangs on files, images and real programs shows in builds alone.
    if (
      !own ||
      rule.group !== 'correctness' ||
      rule.reads.some((fact) => ['context', 'image', 'project', 'shell'].includes(fact))
    )
      continue;
    for (const [i, bad] of own.bad.entries()) {
      const graph = buildGraph(parseDockerfile(bad), { ...DEFAULT_BUILD_OPTIONS, frontend });
      const options = { ...DEFAULT_LINT_OPTIONS, rules: 'all' as const, ruleOptions: { [rule.id]: own.options ?? {} } };
      const said = lint(graph, shell, options, [rule]).map(({ message }) => message);
      if (!said.some((message) => /the build stops/.test(message))) continue;
      claims.push({ name: `${rule.id}, bad ${String(i + 1)}`, dockerfile: bad, stops: true });
      const fixed = own.fixed[i];
      if (fixed !== undefined)
        claims.push({ name: `${rule.id}, fixed ${String(i + 1)}`, dockerfile: fixed, stops: false });
    }
  }
  return claims;
}

async function build(builder: Builder, dockerfile: string, stops: boolean): Promise<string[]> {
  const contextDir = await mkdtemp(join(tmpdir(), 'layerlens-verdict-'));
  try {
    await mkdir(contextDir, { recursive: true });
    await Promise.all(['a', 'b'].map((name) => writeFile(join(contextDir, name), name)));
    const built = await buildAndReadHistory(builder, { dockerfile, contextDir, pull: false });
    if (built.ok !== stops) return [];
    return [
      `built: ${stops ? 'goes through' : `stops: ${built.ok ? '' : built.error.slice(-300)}`}\n${dockerfile.replace(/^/gm, '  | ')}`,
    ];
  } finally {
    await rm(contextDir, { recursive: true, force: true });
  }
}
