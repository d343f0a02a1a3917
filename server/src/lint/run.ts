// Knows: running rules over one Dockerfile. A rule that throws is reported to the log and never stops the others.
import type { Span } from '../base/span';
import type { BuildGraph } from '../build/graph';
import type { ShellParser } from '../shell/model';
import { RuleContext, type LintFacts } from './context';
import { mentionsIn } from './mentions';
import { optionsOf } from './options';
import { runsIn, type Carried, type Pass } from './pass';
import { strongest, type RawFinding } from './precedence';
import { severityIn, switchedOn, type Preset } from './presets';
import { RULES } from './registry.generated';
import type { Fact, Finding, Rule, RuleFinding, RuleMeta, Severity } from './rule';
import { isSeverity, lower } from './severity';
import { countingFor, Suppressions, suppressionsIn, type Suppression } from './suppress/suppress';
import { ruleNames } from './twinNames';

export interface LintOptions {
  /** Severity by rule id; wins over the preset's. */
  readonly severities: Readonly<Record<string, string>>;
  /** Which rules run, and how they weigh; absent: recommended. */
  readonly preset?: Preset;
  /** `all`: rules that are off by default report with severity info. */
  readonly rules: 'default' | 'all';
  /** Only these: ids, twins, their bare codes, or a tool with a slash, `hadolint/`. Empty: no limit. */
  readonly only: readonly string[];
  /** Rules that read one of these are silent without it. */
  readonly facts?: LintFacts;
  /** Rule id → option → value, as validated by options.ts. */
  readonly ruleOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Rules that no comment silences. */
  readonly locked?: readonly string[];
  /** No comment silences anything. */
  readonly ignoresComments?: boolean;
  /** `2026-11-21`: comments that silence until a day are compared with it. Absent: all count. */
  readonly today?: string;
  /** Present while somebody types: only the rules of that pass run; what the others found before counts instead. */
  readonly carried?: Carried;
  /** Told about a rule that threw. */
  onRuleError?(rule: string, error: unknown): void;
}

export const DEFAULT_LINT_OPTIONS: LintOptions = { severities: {}, rules: 'default', only: [] };

/** A finding that a comment silences. */
export interface SuppressedFinding extends RuleFinding {
  readonly suppression: Suppression;
}

export interface Judged {
  /** In order of position, then of rule id. */
  readonly findings: readonly RuleFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly suppressions: readonly Suppression[];
  /** What the rules found, before precedence and comments: `carried` takes it to the next text. */
  readonly raw: readonly RawFinding[];
  readonly context: RuleContext;
  /** True when a comment silences a name at a place; for findings that come later. */
  readonly isSilenced: (id: string, where: Span) => boolean;
}

/** Findings in order of position, then of rule id. */
export const lint = (
  graph: BuildGraph,
  shellParser: ShellParser,
  options: LintOptions,
  rules: readonly Rule[] = RULES,
): RuleFinding[] => [...judge(graph, shellParser, options, rules).findings];

/** The same, with what comments silence. */
export function judge(
  graph: BuildGraph,
  shellParser: ShellParser,
  options: LintOptions,
  rules: readonly Rule[] = RULES,
): Judged {
  const context = new RuleContext(graph, shellParser, options.facts);
  const selection = selectionOf(rules, options);
  const { running, severities } = selection;
  const names = ruleNames(rules === RULES ? RULES : [...RULES, ...rules]);
  const { frontend } = graph.options;
  const all = suppressionsIn(graph.model, {
    frontend,
    ...(options.today === undefined ? {} : { today: options.today }),
  });
  const suppressions = new Suppressions(graph.model, countingFor(options.only, all), names);

  // A comment is of use as soon as its rule finds something, told or not: another rule may say the same fault better.
  const found: RawFinding[] = [];
  const tell = (rule: RuleMeta, findings: readonly Finding[]): void => {
    const isFree = options.ignoresComments === true || options.locked?.includes(rule.id) === true;
    for (const finding of findings) {
      const suppression = isFree ? undefined : suppressions.silences(rule.id, finding.span);
      found.push({ rule, finding, ...(suppression && { suppression }) });
    }
  };
  const { carried } = options;
  const { first, last } = carried ? selection.inPass[carried.pass] : selection.whole;
  const mayFind = mentionsIn(graph);
  for (const rule of first) if (mayFind(rule)) tell(rule, check(rule, context, options));
  if (carried) {
    const ran = new Set([...first, ...last].map(({ id }) => id));
    for (const { rule, finding } of carried.findings) if (!ran.has(rule.id)) tell(rule, [finding]);
  }
  const judging = all.length === 0 ? [] : running.filter((rule) => canJudge(rule, context));
  context.suppressions = { all, active: new Set(judging.map(({ id }) => id)), names, uses: suppressions };
  for (const rule of last) tell(rule, check(rule, context, options));

  const findings: RuleFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const { rule, finding, suppression } of strongest(found, graph)) {
    // What only the twin would tell is told to those who ask for the twin.
    const own = finding.severity === 'off' && options.only.length > 0 ? 'hint' : finding.severity;
    const effective = lower(severities.get(rule.id) ?? 'off', own);
    if (effective === 'off') continue;
    if (suppression) suppressed.push({ ...finding, rule, effective, suppression });
    else findings.push({ ...finding, rule, effective });
  }
  return {
    findings: findings.sort(byPlace),
    suppressed: suppressed.sort(byPlace),
    suppressions: all,
    raw: found,
    context,
    isSilenced: (id, where) => options.ignoresComments !== true && suppressions.silences(id, where) !== undefined,
  };
}

