// Knows: layers merged into one tree, and which bytes of each layer no upper view can reach.
// Source: OCI image spec, layer.md; image-facts.md §1.5, where the same way of merging equals `docker export`.
import type { LayerEntry } from './model';
import { whiteoutOf } from './whiteout';

/** A file's content; several names may share one. */
interface Inode {
  readonly entry: LayerEntry;
  readonly layer: number;
  names: number;
}

interface Node {
  /** Undefined: a directory that no entry names. */
  inode: Inode | undefined;
  readonly children: Map<string, Node>;
}

export interface UnionFile {
  readonly entry: LayerEntry;
  /** Layer that stores it. */
  readonly layer: number;
}

export interface Union {
  /** Per layer: bytes of it that a later layer, or a later entry of it, hides. */
  readonly hidden: readonly number[];
  /** The entry at a path of the finished view. */
  at(path: string): UnionFile | undefined;
}

/** Deeper names are made to hurt. */
const DEEPEST = 4096;

const newNode = (inode?: Inode): Node => ({ inode, children: new Map() });

/** @param layers entries in archive order, base first. */
export function unionOf(layers: readonly (readonly LayerEntry[])[]): Union {
  const root = newNode();
  const hidden = layers.map(() => 0);
  const release = ({ inode }: Node): void => {
    if (!inode || --inode.names > 0) return;
    hidden[inode.layer] = (hidden[inode.layer] ?? 0) + inode.entry.bytes;
  };
  const hide = (node: Node): void => {
    // Without recursion: a tree may be as deep as a name is long.
    const open = [node];
    for (let at = open.pop(); at; at = open.pop()) {
      release(at);
      for (const child of at.children.values()) open.push(child);
    }
  };
  for (const [layer, entries] of layers.entries()) {
    for (const { path } of entries) clear(root, path, hide);
    for (const entry of entries) insert(root, entry, layer, hide, release);
  }
  return {
    hidden,
    at: (path) => {
      const inode = find(root, path)?.inode;
      return inode && { entry: inode.entry, layer: inode.layer };
    },
  };
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of partsOf(path)) node = node?.children.get(name);
  return node;
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** Whiteouts act on lower layers only, wherever they stand in the archive: so they come first. */
function clear(root: Node, path: string, hide: (node: Node) => void): void {
  const whiteout = whiteoutOf(path);
  if (whiteout.kind === 'opaque') {
    const folder = find(root, whiteout.parent);
    for (const child of folder?.children.values() ?? []) hide(child);
    folder?.children.clear();
  } else if (whiteout.kind === 'removes') {
    const cut = whiteout.path.lastIndexOf('/');
    const folder = find(root, whiteout.path.slice(0, Math.max(0, cut)));
    const name = whiteout.path.slice(cut + 1);
    const node = folder?.children.get(name);
    if (!node) return;
    hide(node);
    folder?.children.delete(name);
  }
}

function insert(
  root: Node,
  entry: LayerEntry,
  layer: number,
  hide: (node: Node) => void,
  release: (node: Node) => void,
): void {
  const parts = partsOf(entry.path);
  const name = parts.pop();
  if (name === undefined || parts.length > DEEPEST || whiteoutOf(entry.path).kind !== 'none' || parts.includes('..'))
    return;
  let folder = root;
  for (const part of parts) {
    let next = folder.children.get(part);
    if (next?.inode && next.inode.entry.kind !== 'directory') {
      hide(next);
      next = undefined;
    }
    if (!next) {
      next = newNode();
      folder.children.set(part, next);
    }
    folder = next;
  }
  const old = folder.children.get(name);
  const inode = inodeOf(root, entry, layer);
  if (old && entry.kind === 'directory' && (old.inode === undefined || old.inode.entry.kind === 'directory')) {
    // A directory onto a directory: new attributes, the children stay.
    release(old);
    old.inode = inode;
    return;
  }
  // The same inode may stand there already: count its new name before the old one goes.
  if (old) hide(old);
  folder.children.set(name, newNode(inode));
}

function inodeOf(root: Node, entry: LayerEntry, layer: number): Inode {
  const linked = entry.kind === 'hardlink' ? find(root, entry.linkName)?.inode : undefined;
  if (!linked) return { entry, layer, names: 1 };
  linked.names++;
  return linked;
}
