// Knows: all scenarios.
import type { Scenario } from '../engine/cacheProject';
import { args } from './arguments';
import { copies } from './copies';
import { ignores } from './ignores';
import { languages } from './languages';
import { links } from './links';
import { mounts } from './mounts';
import { node } from './node';
import { stages } from './stages';

export const scenarios: readonly Scenario[] = [...node, ...languages, ...args, ...copies, ...ignores, ...links, ...mounts, ...stages];
