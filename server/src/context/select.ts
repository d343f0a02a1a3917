// Knows: what one source of a COPY, ADD or bind mount takes from a context, and the digest by which the builder knows that
// content again (moby/buildkit: solver/llbsolver/ops/file.go, addSelector; cache/contenthash/checksum.go, Checksum and
// includedPaths). Knows no Dockerfile.
import type { Digest } from '../base/digest';
import { cleanPath } from '../base/posixPath';
import { utf8 } from './byteOrder';
import { filterTree } from './filter';
import { classSpansFolders, compileGoMatch, containsWildcards } from './goMatch';
import { compileMatcher, type ContextMatcher } from './ignoreMatcher';
import { followPath } from './links';
import {
  below,
  eachUnreadFile,
  ownDigest,
  rootDigest,
  treeDigest,
  walkTree,
  type ContextNode,
  type DirectoryNode,
  type Sha256,
} from './tree';

export interface SelectOptions {
  /** `*`, `?` and `[` in the source are a pattern: COPY and ADD, not a mount. */
  readonly wildcard: boolean;
  readonly followLinks: boolean;
  readonly exclude: readonly string[];
  readonly include?: readonly string[];
  /**
   * What a list of files is known by: their paths below the source (BuildKit 0.26 and later), or only their names, so that a file
   * moved between folders is not noticed (up to BuildKit 0.25; moby/buildkit pull request 6238).
   * Matters for patterns, `--exclude` and `--parents`; the first is taken when nothing is said.
   */
  readonly listedBy?: 'path' | 'name';
  /** `--parents`: the source becomes an include list below its `/./`, or below the root. */
  readonly parents?: boolean;
}

export interface Selected {
  /** As the source names it, links not followed. */
  readonly path: string;
  /** Links followed, below the context's root. */
  readonly realPath: string;
  /** After exclude; for a source that is a link, what it leads to. */
  readonly node: ContextNode;
}

export interface Selection {
  readonly matches: readonly Selected[];
  /** The content as the builder would know it; undefined while files are not hashed, or when it fails. */
  readonly digest: Digest | undefined;
  /** Files whose bytes are needed. */
  readonly unhashed: readonly string[];
  /** Files whose bytes are needed and could not be read when that was tried; `problem` of the node says why. */
  readonly unreadable: readonly string[];
  /** The builder fails: nothing there. A pattern that matches nothing is fine. */
  readonly missing: boolean;
  /** What entered the digest, by its path below the context's root. */
  files(): Iterable<readonly [path: string, node: ContextNode]>;
}

/** A piece of the tree that is taken. */
interface Taken extends Selected {
  /** What stands for its name in the digest. */
  readonly name: string;
  /** Entries that were links and were followed: each counts as one, whatever is below it. By `path`. */
  readonly followed: readonly string[];
}

interface Choice {
  readonly taken: readonly Taken[];
  readonly missing: boolean;
  readonly digest: (sha256: Sha256) => Digest | undefined;
}

/** Rules ask what there is, plans what it is known by: digests, and the walk for files that lack one, only when asked for. */
export function select(root: DirectoryNode, source: string, options: SelectOptions, sha256: Sha256): Selection {
  const { taken, missing, digest } = choose(root, source, options);
  let known: { readonly digest: Digest | undefined } | undefined;
  let unread: readonly Unread[] | undefined;
  const digestOf = (): Digest | undefined => (known ??= { digest: missing ? undefined : digest(sha256) }).digest;
  const unreadFiles = (): readonly Unread[] =>
    (unread ??= missing || digestOf() !== undefined ? [] : taken.map((one) => unreadOf(one, sha256)));
  return {
    matches: taken.map(({ path, realPath, node }) => ({ path, realPath, node })),
    get digest() {
      return digestOf();
    },
    get unhashed() {
      return unreadFiles().flatMap(({ unhashed }) => unhashed);
    },
    get unreadable() {
      return unreadFiles().flatMap(({ unreadable }) => unreadable);
    },
    missing,
    *files() {
      for (const { node, realPath } of taken) yield* walkTree(node, realPath);
    },
  };
}

interface Unread {
  readonly unhashed: readonly string[];
  readonly unreadable: readonly string[];
}

function unreadOf({ node, realPath }: Taken, sha256: Sha256): Unread {
  const unhashed: string[] = [];
  const unreadable: string[] = [];
  eachUnreadFile(node, realPath, sha256, (path, file) => {
    (file.problem === undefined ? unhashed : unreadable).push(path);
  });
  return { unhashed, unreadable };
}

