// Knows: which files differ between two contents of a COPY source.
import type { CacheReason } from './because';
import { select } from '../context/select';
import { below, treeDigest, type ContextNode, type DirectoryNode, type Sha256 } from '../context/tree';
import type { ContentQuery } from './vertex';

/** More are only counted. */
const MOST_LISTED = 20;

/** What changed in the files that `queries` select; `before` may be selected by other queries. */
export function fileChanges(
  before: { readonly tree: DirectoryNode; readonly queries: readonly ContentQuery[] },
  after: { readonly tree: DirectoryNode; readonly queries: readonly ContentQuery[] },
  sha256: Sha256,
): CacheReason[] {
  const old = taken(before.tree, before.queries, sha256);
  const now = taken(after.tree, after.queries, sha256);
  const found: CacheReason[] = [];
  let more = 0;
  const report = (reason: CacheReason): void => {
    if (found.length < MOST_LISTED) found.push(reason);
    else more++;
  };
  for (const [path, node] of now) compare(path, old.get(path), node, sha256, report);
  for (const [path, node] of old) if (!now.has(path)) compare(path, node, undefined, sha256, report);
  if (more > 0) found.push({ kind: 'more-files', count: more });
  return found;
}

function taken(tree: DirectoryNode, queries: readonly ContentQuery[], sha256: Sha256): Map<string, ContextNode> {
  const nodes = new Map<string, ContextNode>();
  for (const { path, ...options } of queries) {
    for (const match of select(tree, path, options, sha256).matches)
      nodes.set(match.path.replace(/^\/+/, ''), match.node);
  }
  return nodes;
}

function compare(
  path: string,
  before: ContextNode | undefined,
  after: ContextNode | undefined,
  sha256: Sha256,
  report: (reason: CacheReason) => void,
): void {
  if (before === after) return;
  if (before && after) {
    const digest = treeDigest(before, sha256);
    if (digest !== undefined && digest === treeDigest(after, sha256)) return;
    if (before.kind === 'directory' && after.kind === 'directory') {
      if (before.mode !== after.mode) report({ kind: 'mode-changed', path });
      for (const [name, child] of after.children)
        compare(below(path, name), before.children.get(name), child, sha256, report);
      for (const [name, child] of before.children)
        if (!after.children.has(name)) compare(below(path, name), child, undefined, sha256, report);
      return;
    }
    const onlyMode =
      before.kind === 'file' && after.kind === 'file' && before.digest === after.digest && before.digest !== undefined;
    report({ kind: onlyMode ? 'mode-changed' : 'file-changed', path });
    return;
  }
  const node = before ?? after;
  if (!node) return;
  if (node.kind !== 'directory' || node.children.size === 0) {
    report({ kind: after ? 'file-added' : 'file-removed', path });
    return;
  }
  for (const [name, child] of node.children)
    compare(below(path, name), before && child, after && child, sha256, report);
}
