// Knows: what a lint rule is and what it reports. A rule is data with a check; the runner is run.ts.
import type { SizeEstimate } from '../base/certainty';
import type { Span } from '../base/span';
import type { TextEdit } from '../base/textEdit';
import type { RuleContext } from './context';
import type { FileAddition } from './ignoreEntry';

/** Groups of rules: the category column of the rule table. */
export const RULE_GROUPS = ['layer', 'size', 'cache', 'correctness', 'reproducibility', 'security', 'style'] as const;
export type RuleGroup = (typeof RULE_GROUPS)[number];

export type Severity = 'off' | 'hint' | 'info' | 'warning' | 'error';
export const SEVERITIES: readonly Severity[] = ['off', 'hint', 'info', 'warning', 'error'];

/** What a rule needs beside the text; cheap ones run on each keystroke, dear ones when the editor is idle. */
export type Fact = 'syntax' | 'shell' | 'graph' | 'layers' | 'context' | 'image';

/**
 * `safe`: the image's files and config stay the same, apart from what the rule is about; joins "fix all".
 * `confirm`: the author must judge.
 */
export type FixClass = 'safe' | 'confirm';

export interface Fix {
  readonly class: FixClass;
  /** States the effect: `Merge into the RUN in line 4`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** An addition to another file, such as the ignore file in effect. */
  readonly addition?: FileAddition;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Finding {
  readonly span: Span;
  readonly message: string;
  readonly bytes?: SizeEstimate;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** Lower than the rule's own, where the fault costs less: a stage that never ships. */
  readonly severity?: Severity;
}

export interface RuleMeta {
  /** Kebab-case, names the fault, equals the file's name. */
  readonly id: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  /** First version that had it. */
  readonly since: string;
  readonly reads: readonly Fact[];
  readonly fix: 'none' | FixClass;
  readonly title: string;
  /** One or two sentences a colleague would say aloud. */
  readonly why: string;
  /** Each gives exactly one finding of this rule. */
  readonly bad: readonly string[];
  /** The build context of the examples, for rules that read it: path → content, or how many bytes. */
  readonly files?: Readonly<Record<string, string | number>>;
  /** What the first fix makes of `bad`, one each; absent entries: no fix. */
  readonly fixed: readonly string[];
  /** No finding. */
  readonly good: readonly string[];
  /** The same check in other tools: `hadolint/DL3009`, `buildkit/StageNameCasing`, `trivy/DS-0017`. */
  readonly twins: readonly string[];
}

export interface Rule extends RuleMeta {
  check(context: RuleContext): Iterable<Finding>;
}

/** A finding with the rule that made it and the severity in effect. */
export interface RuleFinding extends Finding {
  readonly rule: RuleMeta;
  readonly effective: Exclude<Severity, 'off'>;
}

/** Types the rule; keeps rule files free of boilerplate. */
export const defineRule = (rule: Rule): Rule => rule;
