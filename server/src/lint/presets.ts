// Knows: sets of rules that go by one name. A preset says which rules run; single rules may be set on top of it.
import { codeIn } from './twinNames';
import type { RuleMeta, Severity } from './rule';

export const PRESETS = {
  recommended: 'What is right in nearly every file. The default.',
  layers: 'Only what makes the image larger or its build slower: the groups layer, size and cache.',
  strict: 'Every rule; those that are off otherwise report as info.',
  hadolint: 'Only rules that hadolint has too.',
  buildkit: 'Only the checks of `docker build --check`.',
  off: 'Nothing but what is switched on one by one.',
} as const;

export type Preset = keyof typeof PRESETS;

export const isPreset = (word: unknown): word is Preset => typeof word === 'string' && Object.hasOwn(PRESETS, word);

export function severityIn(preset: Preset, rule: RuleMeta): Severity {
  const { severity, group } = rule;
  switch (preset) {
    case 'recommended':
      return severity;
    case 'layers':
      return group === 'layer' || group === 'size' || group === 'cache' ? severity : 'off';
    case 'strict':
      return switchedOn(severity);
    case 'hadolint':
    case 'buildkit':
      return codeIn(rule, preset) === undefined ? 'off' : switchedOn(severity);
    case 'off':
      return 'off';
  }
}

/** A rule that is off by default is switched on as info. */
export const switchedOn = (severity: Severity): Severity => (severity === 'off' ? 'info' : severity);
