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
  /** Contexts of which the builder keeps no copy any more. */
  readonly letGo: ReadonlySet<string>;
}

export function learnBuild({ graph, flags, facts, store, sha256, buildId, shell, observe }: LearnInput): Learned {
  const definition = define(graph, flags, sha256, shell);
  const observed = observe(definition);
  let made = 0;
  const solved = decide(graph, {
    vertexes: definition.vertexes,
    store,
    sources: sourcesOf(facts),
    world: 'worst',
    sha256,
    runsGiveKeys: flags.runsGiveKeys,
    newId: () => `${buildId}.${String(++made)}`,
    observe: observed,
  });
  const letGo = lettingGo(definition, solved, observed);
  for (const name of letGo) store.letGo(name);
  return { definition, solved, letGo };
}

/**
 * The builder keeps what was uploaded, and changes it with the next upload, until a process may write on top of it: then
 * it is a layer like others, and the next upload is a whole one (moby/buildkit: cache/manager.go, New, which finalizes the
 * parent; source/local/source.go).
 */
function lettingGo(
  { vertexes }: Definition,
  solved: readonly Solved[],
  observe: (index: number) => Observation,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, { effect, inputs }] of vertexes.entries()) {
    if (effect.kind !== 'run' || solved[index]?.hit !== false) continue;
    // Of a build that failed: one that was not reached had nothing mounted.
    const isReached = inputs.every(({ vertex }) => !vertexes[vertex]?.step || observe(vertex) !== 'failed');
    for (const at of isReached ? (effect.writable ?? []) : []) {
      const source = vertexes[inputs[at]?.vertex ?? -1]?.effect;
      if (source?.kind === 'local') names.add(source.name);
    }
  }
  return names;
}
