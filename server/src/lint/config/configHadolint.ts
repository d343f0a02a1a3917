// Knows: what of a `.hadolint.yaml` counts for us: rules by their DL codes, registries, labels, pragmas, threshold
// (hadolint: README, "Configure"). ShellCheck's codes and output settings are none of ours.
import { plainOf, type ConfigProblem, type ConfigTree, type LintConfig, type ReadConfig } from './config';
import { switchedOn } from '../presets';
import type { Rule, Severity } from '../rule';
import { SUPERFLUOUS } from './configShared';
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
  const problems: ConfigProblem[] = [];
  let more: Partial<LintConfig> = {};
  const idsOf = (code: string): readonly string[] =>
    shellCheckCode(code) === undefined ? ruleNames(rules).idsOf(code, ['hadolint']) : [code];

  if (tree?.kind !== 'map') return { config: { severities, ruleOptions: {} }, problems };
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
        more = { ...more, registries: { adds: false, values: textsIn(value) } };
        break;
      case 'label-schema':
        if (value.kind === 'map') more = { ...more, labels: Object.fromEntries(textPairs(value.entries)) };
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
  return { config: { severities, ruleOptions: {}, ...more }, problems };
}

const textPairs = (entries: ReadonlyMap<string, ConfigTree>): readonly (readonly [string, string])[] =>
  [...entries].flatMap(([name, value]) => (value.kind === 'scalar' ? [[name, value.text] as const] : []));

const textsIn = (tree: ConfigTree | undefined): readonly string[] =>
  tree?.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
