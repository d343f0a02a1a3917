// Knows: what a COPY or a WORKDIR does to a tree of files: which folders it makes, and whose owner and mode stay.
// Source: tonistiigi/fsutil: copy/{copy,mkdir}.go; seen on builders by server/test/cacheScenarios/headers.ts.
import { joinPath } from '../base/posixPath';
import { followPath } from '../context/links';
import { directory, nodeAt, withNode, type ContextNode, type DirectoryNode } from '../context/tree';
import { parentsOf } from './twinPaths';

/** Of folders that are made on the way. */
export interface FolderHeader {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** A folder that is made belongs to root and is 0755, unless the step names an owner or a mode. */
export const newFolder = (owner: string, mode?: number): FolderHeader => ({ ...idsOf(owner), mode: mode ?? 0o755 });

/** Makes what is missing down to the path; a folder that is there keeps its header. */
export function withFolders(root: DirectoryNode, path: string, header: FolderHeader): DirectoryNode {
  if (nodeAt(root, path)?.kind === 'directory') return root;
  let tree = root;
  for (const at of [...parentsOf(path), path])
    if (nodeAt(tree, at)?.kind !== 'directory') tree = withNode(tree, at, directory([], header));
  return tree;
}

export function withFile(root: DirectoryNode, path: string, node: ContextNode, header: FolderHeader): DirectoryNode {
  const parent = parentsOf(path).at(-1);
  return withNode(parent === undefined ? root : withFolders(root, parent, header), path, node);
}

/** The contents of a copied folder go into the folder at the path; its own header goes nowhere. */
export function withContents(
  root: DirectoryNode,
  path: string,
  folder: DirectoryNode,
  header: FolderHeader,
): DirectoryNode {
  const tree = withFolders(root, path, header);
  const there = nodeAt(tree, path);
  return there?.kind === 'directory' ? withNode(tree, path, laidOver(there, folder)) : tree;
}

/** Contents of one folder over another's: files of the upper one win, and folders inside have its headers. */
export function laidOver(lower: DirectoryNode, upper: DirectoryNode): DirectoryNode {
  // The list of a folder of 100,000 files is not made anew for each plan.
  if (lower.children.size === 0) return { ...lower, children: upper.children };
  const children = new Map<string, ContextNode>(lower.children);
  for (const [name, node] of upper.children) {
    const before = children.get(name);
    const isBoth = node.kind === 'directory' && before?.kind === 'directory';
    children.set(name, isBoth ? { ...node, children: laidOver(before, node).children } : node);
  }
  return directory(children, lower);
}

/** A name of a user is resolved in the image, which we have not read: it stands as a number of its own, below zero. */
export function idsOf(owner: string): { uid: number; gid: number } {
  const [user = '0', group] = owner === '' ? ['0'] : owner.split(':');
  return { uid: idOf(user), gid: group === undefined ? idOf(user) : idOf(group) };
}

function idOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  let id = 0;
  for (let i = 0; i < text.length; i++) id = (id * 31 + text.charCodeAt(i)) % 1_000_000_007;
  return -1 - id;
}

const named = new WeakMap<ContextNode, boolean>();

/** True when an owner in it is a name, so that the accounts of the image decide what was written. */
export function hasNamedOwner(node: ContextNode): boolean {
  if (node.uid < 0 || node.gid < 0) return true;
  if (node.kind !== 'directory') return false;
  const known = named.get(node) ?? [...node.children.values()].some(hasNamedOwner);
  named.set(node, known);
  return known;
}

const owned = new WeakMap<ContextNode, Map<string, ContextNode>>();

/** What is copied, with an owner and a mode of its own. Memoised: a folder of 100,000 files is not made anew for each plan. */
export function withHeader(node: ContextNode, owner: string, mode: number | undefined): ContextNode {
  if (owner === '' && mode === undefined) return node;
  const key = `${owner} ${String(mode)}`;
  const known = owned.get(node)?.get(key);
  if (known) return known;
  const ids = owner === '' ? {} : idsOf(owner);
  const header = { ...ids, ...(mode !== undefined && node.kind !== 'symlink' && { mode }) };
  const made: ContextNode =
    node.kind === 'directory'
      ? {
          ...node,
          ...header,
          children: new Map([...node.children].map(([name, child]) => [name, withHeader(child, owner, mode)])),
        }
      : { ...node, ...header };
  const all = owned.get(node) ?? new Map<string, ContextNode>();
  all.set(key, made);
  owned.set(node, all);
  return made;
}

const linkFree = new WeakMap<ContextNode, boolean>();

/** No link, no device: nothing that is another file than it seems. */
export function isLinkFree(node: ContextNode): boolean {
  if (node.kind !== 'directory') return node.kind === 'file';
  const known = linkFree.get(node) ?? [...node.children.values()].every(isLinkFree);
  linkFree.set(node, known);
  return known;
}

/** A link on the way to a path, or at it, leads a write elsewhere. */
export const leadsThroughLink = (root: DirectoryNode, path: string): boolean =>
  [...parentsOf(path), path].some((at) => nodeAt(root, at)?.kind === 'symlink');

/** Where a write to the path goes, links followed below the root; undefined: a link on the way leads to nothing. */
export function realPlace(root: DirectoryNode, path: string): string | undefined {
  if (!leadsThroughLink(root, path)) return path;
  const parts = path.split('/').slice(1);
  for (let count = parts.length; count >= 0; count--) {
    const found = followPath(root, parts.slice(0, count).join('/'), true);
    if (!found) continue;
    const place = joinPath('/', found.path, ...parts.slice(count));
    return leadsThroughLink(root, place) ? undefined : place;
  }
  return undefined;
}
