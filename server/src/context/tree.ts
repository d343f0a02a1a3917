// Knows: a build context as a tree of headers and content digests, and when two trees are equal to a builder. Immutable:
// a change makes new nodes from the root down to it and shares the rest. Knows no disk and no ignore file.
import type { Digest } from '../base/digest';
import { cleanPath } from '../base/posixPath';
import { byteOrder, utf8 } from './byteOrder';
import { EntryList } from './entryList';
import type { ContextNode, DirectoryNode, FileNode, NodeHeader } from './node';

export type { ContextNode, DirectoryNode } from './node';

export type Sha256 = (data: Uint8Array) => Digest;

export const directory = (
  children: Iterable<readonly [string, ContextNode]>,
  header: Partial<NodeHeader> = {},
): DirectoryNode => ({
  kind: 'directory',
  mode: header.mode ?? 0o755,
  uid: header.uid ?? 0,
  gid: header.gid ?? 0,
  mtime: header.mtime ?? '',
  children: EntryList.of([...new Map(children)].sort(([a], [b]) => byteOrder(a, b))),
});

/** Names below the root; undefined for a path that leads out of it. */
export function pathParts(path: string): readonly string[] | undefined {
  const clean = cleanPath(path).replace(/^\/+/, '');
  if (clean === '' || clean === '.') return [];
  const parts = clean.split('/');
  return parts[0] === '..' ? undefined : parts;
}

/** Follows no link; `''`, `.` and `/` are the root. */
export function nodeAt(root: DirectoryNode, path: string): ContextNode | undefined {
  let node: ContextNode | undefined = root;
  for (const name of pathParts(path) ?? ['..']) {
    if (node?.kind !== 'directory') return undefined;
    node = node.children.get(name);
  }
  return node;
}

/** The tree with `node` at `path`, or without what is there. Makes parents only for a node that needs them. */
export function withNode(root: DirectoryNode, path: string, node: ContextNode | undefined): DirectoryNode {
  const parts = pathParts(path);
  if (parts === undefined) return root;
  if (parts.length === 0) return node?.kind === 'directory' ? node : node === undefined ? directory([], root) : root;
  return place(root, parts, 0, node);
}

function place(
  parent: DirectoryNode,
  parts: readonly string[],
  at: number,
  node: ContextNode | undefined,
): DirectoryNode {
  const name = parts[at] ?? '';
  const there = parent.children.get(name);
  let child = node;
  if (at < parts.length - 1) {
    if (there?.kind !== 'directory' && node === undefined) return parent;
    child = place(there?.kind === 'directory' ? there : directory([]), parts, at + 1, node);
  }
  if (child === there) return parent;
  const before = EntryList.from(parent.children);
  const children = before.with(new Map([[name, child]]));
  return children === before ? parent : { ...parent, children };
}

/** Digests of what is in directories; null: some file below is not read yet. Trees are immutable, so they stay true. */
const memo = new WeakMap<ReadonlyMap<string, ContextNode>, Digest | null>();

/**
 * Equal for two nodes when BuildKit's content hash is (moby/buildkit: cache/contenthash/{checksum,tarsum,filehash}.go):
 * mode, owner, type, link text, size, bytes, the names inside a directory and the headers of directories count; times
 * and the node's own name do not. Not the builder's literal digest. Undefined while a file below is not read.
 */
export function treeDigest(node: ContextNode, sha256: Sha256): Digest | undefined {
  const line = lineOf(node, sha256);
  return line === undefined ? undefined : sha256(utf8(line));
}

/** The same of a whole context: its own header is fixed in the builder (checksum.go, HandleChange). */
export function rootDigest(root: DirectoryNode, sha256: Sha256): Digest | undefined {
  const inside = insideDigest(root.children, sha256);
  return inside === undefined ? undefined : sha256(utf8(`root ${inside}`));
}

/** What counts of the node by itself: of a directory only its header. */
export const ownDigest = (node: ContextNode, sha256: Sha256): Digest | undefined =>
  treeDigest(node.kind === 'directory' ? { ...node, children: EntryList.EMPTY } : node, sha256);

/** Whether all that counts of two files, links or others is known and equal. */
export function countsAlike(a: ContextNode, b: ContextNode, sha256: Sha256): boolean {
  const line = lineOf(a, sha256);
  return line !== undefined && line === lineOf(b, sha256);
}

function lineOf(node: ContextNode, sha256: Sha256): string | undefined {
  const header = `${node.mode.toString(8)} ${String(node.uid)} ${String(node.gid)}`;
  switch (node.kind) {
    case 'file':
      return node.digest === undefined ? undefined : `f ${header} ${String(node.size)} ${node.digest}`;
    case 'symlink':
      return `l ${String(node.uid)} ${String(node.gid)} ${node.target}`;
    case 'other':
      return `o ${header}`;
    case 'directory': {
      const inside = insideDigest(node.children, sha256);
      return inside === undefined ? undefined : `d ${header} ${inside}`;
    }
  }
}

function insideDigest(children: ReadonlyMap<string, ContextNode>, sha256: Sha256): Digest | undefined {
  const known = memo.get(children);
  if (known !== undefined) return known ?? undefined;
  const lines: string[] = [];
  let complete = true;
  for (const [name, child] of children) {
    // Folders are visited all the same, so that what is complete below is known.
    if (!complete && child.kind !== 'directory') continue;
    const line = lineOf(child, sha256);
    if (line === undefined) complete = false;
    // Neither a name nor a link can hold a NUL.
    else if (complete) lines.push(name, line);
  }
  const digest = complete ? sha256(utf8(lines.join('\0'))) : null;
  memo.set(children, digest);
  return digest ?? undefined;
}

/** Hears of files below whose bytes are not known. Costs only the incomplete directories once a digest was asked for. */
export function eachUnreadFile(
  node: ContextNode,
  path: string,
  sha256: Sha256,
  hear: (path: string, file: FileNode) => void,
): void {
  if (node.kind === 'file') {
    if (node.digest === undefined) hear(path, node);
  } else if (node.kind === 'directory' && insideDigest(node.children, sha256) === undefined) {
    for (const [name, child] of node.children) eachUnreadFile(child, below(path, name), sha256, hear);
  }
}

export const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** The node and everything below it, in byte order, parents first. */
export function* walkTree(node: ContextNode, path = ''): Generator<readonly [string, ContextNode], void, void> {
  yield [path, node];
  if (node.kind === 'directory') for (const [name, child] of node.children) yield* walkTree(child, below(path, name));
}
