// Knows: what a `layerlens.yaml` may say, read from a tree of values. What is wrong in it is told by line, and the rest
// counts all the same.
import { isLabelType, LABEL_TYPES } from '../facts/labels';
import { fits } from '../options';
import { isPreset, PRESETS, type Preset } from '../presets';
import { SEVERITIES, type Rule, type RuleOptions, type Severity } from '../rule';
import { isSeverity } from '../severity';
import { ruleNames, shellCheckCode } from '../twinNames';

/** A YAML text as plain values with their lines (project/tree.ts reads one). */
export type ConfigTree =
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly text: string;
      readonly line: number;
    }
  | {
      readonly kind: 'map';
      readonly entries: ReadonlyMap<string, ConfigTree>;
      readonly keyLines: ReadonlyMap<string, number>;
      readonly line: number;
    }
  | { readonly kind: 'list'; readonly items: readonly ConfigTree[]; readonly line: number };

export interface ConfigProblem {
  /** Zero-based. */
  readonly line: number;
  readonly message: string;
}

/** What one file says; absent: it says nothing about it. */
export interface LintConfig {
  readonly preset?: Preset;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly ruleOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly locked?: ConfigList;
  /** Files that are not looked at, relative to the folder of this file; patterns as in a .dockerignore. */
  readonly ignore?: ConfigList;
  /** Files of folders further up do not count. */
  readonly root?: boolean;
  /** False: comments silence nothing. */
  readonly suppressions?: boolean;
  /** From which severity on the command line fails. */
  readonly failOn?: Severity;
  /** Dockerfile → stage that is built. */
  readonly targets?: ByFile;
  /** Dockerfile → folder of the build context, relative to the folder of this file. */
  readonly context?: ByFile;
  /** Build argument → value. */
  readonly args?: Readonly<Record<string, string>>;
  /** Registries that images may come from. */
  readonly registries?: ConfigList;
  /** Label → type of its value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A file of known findings, relative to the folder of this file. */
  readonly baseline?: string;
  /** The command line asks ShellCheck too. */
  readonly shellcheck?: boolean;
}

/** Pattern, as in a .dockerignore and relative to the folder of the file, → value; of several that match the last counts. */
export type ByFile = readonly (readonly [pattern: string, value: string])[];

/** A list replaces the one of the folder above; written as `+name:` it adds to it. */
export interface ConfigList {
  readonly adds: boolean;
  readonly values: readonly string[];
}

export const EMPTY_CONFIG: LintConfig = { severities: {}, ruleOptions: {} };

export interface ReadConfig {
  readonly config: LintConfig;
  readonly problems: readonly ConfigProblem[];
}

/** The keys, with a sentence each; the schema is made of them. */
export const CONFIG_KEYS = {
  extends: 'The set of rules to begin with.',
  rules:
    'Severity by rule: `off`, `hint`, `info`, `warning` or `error`; or a list of a severity and the rule’s options. A rule may be named by its id, by a twin (`hadolint/DL3009`) or by the twin’s code (`DL3009`).',
  locked: 'Rules that no comment silences.',
  ignore: 'Files that are not looked at; patterns as in a `.dockerignore`, relative to this file.',
  root: 'Files of folders further up do not count.',
  suppressions: 'Comments in Dockerfiles silence rules. `false`: none does.',
  failOn: 'From which severity on `layerlens lint` ends with exit code 1.',
  targets:
    'The stage that is built: one for all Dockerfiles of this folder and below, or by pattern as in a `.dockerignore`, the last match counts. Wins over compose and other files.',
  context:
    'The folder of the build context, relative to this file: one for all Dockerfiles of this folder and below, or by pattern as in a `.dockerignore`, the last match counts. Wins over compose and other files.',
  args: 'Build arguments that builds are given, beside those of compose and other files.',
  registries:
    'Registries that images may come from; `*` at the start or the end stands for anything. Switches the rule on.',
  labels:
    'Label → type of its value: `text`, `url`, `semver`, `hash`, `rfc3339`, `spdx` or `email`. Switches the rules on labels on, but for the one about labels that are not listed.',
  baseline:
    'A file of known findings, relative to this file, which are not told again; `layerlens lint --write-baseline` writes it.',
  shellcheck: '`layerlens lint` asks the `shellcheck` on the PATH about the scripts of RUN.',
} as const;

