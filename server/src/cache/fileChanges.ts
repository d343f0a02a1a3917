// Knows: which files differ between two contents of a COPY source.
import type { CacheReason } from './because';
import { select } from '../context/select';
import { below, countsAlike, treeDigest, type ContextNode, type DirectoryNode, type Sha256 } from '../context/tree';
import { byteOrder } from '../context/byteOrder';
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
  const found = new Found();
  for (const [path, node] of now) found.add(path, differences(old.get(path), node, sha256));
  for (const [path, node] of old) if (!now.has(path)) found.add(path, differences(node, undefined, sha256));
  const reasons: CacheReason[] = found.listed.map(({ kind, path }) => ({ kind, path }));
  if (found.more > 0) reasons.push({ kind: 'more-files', count: found.more });
  return reasons;
}

function taken(tree: DirectoryNode, queries: readonly ContentQuery[], sha256: Sha256): Map<string, ContextNode> {
  const nodes = new Map<string, ContextNode>();
  for (const { path, ...options } of queries) {
    for (const match of select(tree, path, options, sha256).matches)
      nodes.set(match.path.replace(/^\/+/, ''), match.node);
  }
  return nodes;
}

interface Difference {
  readonly kind: 'file-changed' | 'mode-changed' | 'file-added' | 'file-removed';
  /** Below the node that was compared; empty: that node. */
  readonly path: string;
}

interface Differences {
  /** The first ones. */
  readonly listed: readonly Difference[];
  /** How many others there are. */
  readonly more: number;
}

const NONE: Differences = { listed: [], more: 0 };

class Found implements Differences {
  readonly listed: Difference[] = [];
  more = 0;

  add(at: string, { listed, more }: Differences): void {
    for (const { kind, path } of listed) {
      if (this.listed.length < MOST_LISTED) this.listed.push({ kind, path: path === '' ? at : below(at, path) });
      else this.more++;
    }
    this.more += more;
  }
}

const one = (kind: Difference['kind']): Differences => ({ listed: [{ kind, path: '' }], more: 0 });

function differences(before: ContextNode | undefined, after: ContextNode | undefined, sha256: Sha256): Differences {
  if (before === after) return NONE;
  if (before?.kind === 'directory' && after?.kind === 'directory') return betweenFolders(before, after, sha256);
  if (before && after) {
    if (before.kind !== 'directory' && countsAlike(before, after, sha256)) return NONE;
    const onlyMode =
      before.kind === 'file' && after.kind === 'file' && before.digest === after.digest && before.digest !== undefined;
    return one(onlyMode ? 'mode-changed' : 'file-changed');
  }
  const node = before ?? after;
  if (!node) return NONE;
  if (node.kind !== 'directory' || node.children.size === 0) return one(after ? 'file-added' : 'file-removed');
  const found = new Found();
  for (const [name, child] of node.children) found.add(name, differences(before && child, after && child, sha256));
  return found;
}

/** By the newer folder: after one more changed file only the folders above it are compared again. */
const memo = new WeakMap<DirectoryNode, { readonly before: DirectoryNode; readonly differences: Differences }>();

function betweenFolders(before: DirectoryNode, after: DirectoryNode, sha256: Sha256): Differences {
  const known = memo.get(after);
  if (known?.before === before) return known.differences;
  const digest = treeDigest(before, sha256);
  const isSame = digest !== undefined && digest === treeDigest(after, sha256);
  const found = isSame ? NONE : compared(before, after, sha256);
  memo.set(after, { before, differences: found });
  return found;
}

function compared(before: DirectoryNode, after: DirectoryNode, sha256: Sha256): Differences {
  const found = new Found();
  if (before.mode !== after.mode) found.add('', one('mode-changed'));
  const removed = new Found();
  // Both are in the byte order of names.
  const olds = before.children.entries();
  let old = olds.next();
  const pass = (): void => {
    if (old.done !== true) removed.add(old.value[0], differences(old.value[1], undefined, sha256));
    old = olds.next();
  };
  for (const [name, child] of after.children) {
    while (old.done !== true && byteOrder(old.value[0], name) < 0) pass();
    let there: ContextNode | undefined;
    if (old.done !== true && old.value[0] === name) {
      there = old.value[1];
      old = olds.next();
    }
    found.add(name, differences(there, child, sha256));
  }
  while (old.done !== true) pass();
  found.add('', removed);
  return found;
}
