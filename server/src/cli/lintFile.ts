// Knows: linting one text, and the result as plain data that passes from a worker to the main thread.
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS, frontendOf } from '../build/options';
import type { Image } from '../image/model';
import { imageFactOf } from '../layers/imageFact';
import { align } from '../layers/align';
import { shellCheckFindings, shellCheckRule, shellCheckScripts } from '../lint/facts/shellCheck';
import { RULES } from '../lint/registry.generated';
import type { RuleFinding, RuleMeta } from '../lint/rule';
import { judge, type Judged, type LintOptions, type SuppressedFinding } from '../lint/run';
import { shellCheckCode } from '../lint/twinNames';
import type { ShellParser } from '../shell/model';
import { parseDockerfile } from '../syntax/parse';
import type { ShellCheckAsker } from './lintShellCheck';

export interface FileFindings {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly RuleFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** There is no stage of the name that was asked for. */
  readonly lacksTarget?: boolean;
  /** The image that was named was made from another text: nothing is told of it. */
  readonly imageIsForeign?: boolean;
}

/** What a text is judged by. Without functions it passes to a thread. */
export interface LintSetup {
  readonly options: LintOptions;
  /** Stage that is built; empty: the last one. */
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

export function lintText(
  path: string,
  text: string,
  setup: LintSetup,
  shell: ShellParser,
  image?: Image,
): FileFindings {
  const { judged, ...told } = judgeText(text, setup, shell, image);
  return { path, text, findings: judged.findings, suppressed: judged.suppressed, ...told };
}

/** The same, with what ShellCheck says of its scripts. */
export async function lintTextAsking(
  path: string,
  text: string,
  setup: LintSetup,
  shell: ShellParser,
  shellCheck: ShellCheckAsker,
  image?: Image,
): Promise<FileFindings> {
  const { judged, ...told } = judgeText(text, setup, shell, image);
  const answers = await shellCheck.ask(shellCheckScripts(judged.context));
  const findings = [...judged.findings, ...shellCheckFindings(judged, answers, setup.options)];
  findings.sort((a, b) => a.span.start - b.span.start);
  return { path, text, findings, suppressed: judged.suppressed, ...told };
}

function judgeText(
  text: string,
  { options, target, buildArgs }: LintSetup,
  shell: ShellParser,
  image: Image | undefined,
): { judged: Judged } & Pick<FileFindings, 'lacksTarget' | 'imageIsForeign'> {
  const model = parseDockerfile(text);
  const frontend = frontendOf(model) ?? DEFAULT_BUILD_OPTIONS.frontend;
  const asked = { ...DEFAULT_BUILD_OPTIONS, frontend, buildArgs };
  const isThere = buildGraph(model, { ...asked, target });
  // Of many files not each has the stage: the others are judged as they are built without it.
  const graph = isThere.target ? isThere : buildGraph(model, asked);
  const alignment = image && align(model, image, graph.options);
  const imageIsForeign = alignment?.fit === 'none';
  const fact = image && alignment && !imageIsForeign ? imageFactOf(image, alignment) : undefined;
  const facts = { ...options.facts, ...(fact && { image: fact }) };
  const judged = judge(graph, shell, { ...options, facts });
  return { judged, lacksTarget: isThere.target === undefined, imageIsForeign };
}

/** Functions do not pass between threads: a rule goes by its id. */
type Wired<T extends RuleFinding> = Omit<T, 'rule'> & { readonly rule: string };

export interface WiredFile {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Wired<RuleFinding>[];
  readonly suppressed: readonly Wired<SuppressedFinding>[];
  readonly lacksTarget?: boolean;
}

export const wired = ({ findings, suppressed, ...file }: FileFindings): WiredFile => ({
  ...file,
  findings: findings.map((finding) => ({ ...finding, rule: finding.rule.id })),
  suppressed: suppressed.map((finding) => ({ ...finding, rule: finding.rule.id })),
});

const rulesById = new Map<string, RuleMeta>(RULES.map((rule) => [rule.id, rule]));

export const unwired = ({ findings, suppressed, ...file }: WiredFile): FileFindings => ({
  ...file,
  findings: withRules(findings),
  suppressed: withRules(suppressed),
});

const withRules = <T extends { readonly rule: string }>(findings: readonly T[]) =>
  findings.flatMap((finding) => {
    const rule = rulesById.get(finding.rule) ?? (shellCheckCode(finding.rule) && shellCheckRule(finding.rule));
    return rule ? [{ ...finding, rule }] : [];
  });
