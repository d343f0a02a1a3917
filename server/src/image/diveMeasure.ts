// Knows: dive's arithmetic, for people who have limits in dive's terms. It is not ours: it counts the copy that is needed,
// and misses deleted directories (image-facts.md §2.4). Source of the rules: image-facts.md §2.1–2.3.
import type { LayerEntry } from './model';

export interface DiveMeasure {
  /** 0…1: sum of the smallest stored size of each path ÷ sum of all its stored sizes. */
  readonly efficiency: number;
  /** All copies of paths that are stored more than once, the needed one included. */
  readonly wastedBytes: number;
  /** Wasted ÷ bytes above the first layer; undefined with one layer. */
  readonly wastedShare: number | undefined;
}

interface Node {
  entry: LayerEntry | undefined;
  readonly children: Map<string, Node>;
}

interface Seen {
  count: number;
  sum: number;
  least: number;
}

const newNode = (): Node => ({ entry: undefined, children: new Map() });
const DEEPEST = 4096;

/** @param layers entries in archive order, base first. */
export function diveMeasure(layers: readonly (readonly LayerEntry[])[]): DiveMeasure {
  const seen = new Map<string, Seen>();
  const stack = newNode();
  for (const entries of layers) {
    const tree = newNode();
    for (const entry of entries) insert(tree, entry.path, entry);
    count(tree, stack, seen);
    pile(tree, stack);
  }
  const all = [...seen.values()];
  const sum = all.reduce((total, one) => total + one.sum, 0);
  const wastedBytes = all.reduce((total, one) => total + (one.count > 1 ? one.sum : 0), 0);
  const above = layers.slice(1).reduce((total, entries) => total + bytesOf(entries), 0);
  return {
    efficiency: sum === 0 ? 1 : all.reduce((total, { least }) => total + least, 0) / sum,
    wastedBytes,
    wastedShare: above === 0 ? undefined : wastedBytes / above,
  };
}

const bytesOf = (entries: readonly LayerEntry[]): number => entries.reduce((total, { bytes }) => total + bytes, 0);

function insert(tree: Node, path: string, entry: LayerEntry | undefined): void {
  let node = tree;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.length > DEEPEST) return;
  for (const part of parts) {
    // Opaque markers and what aufs leaves never enter the tree.
    if (part.startsWith('.wh..wh.')) return;
    let next = node.children.get(part);
    if (!next) {
      next = newNode();
      node.children.set(part, next);
    }
    node = next;
  }
  node.entry = entry;
}

/** Leaves of a tree with their paths, depth first, siblings in order of their names. */
function* leaves(tree: Node): Iterable<{ readonly path: string; readonly name: string; readonly node: Node }> {
  const open: { path: string; name: string; node: Node }[] = [{ path: '', name: '', node: tree }];
  for (let at = open.pop(); at; at = open.pop()) {
    const { path, node } = at;
    if (node.children.size === 0) {
      if (path !== '') yield at;
      continue;
    }
    const names = [...node.children.keys()].sort((a, b) => (a < b ? 1 : -1));
    for (const name of names) {
      const child = node.children.get(name);
      if (child) open.push({ path: `${path}/${name}`, name, node: child });
    }
  }
}

const isWhiteout = (name: string): boolean => name.startsWith('.wh.');
const withoutMark = (path: string, name: string): string =>
  path.slice(0, path.length - name.length) + name.slice('.wh.'.length);

function count(tree: Node, stack: Node, seen: Map<string, Seen>): void {
  for (const { path, name, node } of leaves(tree)) {
    const key = isWhiteout(name) ? withoutMark(path, name) : path;
    let bytes = node.entry?.bytes ?? 0;
    if (isWhiteout(name)) {
      const gone = find(stack, key);
      // dive drops the rest of the layer here.
      if (!gone) return;
      bytes = gone.entry?.kind === 'directory' ? subtreeBytes(gone) : 0;
    }
    const one = seen.get(key);
    if (!one) {
      seen.set(key, { count: 1, sum: bytes, least: bytes });
      continue;
    }
    one.count++;
    one.sum += bytes;
    one.least = Math.min(one.least, bytes);
  }
}

/** Lays a layer's tree on those below; children of a replaced directory stay, as in dive. */
function pile(tree: Node, stack: Node): void {
  const open: [Node, Node][] = [[tree, stack]];
  for (let at = open.pop(); at; at = open.pop()) {
    const [from, to] = at;
    for (const [name, node] of from.children) {
      if (isWhiteout(name)) {
        to.children.delete(name.slice('.wh.'.length));
        continue;
      }
      let below = to.children.get(name);
      if (!below) {
        below = newNode();
        to.children.set(name, below);
      }
      if (node.entry) below.entry = node.entry;
      open.push([node, below]);
    }
  }
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of path.split('/')) if (part !== '') node = node?.children.get(part);
  return node;
}

function subtreeBytes(node: Node): number {
  let bytes = 0;
  const open = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    bytes += at.entry?.bytes ?? 0;
    open.push(...at.children.values());
  }
  return bytes;
}
