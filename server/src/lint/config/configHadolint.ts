// Knows: what of a `.hadolint.yaml` counts for us: rules by their DL codes, registries, labels, pragmas, threshold
// (hadolint: README, "Configure"). ShellCheck's codes and output settings are none of ours.
import { plainOf, type ConfigProblem, type ConfigTree, type LintConfig, type ReadConfig } from './config';
import { fits } from '../options';
import { switchedOn } from '../presets';
import type { Rule, RuleOption, Severity } from '../rule';
import { ruleNames, shellCheckCode } from '../twinNames';

/** hadolint's severities; `style` is a hint to us. */
const SEVERITY: Readonly<Record<string, Severity>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'hint',
  ignore: 'off',
  none: 'off',
};

/** Keys that are right there and say nothing to us. */
const NOT_OURS = new Set(['format', 'no-fail', 'no-color', 'verbose']);

export function readHadolintConfig(tree: ConfigTree | undefined, rules: readonly Rule[]): ReadConfig {
  const severities: Record<string, Severity> = {};
  const ruleOptions: Record<string, Record<string, unknown>> = {};
  const problems: ConfigProblem[] = [];
  let more: Partial<LintConfig> = {};
  const idsOf = (code: string): readonly string[] =>
    shellCheckCode(code) === undefined ? ruleNames(rules).idsOf(code, ['hadolint']) : [code];

  /** What hadolint takes at the top, our rules take as an option; whoever gives it wants the rule. */
  const give = (code: string, type: RuleOption['type'], value: unknown, switchOn: boolean): void => {
    for (const rule of rules) {
      if (!rule.twins.includes(`hadolint/${code}`)) continue;
      const name = Object.entries(rule.options ?? {}).find(
        ([, option]) => option.type === type && fits(option, value),
      )?.[0];
      if (name === undefined) continue;
      ruleOptions[rule.id] = { ...ruleOptions[rule.id], [name]: value };
      if (switchOn) severities[rule.id] ??= switchedOn(rule.severity);
    }
  };

  if (tree?.kind !== 'map') return { config: { severities, ruleOptions }, problems };
  for (const [key, value] of tree.entries) {
    const plain = plainOf(value);
    const line = tree.keyLines.get(key) ?? value.line;
    switch (key) {
      case 'override':
        if (value.kind === 'map')
          for (const [word, codes] of value.entries) {
            const severity = Object.hasOwn(SEVERITY, word) ? SEVERITY[word] : undefined;
            if (severity === undefined)
              problems.push({ line: codes.line, message: `\`${word}\` is no severity of hadolint.` });
            else for (const code of textsIn(codes)) for (const id of idsOf(code)) severities[id] = severity;
          }
        break;
      case 'trustedRegistries':
        give('DL3026', 'strings', plain, true);
        break;
      case 'label-schema':
        for (const code of LABEL_CODES) give(code, 'map', plain, code !== SUPERFLUOUS);
        break;
      case 'strict-labels':
        if (plain === true)
          for (const { id, severity, twins } of rules)
            if (twins.includes(`hadolint/${SUPERFLUOUS}`)) severities[id] ??= switchedOn(severity);
        break;
      case 'disable-ignore-pragma':
        more = { ...more, suppressions: plain !== true };
        break;
      case 'failure-threshold': {
        const failOn = typeof plain === 'string' && Object.hasOwn(SEVERITY, plain) ? SEVERITY[plain] : undefined;
        if (failOn === undefined) problems.push({ line, message: 'This is no severity of hadolint.' });
        else more = { ...more, failOn };
        break;
      }
      case 'ignored':
        break;
      default:
        if (!NOT_OURS.has(key)) problems.push({ line, message: `\`${key}\` is no key of hadolint’s that we know.` });
    }
  }
  // What is ignored stays so, whatever else is said of it.
  for (const code of textsIn(tree.entries.get('ignored'))) for (const id of idsOf(code)) severities[id] = 'off';
  return { config: { severities, ruleOptions, ...more }, problems };
}

/** Labels that the schema does not have: a fault only where labels are strict. */
const SUPERFLUOUS = 'DL3050';

/** hadolint's checks of labels. */
const LABEL_CODES = [
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

const textsIn = (tree: ConfigTree | undefined): readonly string[] =>
  tree?.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
