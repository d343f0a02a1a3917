// Knows: steps that the classic builder never finds again. The container of a step takes over from the parent image's
// config what its own leaves empty, and that merged config is what is stored; the next look-up asks with the unmerged one.
// Source: moby: daemon/commit.go (merge), daemon/internal/image/cache/compare.go; seen on 28.5.2.
import type { Instruction } from '../syntax/model';
import { healthcheckOf } from '../layers/healthcheck';

/** What of an image's config an instruction can leave empty. */
export interface InheritedConfig {
  readonly hasEntrypoint: boolean;
  /** Interval, timeout, start period, start interval, retries: true where set. */
  readonly health: readonly boolean[];
}

export const NOTHING_INHERITED: InheritedConfig = { hasEntrypoint: false, health: [] };

/** The config after the instruction, and whether its step can be found again. */
export function afterInstruction(
  config: InheritedConfig,
  instruction: Instruction,
): { readonly config: InheritedConfig; readonly isFound: boolean } {
  if (instruction.keyword === 'ENTRYPOINT') {
    const hasEntrypoint = instruction.words.length > 0;
    return { config: { ...config, hasEntrypoint }, isFound: hasEntrypoint || !config.hasEntrypoint };
  }
  if (instruction.keyword === 'HEALTHCHECK') {
    const { durations, retries } = healthcheckOf(instruction);
    const own = [...durations.map((duration) => duration !== '0s'), retries !== 0];
    const isFound = own.every((isSet, i) => isSet || config.health[i] !== true);
    return { config: { ...config, health: own.map((isSet, i) => isSet || config.health[i] === true) }, isFound };
  }
  return { config, isFound: true };
}
