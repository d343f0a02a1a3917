// Knows: the layers of an image laid over each other → all its files as one tree, in the form in which a plan compares
// them. Does not guess: where engines differ, or an archive says what no image does, there is no tree.
// Source: OCI image spec, layer.md ("Applying Changesets").
import { setImmediate } from 'node:timers/promises';
import { directory, type ContextNode, type DirectoryNode } from '../context/tree';
import { whiteoutOf } from '../image/whiteout';
import type { FoundEntry } from './layerEntries';

type Leaf = Exclude<ContextNode, DirectoryNode>;

interface Folder {
  mode: number;
  uid: number;
  gid: number;
  readonly children: Map<string, Folder | Leaf>;
}

/** Deeper names are made to hurt. */
const DEEPEST = 1000;

const newFolder = (): Folder => ({ mode: 0o755, uid: 0, gid: 0, children: new Map() });
const isFolder = (node: Folder | Leaf | undefined): node is Folder => node !== undefined && 'children' in node;

/** After so many entries others have their turn: an editor's server reads images too. */
const SLICE = 1000;

class Turns {
  #done = 0;

  async take(): Promise<void> {
    if (++this.#done % SLICE === 0) await setImmediate();
  }
}

/** @param layers entries in archive order, base first. */
export async function treeOfLayers(layers: readonly (readonly FoundEntry[])[]): Promise<DirectoryNode | undefined> {
  const root = newFolder();
  const turns = new Turns();
  for (const entries of layers) {
    // They act on lower layers only, wherever they stand in the archive.
    for (const { path } of entries) if (path.includes('.wh.') && !clear(root, path)) return undefined;
    for (const entry of entries) {
      if (!insert(root, entry)) return undefined;
      await turns.take();
    }
  }
  // Layers of Windows hold no root of a file system.
  return root.children.has('Hives') && root.children.has('Files') ? undefined : treeOf(root, turns);
}

function clear(root: Folder, path: string): boolean {
  const whiteout = whiteoutOf(path);
  if (whiteout.kind === 'none' || whiteout.kind === 'metadata') return true;
  const at = whiteout.kind === 'opaque' ? whiteout.parent : whiteout.path;
  const parts = partsOf(at);
  if (parts === undefined) return false;
  const name = whiteout.kind === 'removes' ? parts.pop() : undefined;
  const folder = folderAt(root, parts);
  if (folder === 'through-link') return false;
  if (name === undefined) folder?.children.clear();
  else folder?.children.delete(name);
  return true;
}

/** False: the tree cannot be known. */
function insert(root: Folder, entry: FoundEntry): boolean {
  if (entry.path.includes('.wh.') && whiteoutOf(entry.path).kind !== 'none') return true;
  const parts = partsOf(entry.path);
  if (parts === undefined) return false;
  const { mode, uid, gid } = entry;
  const name = parts.pop();
  if (name === undefined) {
    Object.assign(root, { mode, uid, gid });
    return entry.kind === 'directory';
  }
  let folder = root;
  for (const part of parts) {
    const next = folder.children.get(part);
    // A store that unpacks each layer by itself makes a folder there, others follow the link.
    if (next !== undefined && !isFolder(next)) return false;
    const inner = next ?? newFolder();
    folder.children.set(part, inner);
    folder = inner;
  }
  const there = folder.children.get(name);
  if (entry.kind === 'directory') {
    if (isFolder(there)) Object.assign(there, { mode, uid, gid });
    else folder.children.set(name, { mode, uid, gid, children: new Map() });
    return true;
  }
  const node = leafOf(root, entry);
  if (node === undefined) return false;
  folder.children.set(name, node);
  return true;
}

function leafOf(root: Folder, { kind, mode, uid, gid, size, digest, target = '' }: FoundEntry): Leaf | undefined {
  const header = { mode, uid, gid, mtime: '' };
  switch (kind) {
    case 'file':
      return { kind: 'file', ...header, size, digest };
    case 'symlink':
      return { kind: 'symlink', ...header, target };
    case 'fifo':
      return { kind: 'other', ...header };
    case 'hardlink': {
      const parts = partsOf(target);
      const name = parts?.pop();
      const folder = parts && folderAt(root, parts);
      const linked = folder === 'through-link' || name === undefined ? undefined : folder?.children.get(name);
      return isFolder(linked) ? undefined : linked;
    }
    // Its numbers count as well, which nobody read.
    case 'device':
      return { kind: 'file', ...header, size: 0, digest: undefined };
    default:
      return undefined;
  }
}

/** Undefined for a path that leaves the root. */
function partsOf(path: string): string[] | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length > DEEPEST || parts.includes('..') ? undefined : parts;
}

function folderAt(root: Folder, parts: readonly string[]): Folder | undefined | 'through-link' {
  let folder: Folder | Leaf | undefined = root;
  for (const part of parts) {
    folder = folder.children.get(part);
    if (folder === undefined) return undefined;
    if (!isFolder(folder)) return folder.kind === 'symlink' ? 'through-link' : undefined;
  }
  return folder;
}

async function treeOf({ mode, uid, gid, children }: Folder, turns: Turns): Promise<DirectoryNode> {
  const entries: [string, ContextNode][] = [];
  for (const [name, node] of children) {
    entries.push([name, isFolder(node) ? await treeOf(node, turns) : node]);
    await turns.take();
  }
  return directory(entries, { mode, uid, gid });
}
