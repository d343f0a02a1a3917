// Knows: what of a tree goes through an ignore file, as the sender's walk emits it (tonistiigi/fsutil: filter.go, Walk):
// a directory that is kept out is sent all the same when something below it is let in. Results are remembered per
// directory, so that one changed file does not filter the others again.
import { EMPTY_FILE } from './node';
import { EntryList } from './entryList';
import type { ContextMatcher, MatchState, Sender } from './ignoreMatcher';
import { below, type ContextNode, type DirectoryNode } from './tree';

/** The context without what the ignore file keeps out. */
export const filterContext = (
  root: DirectoryNode,
  matcher: ContextMatcher,
  sender: Sender = 'buildkit',
): DirectoryNode => filterTree(root, { exclude: matcher, prunes: sender });

/**
 * The same as BuildKit's client sends it. Its walk keeps in mind what the patterns said of the folders above, its opening
 * of a file asks them all anew, so that they may disagree: then the file is sent with its size and without its bytes
 * (tonistiigi/fsutil: filter.go, Open; send.go, sendFile).
 */
export const openedContext = (root: DirectoryNode, matcher: ContextMatcher): DirectoryNode =>
  filterTree(root, { exclude: matcher, prunes: 'buildkit', opens: true });

export interface TreeFilter {
  /** Only what matches, and the directories that lead there. */
  readonly include?: ContextMatcher;
  readonly exclude?: ContextMatcher;
  /** The sender that leaves out directories unseen; false: none does. */
  readonly prunes: Sender | false;
  /** What is not opened, though it is let in, has no bytes. */
  readonly opens?: boolean;
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
  const key = `${filter.prunes || ''}${filter.opens === true ? 'o' : ''}${place.exclude === undefined ? '' : 's'}\0${filter.include?.key ?? '\0'}\0${filter.exclude?.key ?? '\0'}`;
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
    if (!isIn || exclude?.verdict(path, place.exclude).matched === true) return undefined;
    const isWithheld =
      filter.opens === true && place.exclude !== undefined && exclude?.verdict(path, undefined).matched;
    return isWithheld === true && child.kind === 'file' && child.size > 0 ? { ...child, ...EMPTY_FILE } : child;
  }
  const included = include?.directory(path, place.include);
  const excluded = exclude?.directory(path, place.exclude);
  const isOut = included?.matched === false || excluded?.matched === true;
  const { prunes } = filter;
  if (prunes !== false) {
    if (included?.matched === false && include?.prunesUnmatched(path) === true) return undefined;
    if (excluded?.matched === true && exclude?.prunesIgnored(path, prunes) === true) return undefined;
  }
  const inside = filterDirectory(child, filter, { path, include: included?.state, exclude: excluded?.state }, key);
  return isOut && inside.children.size === 0 ? undefined : inside;
}
