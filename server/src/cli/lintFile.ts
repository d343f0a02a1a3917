// Knows: linting one text, and the result as plain data that passes from a worker to the main thread.
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS, frontendOf } from '../build/options';
import type { Image } from '../image/model';
import { imageFactOf } from '../layers/imageFact';
import { align } from '../layers/align';
import { RULES } from '../lint/registry.generated';
import type { RuleFinding } from '../lint/rule';
import { judge, type LintOptions, type SuppressedFinding } from '../lint/run';
import type { ShellParser } from '../shell/model';
import { parseDockerfile } from '../syntax/parse';

export interface FileFindings {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly RuleFinding[];
  readonly suppressed: readonly SuppressedFinding[];
}

export function lintText(
  path: string,
  text: string,
  options: LintOptions,
  shell: ShellParser,
  target: string,
  image?: Image,
): FileFindings {
  const model = parseDockerfile(text);
  const frontend = frontendOf(model) ?? DEFAULT_BUILD_OPTIONS.frontend;
  const isThere = buildGraph(model, { ...DEFAULT_BUILD_OPTIONS, frontend, target });
  // Of many files not each has the stage: the others are judged as they are built without it.
  const graph = isThere.target ? isThere : buildGraph(model, { ...DEFAULT_BUILD_OPTIONS, frontend });
  const fact = image && imageFactOf(image, align(model, image, graph.options));
  const facts = { ...options.facts, ...(fact && { image: fact }) };
  const { findings, suppressed } = judge(graph, shell, { ...options, facts });
  return { path, text, findings, suppressed };
}

/** Functions do not pass between threads: a rule goes by its id. */
type Wired<T extends RuleFinding> = Omit<T, 'rule'> & { readonly rule: string };

export interface WiredFile {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Wired<RuleFinding>[];
  readonly suppressed: readonly Wired<SuppressedFinding>[];
}

export const wired = ({ findings, suppressed, ...file }: FileFindings): WiredFile => ({
  ...file,
  findings: findings.map((finding) => ({ ...finding, rule: finding.rule.id })),
  suppressed: suppressed.map((finding) => ({ ...finding, rule: finding.rule.id })),
});

const rulesById = new Map(RULES.map((rule) => [rule.id, rule]));

export const unwired = ({ findings, suppressed, ...file }: WiredFile): FileFindings => ({
  ...file,
  findings: withRules(findings),
  suppressed: withRules(suppressed),
});

const withRules = <T extends { readonly rule: string }>(findings: readonly T[]) =>
  findings.flatMap((finding) => {
    const rule = rulesById.get(finding.rule);
    return rule ? [{ ...finding, rule }] : [];
  });
