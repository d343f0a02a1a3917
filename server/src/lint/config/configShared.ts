// Knows: what a configuration says once for all rules that take it, registries and labels, as options of those rules.
// Whoever gives it wants the rules.
import { fits } from '../options';
import { switchedOn } from '../presets';
import type { Rule, RuleOption } from '../rule';
import type { LintConfig } from './config';

/** hadolint's code for the check: rules that are its equivalent take the registries. */
const REGISTRIES = 'DL3026';

/** hadolint's checks of labels. */
const LABELS = [
  'DL3048',
  'DL3049',
  'DL3050',
  'DL3051',
  'DL3052',
  'DL3053',
  'DL3054',
  'DL3055',
  'DL3056',
  'DL3057',
  'DL3058',
];

/** Labels that are not listed: a fault only for those who say so. */
export const SUPERFLUOUS = 'DL3050';

/** What is said of a rule itself counts before what is said for all. */
export function withShared(config: LintConfig, rules: readonly Rule[]): LintConfig {
  const { registries, labels } = config;
  if (!registries && !labels) return config;
  const severities = { ...config.severities };
  const ruleOptions = { ...config.ruleOptions };

  const give = (code: string, type: RuleOption['type'], value: unknown): void => {
    for (const rule of rules) {
      if (!rule.twins.includes(`hadolint/${code}`)) continue;
      const name = Object.entries(rule.options ?? {}).find(
        ([, option]) => option.type === type && fits(option, value),
      )?.[0];
      if (name === undefined) continue;
      ruleOptions[rule.id] = { [name]: value, ...ruleOptions[rule.id] };
      if (code !== SUPERFLUOUS) severities[rule.id] ??= switchedOn(rule.severity);
    }
  };
  if (registries) give(REGISTRIES, 'strings', registries.values);
  if (labels) for (const code of LABELS) give(code, 'map', labels);
  return { ...config, severities, ruleOptions };
}
