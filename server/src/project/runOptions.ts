// Knows: which of a build's options every RUN's cache key holds, as one comparable text.
import type { BuildTarget } from './buildTarget';

/** Empty when none is given: most builds. */
export function runOptionsOf({ extras }: BuildTarget, args: Readonly<Record<string, string>>): string {
  const { ulimits, shmSize = '', cgroupParent = '', addHosts } = extras;
  const parts = [ulimits, shmSize, cgroupParent, addHosts, args['BUILDKIT_SANDBOX_HOSTNAME'] ?? ''];
  return parts.every((part) => part.length === 0) ? '' : JSON.stringify(parts);
}