const NOTHING: Choice = { taken: [], missing: true, digest: () => undefined };

function choose(root: DirectoryNode, source: string, options: SelectOptions): Choice {
  const asked =
    options.parents === true ? withParents(source) : { source, include: options.include ?? [], required: '' };
  const path = cleanPath(`/${asked.source}`).slice(1);
  const isPattern = options.wildcard && containsWildcards(path);
  const hasFilters = asked.include.length > 0 || options.exclude.length > 0;
  if (!isPattern && !hasFilters) return plain(root, path, options.followLinks);
  const tops = isPattern ? matching(root, path) : exact(root, path);
  if (tops === undefined) return NOTHING;
  const filters: Filters = {
    include: asked.include.length > 0 ? compileMatcher(asked.include) : undefined,
    exclude: options.exclude.length > 0 ? compileMatcher(options.exclude) : undefined,
  };
  if ([filters.include, filters.exclude].some((matcher) => isRefused(matcher))) return NOTHING;
  const taken: Taken[] = [];
  for (const top of tops) {
    const kept = hasFilters
      ? filtered(root, top, filters, options.followLinks)
      : linked(root, top, options.followLinks);
    if (kept === 'missing') return NOTHING;
    if (kept !== undefined) taken.push(kept);
  }
  if (asked.required !== '' && !taken.some((entry) => reaches(entry, asked.required))) return NOTHING;
  return {
    taken,
    missing: tops.length === 0 && !isPattern,
    digest: (sha256) => listDigest(root, path, taken, options.listedBy ?? 'path', sha256),
  };
}

const isRefused = (matcher: ContextMatcher | undefined): boolean =>
  matcher?.problems.some(({ kind }) => kind === 'refused') === true;

/** moby/buildkit: frontend/dockerfile/dockerfile2llb/convert_copy.go, dispatchCopy */
function withParents(source: string): { source: string; include: readonly string[]; required: string } {
  const pivot = source.indexOf('/./');
  const parent = pivot === -1 ? '/' : source.slice(0, pivot);
  const pattern = cleanPath(`/${pivot === -1 ? source : source.slice(pivot + 3)}`).slice(1);
  const isPattern = containsWildcards(parent) || containsWildcards(pattern);
  return {
    source: parent,
    include: [pattern],
    required: isPattern ? '' : cleanPath(`/${parent}/${pattern}`).slice(1),
  };
}

/** The builder asks whether some path begins with the required text (checksum.go, includedPaths). */
function reaches({ node, path }: Taken, required: string): boolean {
  for (const [there] of walkTree(node, path)) if (there.startsWith(required)) return true;
  return false;
}

function plain(root: DirectoryNode, path: string, followLinks: boolean): Choice {
  const found = followPath(root, path, followLinks);
  if (found === undefined) return NOTHING;
  const { node, path: realPath } = found;
  return {
    taken: [{ path, realPath, node, name: '', followed: [] }],
    missing: false,
    digest: (sha256) => (node === root ? rootDigest(root, sha256) : treeDigest(node, sha256)),
  };
}

function exact(root: DirectoryNode, path: string): readonly Taken[] {
  const found = followPath(root, path, false);
  return found === undefined ? [] : [{ path, realPath: found.path, node: found.node, name: '', followed: [] }];
}

/** What a pattern matches, links before its first wildcard followed. Undefined: no pattern to the builder. */
function matching(root: DirectoryNode, pattern: string): readonly Taken[] | undefined {
  const parts = pattern.split('/');
  const first = parts.findIndex(containsWildcards);
  const prefix = parts.slice(0, first).join('/');
  const start = followPath(root, prefix, true);
  const whole = compileGoMatch(pattern);
  if (whole === undefined) return undefined;
  if (start?.node.kind !== 'directory') return [];
  const found: Taken[] = [];
  const take = (node: ContextNode, name: string): void =>
    void found.push({ path: below(prefix, name), realPath: below(start.path, name), node, name, followed: [] });
  if (classSpansFolders(pattern)) {
    for (const [name, node] of walkTree(start.node))
      if (name !== '' && whole(below(prefix, name)) && !found.some((top) => name.startsWith(`${top.name}/`)))
        take(node, name);
    return found;
  }
  const levels = parts.slice(first).map(compileGoMatch);
  const descend = (node: DirectoryNode, path: string, level: number): void => {
    for (const [name, child] of node.children) {
      if (levels[level]?.(name) !== true) continue;
      if (level === levels.length - 1) take(child, below(path, name));
      else if (child.kind === 'directory') descend(child, below(path, name), level + 1);
    }
  };
  descend(start.node, '', 0);
  return found;
}

