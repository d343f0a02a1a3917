// Knows: all scenarios.
import type { Scenario } from '../engine/cacheProject';
import { args } from './arguments';
import { copies } from './copies';
import { languages } from './languages';
import { node } from './node';
import { stages } from './stages';

export const scenarios: readonly Scenario[] = [...node, ...languages, ...args, ...copies, ...stages];
