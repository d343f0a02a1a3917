// Knows: what a lint rule is and what it reports. A rule is data with a check; the runner is run.ts.
import type { SizeEstimate } from '../base/certainty';
import type { Span } from '../base/span';
import type { TextEdit } from '../base/textEdit';
import type { RuleContext } from './context';
import type { FileAddition } from './edits/ignoreEntry';
import type { ImageFact } from './facts/imageFact';
import type { ProjectFact } from './facts/projectFact';

/** Groups of rules, which are the folders below rules/. */
export const RULE_GROUPS = ['layer', 'cache', 'size', 'correctness', 'security', 'shell', 'style', 'metadata'] as const;
export type RuleGroup = (typeof RULE_GROUPS)[number];

export type Severity = 'off' | 'hint' | 'info' | 'warning' | 'error';
export const SEVERITIES: readonly Severity[] = ['off', 'hint', 'info', 'warning', 'error'];

/**
 * What a rule needs. `syntax`, `shell`, `graph`, `layers` (what steps write, by the text) are there on each keystroke;
 * `context` (the build context's listing), `image` (the built image's layers) and `project` (compose, bake and other files
 * of the workspace) come later or never: a rule is silent without them. `findings`: what the other rules found, and which
 * comments silenced them; such a rule runs behind the others. `run-words`: what RUN lines say, as text: rules without it, and
 * without `shell` and `layers`, find the same whatever stands there.
 */
export type Fact = 'syntax' | 'run-words' | 'shell' | 'graph' | 'layers' | 'context' | 'image' | 'project' | 'findings';

/** What a rule lets its users choose, in `layerlens.yaml`. */
export type RuleOption =
  | { readonly type: 'number'; readonly default: number | null; readonly description: string }
  | { readonly type: 'boolean'; readonly default: boolean; readonly description: string }
  | { readonly type: 'string'; readonly default: string; readonly description: string }
  | { readonly type: 'strings'; readonly default: readonly string[]; readonly description: string }
  | { readonly type: 'map'; readonly default: Readonly<Record<string, string>>; readonly description: string };
export type RuleOptions = Readonly<Record<string, RuleOption>>;
interface OptionTypes {
  number: number | null;
  boolean: boolean;
  string: string;
  strings: readonly string[];
  map: Readonly<Record<string, string>>;
}
export type OptionValues<O extends RuleOptions> = { readonly [K in keyof O]: OptionTypes[O[K]['type']] };

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
  /**
   * Lower than the rule's own, where the fault costs less: a stage that never ships. `off`: the rule's twin would tell it, and
   * is wrong; told only to those who ask for the twin by name.
   */
  readonly severity?: Severity;
  /** How editors show it: faded, or struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

export interface RuleMeta {
  /** Kebab-case, names the fault, equals the file's name. */
  readonly id: string;
  readonly group: RuleGroup;
  readonly severity: Severity;
  /** First version that had it. */
  readonly since: string;
  readonly reads: readonly Fact[];
  /**
   * Where the rule finds something, the text has at least one of these, whatever its letters' case: names of instructions,
   * flags and programs, in lower case. Absent: it may find something in any text. Of quotes and line ends: mentions.ts.
   */
  readonly mentions?: readonly string[];
  readonly fix: 'none' | FixClass;
  readonly title: string;
  /** One or two sentences a colleague would say aloud. */
  readonly why: string;
  /** The same check in other tools: `hadolint/DL3009`, `buildkit/StageNameCasing`, `trivy/DS-0017`. */
  readonly twins: readonly string[];
  /** How it differs from its twins, for its page: where a twin is wrong, ours is right and says so. */
  readonly differs?: string;
  readonly options?: RuleOptions;
}

/** Every Dockerfile extension reports what a builder refuses to read; dockerfile-utils is what they ask. */
export const isSyntaxError = ({ severity, twins }: RuleMeta): boolean =>
  severity === 'error' && twins.some((twin) => twin.startsWith('dockerfile-utils/'));

/** Content; or how many bytes it has; or content and mode. */
export type ExampleFile = string | number | { readonly text: string; readonly mode: number };

/**
 * `export const examples` of a rule's file: its page shows them and tests run them. They are no part of the rule, so that
 * they are not shipped.
 */
export interface RuleExamples {
  /** Each gives exactly one finding of this rule. */
  readonly bad: readonly string[];
  /** What the first fix makes of `bad`, one each; absent entries: no fix. For a fix beside the Dockerfile: that file. */
  readonly fixed: readonly string[];
  /** No finding. */
  readonly good: readonly string[];
  /** The build context of the examples, for rules that read it. */
  readonly files?: Readonly<Record<string, ExampleFile>>;
  /** Options in effect, for rules that do nothing without. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Named stages and contexts that other files of the workspace speak of. */
  readonly project?: ProjectFact;
  /** The built image of the bad examples, for rules that read it: how it differs from the empty one, which the good ones have. */
  readonly image?: Partial<ImageFact>;
}

export interface Rule<O extends RuleOptions = RuleOptions> extends RuleMeta {
  readonly options?: O;
  check(context: RuleContext, options: OptionValues<O>): Iterable<Finding>;
}

/** A finding with the rule that made it and the severity in effect. */
export interface RuleFinding extends Finding {
  readonly rule: RuleMeta;
  readonly effective: Exclude<Severity, 'off'>;
}

/** Types the rule and its options; keeps rule files free of boilerplate. */
export const defineRule = <const O extends RuleOptions>(rule: Rule<O>): Rule => rule;
