// Knows: what of a tree goes through an ignore file, as the sender's walk emits it (tonistiigi/fsutil: filter.go, Walk):
// a directory that is kept out is sent all the same when something below it is let in. Results are remembered per
// directory, so that one changed file does not filter the others again.
import { EntryList } from './entryList';
import type { ContextMatcher, MatchState } from './ignoreMatcher';
import { below, type ContextNode, type DirectoryNode } from './tree';

/** The context without what the ignore file keeps out. */
export const filterContext = (root: DirectoryNode, matcher: ContextMatcher): DirectoryNode =>
  filterTree(root, { exclude: matcher, prunes: true });

export interface TreeFilter {
  /** Only what matches, and the directories that lead there. */
  readonly include?: ContextMatcher;
  readonly exclude?: ContextMatcher;
  /** Whether directories are left out unseen where the sender does so. */
  readonly prunes: boolean;
  /** Where the paths that patterns see begin; states of that directory. */
  readonly at?: FilterPlace;
}

export interface FilterPlace {
  readonly path: string;
  readonly include: MatchState | undefined;
  readonly exclude: MatchState | undefined;
}

const TOP: FilterPlace = { path: '', include: undefined, exclude: undefined };

export function filterTree(root: DirectoryNode, filter: TreeFilter): DirectoryNode {
  if (filter.include === undefined && (filter.exclude?.patterns.length ?? 0) === 0) return root;
  // States below a directory follow from its path, so path and patterns are enough to know a result again.
  const place = filter.at ?? TOP;
  const key = `${filter.prunes ? 'p' : ''}${place.exclude === undefined ? '' : 's'}\0${filter.include?.key ?? '\0'}\0${filter.exclude?.key ?? '\0'}`;
  return filterDirectory(root, filter, place, key);
}

interface Remembered {
  readonly key: string;
  readonly path: string;
  readonly result: DirectoryNode;
}

/** A directory is asked about by the ignore file and a few instructions; more are not remembered. */
const MOST_REMEMBERED = 8;
const memo = new WeakMap<DirectoryNode, Remembered[]>();

function filterDirectory(node: DirectoryNode, filter: TreeFilter, place: FilterPlace, key: string): DirectoryNode {
  const known = memo.get(node) ?? [];
  const same = known.find((entry) => entry.path === place.path && entry.key === key);
  if (same) return same.result;
  const changes = new Map<string, ContextNode | undefined>();
  for (const [name, child] of node.children) {
    const kept = filterChild(child, below(place.path, name), filter, place, key);
    if (kept !== child) changes.set(name, kept);
  }
  const result = changes.size > 0 ? { ...node, children: EntryList.from(node.children).with(changes) } : node;
  memo.set(node, [...known.slice(1 - MOST_REMEMBERED), { key, path: place.path, result }]);
  return result;
}

function filterChild(
  child: ContextNode,
  path: string,
  filter: TreeFilter,
  place: FilterPlace,
  key: string,
): ContextNode | undefined {
  const { include, exclude } = filter;
  if (child.kind !== 'directory') {
    const isIn = include?.verdict(path, place.include).matched ?? true;
    return isIn && exclude?.verdict(path, place.exclude).matched !== true ? child : undefined;
  }
  const included = include?.directory(path, place.include);
  const excluded = exclude?.directory(path, place.exclude);
  const isOut = included?.matched === false || excluded?.matched === true;
  if (filter.prunes) {
    if (included?.matched === false && include?.prunesUnmatched(path) === true) return undefined;
    if (excluded?.matched === true && exclude?.prunesIgnored(path) === true) return undefined;
  }
  const inside = filterDirectory(child, filter, { path, include: included?.state, exclude: excluded?.state }, key);
  return isOut && inside.children.size === 0 ? undefined : inside;
}