interface Turns {
  readonly first: readonly Rule[];
  /** Rules about what the others found. */
  readonly last: readonly Rule[];
}

interface Selection {
  readonly of: readonly Rule[];
  readonly running: readonly Rule[];
  readonly whole: Turns;
  /** Those that run while somebody types. */
  readonly inPass: Readonly<Record<Pass, Turns>>;
  readonly severities: ReadonlyMap<string, Severity>;
}

/** By what was asked for: on each keystroke, and for each of many files, it is the same. */
const selections = new Map<string, Selection>();
/** Folders of one project seldom differ. */
const MOST_SELECTIONS = 50;

function selectionOf(rules: readonly Rule[], options: LintOptions): Selection {
  const { severities: given, preset, only, rules: which } = options;
  const key = JSON.stringify([given, preset, only, which]);
  const known = selections.get(key);
  if (known?.of === rules) return known;
  const severities = new Map<string, Severity>();
  for (const rule of rules) {
    const severity = severityOf(rule, options);
    if (severity !== 'off' && isWanted(rule, only)) severities.set(rule.id, severity);
  }
  const running = rules.filter(({ id }) => severities.has(id));
  const inPass = { run: turnsOf(running, 'run'), keystroke: turnsOf(running, 'keystroke') };
  const selection = { of: rules, running, whole: turnsOf(running), inPass, severities };
  if (selections.size >= MOST_SELECTIONS) selections.clear();
  selections.set(key, selection);
  return selection;
}

function turnsOf(running: readonly Rule[], pass?: Pass): Turns {
  const now = pass === undefined ? running : running.filter((rule) => runsIn(pass, rule));
  return { first: now.filter((rule) => !isLast(rule)), last: now.filter(isLast) };
}

const byPlace = (a: RuleFinding, b: RuleFinding): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.id < b.rule.id ? -1 : 1);

function check(rule: Rule, context: RuleContext, options: LintOptions): Finding[] {
  try {
    return [...rule.check(context, optionsOf(rule, options.ruleOptions?.[rule.id]))];
  } catch (error) {
    options.onRuleError?.(rule.id, error);
    return [];
  }
}

const isLast = ({ reads }: Rule): boolean => reads.includes('findings');

/** Facts that come later than the text, or never. */
const LATE: readonly Fact[] = ['context', 'image', 'project'];

/** False while a rule lacks something it reads: its silence says nothing then. */
const canJudge = ({ reads }: Rule, { facts }: RuleContext): boolean =>
  !reads.includes('findings') &&
  LATE.every((fact) => !reads.includes(fact) || facts[fact as keyof LintFacts] !== undefined);

export function severityOf(rule: Rule, options: LintOptions): Severity {
  const given = options.severities[rule.id];
  const severity = isSeverity(given) ? given : severityIn(options.preset ?? 'recommended', rule);
  // Who names a rule wants to hear of it.
  if (severity === 'off' && options.only.some((wanted) => isNamed(rule, wanted))) return switchedOn(rule.severity);
  return !isSeverity(given) && options.rules === 'all' ? switchedOn(severity) : severity;
}

const isWanted = (rule: Rule, only: readonly string[]): boolean =>
  only.length === 0 || only.some((wanted) => isMeant(rule, wanted));

/** Its id, a twin, or a twin's bare code. */
const isNamed = ({ id, twins }: Rule, wanted: string): boolean =>
  id === wanted || twins.some((twin) => twin === wanted || twin.slice(twin.indexOf('/') + 1) === wanted);

/** The same, or all that one tool has: `hadolint/`. */
export const isMeant = (rule: Rule, wanted: string): boolean =>
  isNamed(rule, wanted) || (wanted.endsWith('/') && rule.twins.some((twin) => twin.startsWith(wanted)));
