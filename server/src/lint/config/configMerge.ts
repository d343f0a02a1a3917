// Knows: how files of nested folders and the user's settings become one configuration: the nearest value wins.
import { compileMatcher } from '../../context/ignoreMatcher';
import { EMPTY_CONFIG, type ConfigList, type LintConfig } from './config';
import { DEFAULT_LINT_OPTIONS, type LintOptions } from '../run';

/** What one folder's file says, and where it lies: absolute, with forward slashes. */
export interface PlacedConfig {
  readonly folder: string;
  readonly config: LintConfig;
}

/** @param chain outermost first. */
export function mergeConfigs(chain: readonly PlacedConfig[]): LintConfig {
  return countingOf(chain).reduce<LintConfig>(
    (outer, { config: inner }) => ({
      ...outer,
      ...inner,
      severities: { ...outer.severities, ...inner.severities },
      ruleOptions: mergedOptions(outer.ruleOptions, inner.ruleOptions),
      ...listOf('locked', outer.locked, inner.locked),
      ...listOf('registries', outer.registries, inner.registries),
      ...mapOf('labels', outer.labels, inner.labels),
      ...mapOf('args', outer.args, inner.args),
    }),
    EMPTY_CONFIG,
  );
}

/** Files above one that says `root: true` do not count. */
export function countingOf<T extends PlacedConfig>(chain: readonly T[]): readonly T[] {
  const root = chain.findLastIndex(({ config }) => config.root === true);
  return root === -1 ? chain : chain.filter(({ folder }, i) => i >= root || folder === chain[root]?.folder);
}

function mergedOptions(outer: LintConfig['ruleOptions'], inner: LintConfig['ruleOptions']): LintConfig['ruleOptions'] {
  const merged = { ...outer };
  for (const [id, options] of Object.entries(inner)) merged[id] = { ...merged[id], ...options };
  return merged;
}

function listOf(
  key: 'locked' | 'registries',
  outer: ConfigList | undefined,
  inner: ConfigList | undefined,
): Partial<Pick<LintConfig, 'locked' | 'registries'>> {
  if (!inner) return outer ? { [key]: outer } : {};
  return { [key]: inner.adds && outer ? { adds: outer.adds, values: [...outer.values, ...inner.values] } : inner };
}

function mapOf(
  key: 'labels' | 'args',
  outer: LintConfig['labels'],
  inner: LintConfig['labels'],
): Partial<Pick<LintConfig, 'labels' | 'args'>> {
  return outer || inner ? { [key]: { ...outer, ...inner } } : {};
}

const matchers = new WeakMap<ConfigList, ReturnType<typeof compileMatcher>>();

function matcherOf(list: ConfigList): ReturnType<typeof compileMatcher> {
  const known = matchers.get(list) ?? compileMatcher(list.values);
  matchers.set(list, known);
  return known;
}

/** True when one of the files keeps this one out. @param path absolute, with forward slashes. */
export function isIgnored(chain: readonly PlacedConfig[], path: string): boolean {
  let ignored = false;
  for (const { folder, config } of countingOf(chain)) {
    if (!config.ignore) continue;
    const base = folder.endsWith('/') ? folder : `${folder}/`;
    if (!path.startsWith(base)) continue;
    const verdict = matcherOf(config.ignore).verdict(path.slice(base.length), undefined).matched;
    ignored = config.ignore.adds ? ignored || verdict : verdict;
  }
  return ignored;
}

/** Settings of a user come first, the files of the project above them. */
export function withConfig(config: LintConfig, given: LintOptions = DEFAULT_LINT_OPTIONS): LintOptions {
  const { preset, severities, ruleOptions, locked, suppressions } = config;
  return {
    ...given,
    severities: { ...given.severities, ...severities },
    ruleOptions: mergedOptions(given.ruleOptions ?? {}, ruleOptions),
    ...(preset === undefined ? {} : { preset }),
    ...(locked === undefined ? {} : { locked: locked.values }),
    ...(suppressions === undefined ? {} : { ignoresComments: !suppressions }),
  };
}
