// Knows: a rule's options: what a user gave, checked against what the rule declares; the defaults for the rest.
import type { OptionValues, Rule, RuleOption, RuleOptions } from './rule';

/** Most rules have none, and are asked on each keystroke. */
const NO_VALUES: OptionValues<RuleOptions> = {};

/** A value of another type than declared counts as not given: config.ts has told the user. */
export function optionsOf(
  { options }: Pick<Rule, 'options'>,
  given: Readonly<Record<string, unknown>> = {},
): OptionValues<RuleOptions> {
  if (!options) return NO_VALUES;
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, fits(option, value) ? value : option.default];
    }),
  ) as OptionValues<RuleOptions>;
}

/** True when a value has the type that the option declares. */
export function fits({ type }: RuleOption, value: unknown): boolean {
  switch (type) {
    case 'number':
      return value === null || (typeof value === 'number' && Number.isFinite(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'strings':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'map':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.values(value).every((one) => typeof one === 'string')
      );
  }
}
