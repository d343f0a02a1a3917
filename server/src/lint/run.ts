// Knows: running rules over one Dockerfile. A rule that throws is reported to the log and never stops the others.
import type { BuildGraph } from '../build/graph';
import type { ShellParser } from '../shell/model';
import { RuleContext, type LintFacts } from './context';
import { optionsOf } from './options';
import { RULES } from './registry.generated';
import type { Finding, Rule, RuleFinding, Severity } from './rule';
import { isSuppressed } from './suppress';

export interface LintOptions {
  /** Severity by rule id; wins over the rule's own. */
  readonly severities: Readonly<Record<string, string>>;
  /** `all`: rules that are off by default report with severity info. */
  readonly rules: 'default' | 'all';
  /** Only these: rule ids, or prefixes of twins such as `hadolint/`. Empty: no limit. */
  readonly only: readonly string[];
  /** Rules that read one of these are silent without it. */
  readonly facts?: LintFacts;
  /** Rule id → option → value, as validated by options.ts. */
  readonly ruleOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Told about a rule that threw. */
  onRuleError?(rule: string, error: unknown): void;
}

export const DEFAULT_LINT_OPTIONS: LintOptions = { severities: {}, rules: 'default', only: [] };

/** Findings in order of position, then of rule id. */
export function lint(
  graph: BuildGraph,
  shellParser: ShellParser | undefined,
  options: LintOptions,
  rules: readonly Rule[] = RULES,
): RuleFinding[] {
  const context = new RuleContext(graph, shellParser, options.facts);
  const findings: RuleFinding[] = [];
  for (const rule of rules) {
    const severity = severityOf(rule, options);
    if (severity === 'off' || !isWanted(rule, options.only)) continue;
    for (const finding of check(rule, context, options)) {
      if (isSuppressed(context.model, finding.span, rule)) continue;
      findings.push({ ...finding, rule, effective: lower(severity, finding.severity) });
    }
  }
  return findings.sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.id < b.rule.id ? -1 : 1),
  );
}

function check(rule: Rule, context: RuleContext, options: LintOptions): Finding[] {
  try {
    return [...rule.check(context, optionsOf(rule, options.ruleOptions?.[rule.id]))];
  } catch (error) {
    options.onRuleError?.(rule.id, error);
    return [];
  }
}

export function severityOf(rule: Rule, options: LintOptions): Severity {
  const given = options.severities[rule.id];
  if (isSeverity(given)) return given;
  return rule.severity === 'off' && options.rules === 'all' ? 'info' : rule.severity;
}

export const isSeverity = (word: string | undefined): word is Severity =>
  word === 'off' || word === 'hint' || word === 'info' || word === 'warning' || word === 'error';

const isWanted = (rule: Rule, only: readonly string[]): boolean =>
  only.length === 0 ||
  only.some(
    (wanted) =>
      rule.id === wanted ||
      rule.twins.some((twin) => twin === wanted || (wanted.endsWith('/') && twin.startsWith(wanted))),
  );

const RANK: Readonly<Record<Exclude<Severity, 'off'>, number>> = { hint: 0, info: 1, warning: 2, error: 3 };

/** The lower of the two: a finding may ask for less than its rule, never for more. */
function lower(severity: Exclude<Severity, 'off'>, own: Severity | undefined): Exclude<Severity, 'off'> {
  if (own === undefined || own === 'off') return severity;
  return RANK[own] < RANK[severity] ? own : severity;
}

/** True when `severity` is at or above `limit`. */
export const atLeast = (severity: Exclude<Severity, 'off'>, limit: Exclude<Severity, 'off'>): boolean =>
  RANK[severity] >= RANK[limit];
