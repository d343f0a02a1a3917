// Knows: which ONBUILD triggers a stage runs, and in which order: those of what it stands on, before its own steps.
// Source: moby/buildkit: frontend/dockerfile/dockerfile2llb/convert.go (initOnBuildTriggers).
import type { Instruction } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import type { BuildOptions } from './options';

type StandsOn = { readonly kind: 'scratch' | 'stage' } | { readonly kind: 'image'; readonly reference: string };

/** `below`: the own steps of the stage that it stands on, when that is one of the same file. */
export function triggersOf(
  base: StandsOn,
  below: readonly Instruction[] | undefined,
  options: BuildOptions,
): Instruction[] {
  if (base.kind === 'image') {
    const known = options.base(base.reference);
    return (known?.onBuild ?? []).flatMap((text) => parseDockerfile(text).instructions.slice(0, 1));
  }
  // What buildah stores between stages is an OCI image, which has no place for triggers.
  if (options.builder === 'buildah') return [];
  // Frontend 1.11 alone forgot the triggers of a parent in the same file (moby/buildkit: 4cf7a1a0d, 5d3589fe5).
  if (options.builder === 'buildkit' && options.frontend === 11) return [];
  return (below ?? []).flatMap((step) => (step.keyword === 'ONBUILD' && step.trigger ? [step.trigger] : []));
}
