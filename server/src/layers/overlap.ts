// Knows: which files of a copied tree a later copy onto the same place replaces.
import type { CopiedNode } from './pathFlowModel';

/** `whole`: every file. Else the paths of those that are; `many`: more than are looked at. */
export type Overlap = 'whole' | 'many' | readonly string[];

const MOST_NODES = 2000;
const MOST_PATHS = 50;

export function overlapOf(earlier: CopiedNode, later: CopiedNode): Overlap {
  if (earlier.kind === 'file') return later.kind === 'file' ? 'whole' : [];
  const pending = [...earlier.names()].slice(0, MOST_NODES);
  const replaced: string[] = [];
  let isWhole = true;
  let seen = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const node = earlier.at(path);
    if (!node) continue;
    if (++seen >= MOST_NODES) return 'many';
    if (node.kind === 'directory') for (const name of node.names()) pending.push(`${path}/${name}`);
    else if (later.at(path)?.kind === node.kind) replaced.push(path);
    else isWhole = false;
  }
  if (isWhole) return 'whole';
  return replaced.length > MOST_PATHS ? 'many' : replaced;
}
