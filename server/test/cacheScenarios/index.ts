// Knows: all scenarios.
import type { Scenario } from '../engine/cacheProject';
import { args } from './arguments';
import { baseFiles } from './baseFiles';
import { bases } from './bases';
import { copies } from './copies';
import { environments } from './environments';
import { headers } from './headers';
import { ignores } from './ignores';
import { languages } from './languages';
import { links } from './links';
import { mounts } from './mounts';
import { node } from './node';
import { outputs } from './outputs';
import { requests } from './requests';
import { stages } from './stages';
import { texts } from './texts';

export const scenarios: readonly Scenario[] = [
  ...[...node, ...languages, ...args, ...environments, ...texts],
  ...[
    ...copies,
    ...headers,
    ...ignores,
    ...links,
    ...mounts,
    ...stages,
    ...bases,
    ...baseFiles,
    ...requests,
    ...outputs,
  ],
];
