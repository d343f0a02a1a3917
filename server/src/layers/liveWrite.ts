// Knows: a write of a step that is still there, what of it is gone, and how many bytes are left of it or lie at a path in it.
import { knownSize, unknownSize, type SizeEstimate } from '../base/certainty';
import type { PathAct, StepFlow } from './pathFlowModel';

/** What is left is the act's path without `holes`. */
export interface Live {
  readonly step: StepFlow;
  readonly act: PathAct;
  holes: readonly string[];
  /** More is gone than `holes` says. */
  isVague: boolean;
}

const PART_UNKNOWN = 'Unknown until built: it is a part of what an earlier step wrote.';

/** Bytes of a copied folder that are gone below a path; a hole in a hole counts once. */
function goneBelow({ act, holes }: Live, below: string): number {
  const outer = holes.filter(
    (hole) =>
      (below === '' || hole.startsWith(`${below}/`)) &&
      !holes.some((other) => other !== hole && hole.startsWith(`${other}/`)),
  );
  return [...new Set(outer)].reduce((sum, hole) => sum + (act.content?.at(hole)?.bytes ?? 0), 0);
}

export function sizeAt(live: Live, below: string): SizeEstimate {
  const node = live.act.content?.at(below);
  if (!node || live.isVague) return unknownSize(PART_UNKNOWN);
  return knownSize(node.bytes - goneBelow(live, below), 'The bytes of these files in the build context.');
}

export function sizeLeft(live: Live): SizeEstimate {
  const { act, holes, isVague } = live;
  if ((holes.length === 0 && !isVague) || act.size.likely === null) return act.size;
  if (!act.content || isVague) return unknownSize(PART_UNKNOWN);
  return knownSize(act.size.likely - goneBelow(live, ''), act.size.basis);
}
