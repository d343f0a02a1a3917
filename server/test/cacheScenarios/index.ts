// Knows: all scenarios.
import type { Scenario } from '../engine/cacheProject';
import { args } from './arguments';
import { node } from './node';

export const scenarios: readonly Scenario[] = [...node, ...args];
