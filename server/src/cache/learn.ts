// Knows: what a build that took place leaves in the key store, told by what was seen of its steps.
import type { BuildGraph } from '../build/graph';
import type { Sha256 } from '../context/tree';
import type { ShellParser } from '../shell/model';
import { decide, define } from './definition';
import type { BuildFlags } from './flags';
import type { KeyStore } from './keyStore';
import type { Definition } from './llb';
import { sourcesOf, type SourceFacts } from './sources';
import type { Observation, Solved } from './solve';

export interface LearnInput {
  readonly graph: BuildGraph;
  readonly flags: BuildFlags;
  readonly facts: SourceFacts;
  /** Changed: what the build left is added. */
  readonly store: KeyStore;
  readonly sha256: Sha256;
  /** Unlike that of any other build; names of keys begin with it. */
  readonly buildId: string;
  /** As for the plan that will look it up. */
  readonly shell?: ShellParser;
  readonly observe: (definition: Definition) => (index: number) => Observation;
}

export interface Learned {
  readonly definition: Definition;
  readonly solved: readonly Solved[];
}

export function learnBuild({ graph, flags, facts, store, sha256, buildId, shell, observe }: LearnInput): Learned {
  const definition = define(graph, flags, sha256, shell);
  let made = 0;
  const solved = decide(graph, {
    vertexes: definition.vertexes,
    store,
    sources: sourcesOf(facts),
    world: 'worst',
    sha256,
    runsGiveKeys: flags.runsGiveKeys,
    newId: () => `${buildId}.${String(++made)}`,
    observe: observe(definition),
  });
  return { definition, solved };
}
