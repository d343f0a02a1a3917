// Knows: listing a build context in the calling thread, for programs that have nothing else to do: a worker takes longer to
// start than most folders to list.
import { ok, failed, type Outcome } from '../base/outcome';
import type { ContextMatcher } from '../context/ignoreMatcher';
import type { DirectoryNode } from '../context/tree';
import { problemOf } from './nodeContext';
import { ContextDisk } from './nodeContextDisk';
import { TreeBuilder } from './nodeContextTree';

/** As a reader's `list`: what the ignore file keeps out altogether is empty. */
export async function listContext(root: string, matcher: ContextMatcher): Promise<Outcome<DirectoryNode>> {
  const disk = new ContextDisk(root);
  const fault = disk.fault();
  if (fault) return failed(problemOf(fault, root));
  const builder = new TreeBuilder('');
  await disk.list('', matcher.patterns, NO_PAUSE, (block) => {
    builder.add(block);
  });
  return ok(builder.tree(undefined));
}

const NO_PAUSE = { pause: () => false, count: () => undefined };