export type ConfigKey = keyof typeof CONFIG_KEYS;

/** Keys of lists, which may be written with a `+`. */
export const LIST_KEYS: readonly ConfigKey[] = ['locked', 'ignore', 'registries'];

const isKey = (key: string): key is ConfigKey => Object.hasOwn(CONFIG_KEYS, key);

export function readConfig(tree: ConfigTree | undefined, rules: readonly Rule[]): ReadConfig {
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null))
    return { config: EMPTY_CONFIG, problems: [] };
  const reader = new ConfigReader(rules);
  return { config: reader.read(tree), problems: reader.problems };
}

class ConfigReader {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly rules: readonly Rule[]) {}

  read(tree: ConfigTree): LintConfig {
    let config = EMPTY_CONFIG;
    if (tree.kind !== 'map') {
      this.#tell(tree.line, 'This should be a list of keys with values, such as `rules:`.');
      return config;
    }
    for (const [written, value] of tree.entries) {
      const line = tree.keyLines.get(written) ?? value.line;
      const key = written.startsWith('+') ? written.slice(1) : written;
      if (!isKey(key) || (written !== key && !LIST_KEYS.includes(key)))
        this.#tell(line, `\`${written}\` is not known. Known are: ${Object.keys(CONFIG_KEYS).join(', ')}.`);
      else config = { ...config, ...this.#value(key, value, written !== key) };
    }
    return config;
  }

  #value(key: ConfigKey, tree: ConfigTree, adds: boolean): Partial<LintConfig> {
    switch (key) {
      case 'extends': {
        const word = textOf(tree);
        if (isPreset(word)) return { preset: word };
        return this.#wrong(tree.line, `\`extends\` is one of: ${Object.keys(PRESETS).join(', ')}.`);
      }
      case 'rules':
        return this.#rules(tree);
      case 'locked': {
        const names = this.#texts(key, tree);
        return names ? { locked: { adds, values: names.flatMap((name) => this.#idsOf(name, tree.line)) } } : {};
      }
      case 'ignore':
      case 'registries': {
        const values = this.#texts(key, tree);
        return values ? { [key]: { adds, values } } : {};
      }
      case 'targets':
      case 'context': {
        const values = this.#byFile(key, tree);
        return values ? { [key]: values } : {};
      }
      case 'args': {
        const args = this.#map(key, tree);
        return args ? { args } : {};
      }
      case 'labels': {
        const labels = this.#labels(tree);
        return labels ? { labels } : {};
      }
      case 'baseline':
        if (tree.kind === 'scalar' && tree.value !== null && tree.text !== '') return { baseline: tree.text };
        return this.#wrong(tree.line, '`baseline` is the path of a file.');
      case 'root':
      case 'suppressions':
      case 'shellcheck':
        if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return { [key]: tree.value };
        return this.#wrong(tree.line, `\`${key}\` is \`true\` or \`false\`.`);
      case 'failOn': {
        const word = textOf(tree);
        if (isSeverity(word)) return { failOn: word };
        return this.#wrong(tree.line, `\`failOn\` is one of: ${SEVERITIES.join(', ')}.`);
      }
    }
  }

  #rules(tree: ConfigTree): Partial<LintConfig> {
    if (tree.kind !== 'map') return this.#wrong(tree.line, '`rules` is a list of rules, each with a severity.');
    const severities: Record<string, Severity> = {};
    const ruleOptions: Record<string, Record<string, unknown>> = {};
    for (const [name, value] of tree.entries) {
      const ids = this.#idsOf(name, tree.keyLines.get(name) ?? value.line);
      const [first, options] = value.kind === 'list' ? value.items : [value];
      const word = first && textOf(first);
      if (!isSeverity(word)) this.#tell(value.line, `The severity of \`${name}\` is one of: ${SEVERITIES.join(', ')}.`);
      else for (const id of ids) severities[id] = word;
      if (options) for (const id of ids) ruleOptions[id] = this.#options(id, options);
    }
    return { severities, ruleOptions };
  }

  #options(id: string, tree: ConfigTree): Record<string, unknown> {
    const declared: RuleOptions = this.rules.find((rule) => rule.id === id)?.options ?? {};
    const given: Record<string, unknown> = {};
    if (tree.kind !== 'map') {
      this.#tell(tree.line, `The options of \`${id}\` are names with values.`);
      return given;
    }
    for (const [name, value] of tree.entries) {
      const line = tree.keyLines.get(name) ?? value.line;
      const option = Object.hasOwn(declared, name) ? declared[name] : undefined;
      const plain = plainOf(value);
      if (!option) {
        const names = Object.keys(declared);
        const known = names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`;
        this.#tell(line, `\`${id}\` has no option \`${name}\`. ${known}`);
      } else if (!fits(option, plain))
        this.#tell(line, `\`${name}\` of \`${id}\` should be ${TYPE_WORDS[option.type]}.`);
      else given[name] = plain;
    }
    return given;
  }

  #texts(key: string, tree: ConfigTree): readonly string[] | undefined {
    const items = tree.kind === 'list' ? tree.items : [tree];
    const texts = items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [item.text] : []));
    if (texts.length === items.length) return texts;
    this.#tell(tree.line, `\`${key}\` is a list of texts.`);
    return undefined;
  }

  #byFile(key: string, tree: ConfigTree): ByFile | undefined {
    if (tree.kind === 'scalar' && tree.value !== null) return [['**', tree.text]];
    const values = this.#map(key, tree, 'is a text, or patterns with texts');
    return values && Object.entries(values);
  }

  #map(key: string, tree: ConfigTree, what = 'is names with texts'): Readonly<Record<string, string>> | undefined {
    if (tree.kind === 'map') {
      const texts = [...tree.entries].flatMap(([name, value]) =>
        value.kind === 'scalar' && value.value !== null ? [[name, value.text] as const] : [],
      );
      if (texts.length === tree.entries.size) return Object.fromEntries(texts);
    }
    this.#tell(tree.line, `\`${key}\` ${what}.`);
    return undefined;
  }

  #labels(tree: ConfigTree): Readonly<Record<string, string>> | undefined {
    const labels = this.#map('labels', tree);
    if (!labels || tree.kind !== 'map') return undefined;
    for (const [label, type] of Object.entries(labels))
      if (!isLabelType(type))
        this.#tell(
          tree.keyLines.get(label) ?? tree.line,
          `The type of \`${label}\` is one of: ${LABEL_TYPES.join(', ')}.`,
        );
    return Object.fromEntries(Object.entries(labels).filter(([, type]) => isLabelType(type)));
  }

  #idsOf(name: string, line: number): readonly string[] {
    const code = shellCheckCode(name);
    if (code !== undefined) return [code];
    const ids = ruleNames(this.rules).idsOf(name);
    if (ids.length === 0) this.#tell(line, `There is no rule \`${name}\`.`);
    return ids;
  }

  #wrong(line: number, message: string): Record<string, never> {
    this.#tell(line, message);
    return {};
  }

  #tell(line: number, message: string): void {
    this.problems.push({ line, message });
  }
}

const TYPE_WORDS = {
  number: 'a number',
  boolean: '`true` or `false`',
  string: 'a text',
  strings: 'a list of texts',
  map: 'names with texts',
} as const;

/** `off` is a text in YAML 1.2, and `false` in older readers' files. */
const textOf = (tree: ConfigTree): string | undefined =>
  tree.kind !== 'scalar' ? undefined : tree.value === false ? 'off' : tree.text;

/** Texts as texts, also those that look like numbers where a list or map of texts is meant. */
export function plainOf(tree: ConfigTree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map((item) => (item.kind === 'scalar' ? item.text : plainOf(item)));
    case 'map':
      return Object.fromEntries(
        [...tree.entries].map(([key, value]) => [key, value.kind === 'scalar' ? value.text : plainOf(value)]),
      );
  }
}