interface Filters {
  readonly include: ContextMatcher | undefined;
  readonly exclude: ContextMatcher | undefined;
}

/** A link that a source names itself is followed, and then taken whole, whatever is excluded. */
function linked(root: DirectoryNode, top: Taken, followLinks: boolean): Taken | 'missing' {
  if (top.node.kind !== 'symlink' || !followLinks) return top;
  const target = followPath(root, top.realPath, true);
  return target === undefined ? 'missing' : { ...top, realPath: target.path, node: target.node, followed: [top.path] };
}

function filtered(
  root: DirectoryNode,
  top: Taken,
  filters: Filters,
  followLinks: boolean,
): Taken | 'missing' | undefined {
  const { include, exclude } = filters;
  const withFilters = { ...(include && { include }), ...(exclude && { exclude }), prunes: false } as const;
  // The root has no header of its own, so its entries are at the top of what patterns see.
  if (top.node === root) return followed(root, { ...top, node: filterTree(root, withFilters) }, followLinks);
  // A source is the empty path to the patterns.
  const included = include?.directory('', undefined);
  const excluded = exclude?.directory('', undefined);
  const isIn = included?.matched !== false && excluded?.matched !== true;
  if (top.node.kind !== 'directory') return isIn ? linked(root, top, followLinks) : undefined;
  const at = { path: '', include: included?.state, exclude: excluded?.state };
  const node = filterTree(top.node, { ...withFilters, at });
  return isIn || node.children.size > 0 ? { ...top, node } : undefined;
}

/** With filters, links directly in the root are followed for the digest: they have no parent (checksum.go). */
function followed(root: DirectoryNode, top: Taken, followLinks: boolean): Taken | 'missing' {
  if (!followLinks || top.node.kind !== 'directory') return top;
  const children = new Map<string, ContextNode>();
  const links: string[] = [];
  for (const [name, child] of top.node.children) {
    const target = child.kind === 'symlink' ? followPath(root, name, true)?.node : child;
    if (target === undefined) return 'missing';
    if (child.kind === 'symlink') links.push(name);
    children.set(name, target);
  }
  return links.length === 0 ? top : { ...top, node: { ...top.node, children }, followed: links };
}

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function listDigest(
  root: DirectoryNode,
  path: string,
  taken: readonly Taken[],
  listedBy: 'path' | 'name',
  sha256: Sha256,
): Digest | undefined {
  const [only] = taken;
  // A single entry of the source's own name is known by its content alone, wherever a pattern found it.
  if (only !== undefined && taken.length === 1 && isSingle(only.node) && base(path) === base(only.path) && path !== '')
    return treeDigest(only.node, sha256);
  if (listedBy === 'name') return namesDigest(taken, sha256);
  const lines: string[] = [];
  for (const { node, name } of taken) {
    const digest = path === '' && name === '' ? rootDigest(asDirectory(node, root), sha256) : treeDigest(node, sha256);
    if (digest === undefined) return undefined;
    lines.push(name, digest);
  }
  return sha256(utf8(`list\0${lines.join('\0')}`));
}

/** One flat list of names, each with what counts of that entry alone. */
function namesDigest(taken: readonly Taken[], sha256: Sha256): Digest | undefined {
  const lines: string[] = [];
  for (const { node, path, followed } of taken) {
    const links = new Set(followed);
    const add = (entry: ContextNode, at: string): boolean => {
      const isLink = links.has(at);
      const digest = isLink ? treeDigest(entry, sha256) : ownDigest(entry, sha256);
      if (digest === undefined) return false;
      if (at !== '') lines.push(base(at), digest);
      if (isLink || entry.kind !== 'directory') return true;
      for (const [name, child] of entry.children) if (!add(child, below(at, name))) return false;
      return true;
    };
    if (!add(node, path)) return undefined;
  }
  return sha256(utf8(`names\0${lines.join('\0')}`));
}

const isSingle = (node: ContextNode): boolean => node.kind !== 'directory' || node.children.size === 0;
const asDirectory = (node: ContextNode, root: DirectoryNode): DirectoryNode =>
  node.kind === 'directory' ? node : root;
