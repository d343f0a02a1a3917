// Knows: how severities compare.
import type { Severity } from './rule';

export const isSeverity = (word: unknown): word is Severity =>
  word === 'off' || word === 'hint' || word === 'info' || word === 'warning' || word === 'error';

const RANK: Readonly<Record<Exclude<Severity, 'off'>, number>> = { hint: 0, info: 1, warning: 2, error: 3 };

/** The lower of the two: a finding may ask for less than its rule, for nothing at all even, never for more. */
export function lower(severity: Severity, own: Severity | undefined): Severity {
  if (severity === 'off' || own === undefined) return severity;
  if (own === 'off') return 'off';
  return RANK[own] < RANK[severity] ? own : severity;
}

/** True when `severity` is at or above `limit`. */
export const atLeast = (severity: Exclude<Severity, 'off'>, limit: Exclude<Severity, 'off'>): boolean =>
  RANK[severity] >= RANK[limit];
