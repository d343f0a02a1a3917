// Knows: the entries of one folder as lines of one text, in the byte order of names: a context of 100,000 files takes a
// tenth of what as many objects would, and three trees of it are held at once. Nodes are made when somebody asks.
import { byteOrder } from './byteOrder';
import { entryLine, folderLine, lineEnd, nameIn, readLine } from './entryLine';
import type { ContextNode, DirectoryNode } from './node';

type Folders = ReadonlyMap<string, DirectoryNode>;

const NO_FOLDERS: Folders = new Map();

/** Immutable. What is remembered of a folder is remembered by its list. */
export class EntryList implements ReadonlyMap<string, ContextNode> {
  /** Where lines begin; made when a name is looked up. */
  #starts: Uint32Array | undefined;

  private constructor(
    /** A line for each entry, without a line end at the end. */
    readonly lines: string,
    readonly size: number,
    readonly folders: Folders,
  ) {}

  static readonly EMPTY = new EntryList('', 0, NO_FOLDERS);

  /** @param entries in the byte order of names, each name once. */
  static of(entries: Iterable<readonly [string, ContextNode]>): EntryList {
    const lines: string[] = [];
    const folders = new Map<string, DirectoryNode>();
    for (const [name, node] of entries) {
      if (node.kind === 'directory') {
        folders.set(name, node);
        lines.push(folderLine(name));
      } else lines.push(entryLine(name, node));
    }
    return EntryList.ofLines(lines.join('\n'), lines.length, folders);
  }

  /** @param lines as `entryLine` and `folderLine` write them, in order; `folders` has each that is named there. */
  static ofLines(lines: string, size: number, folders: Folders): EntryList {
    return size === 0 ? EntryList.EMPTY : new EntryList(lines, size, folders.size === 0 ? NO_FOLDERS : folders);
  }

  static from(children: ReadonlyMap<string, ContextNode>): EntryList {
    return children instanceof EntryList ? children : EntryList.of(children);
  }

  get(name: string): ContextNode | undefined {
    const folder = this.folders.get(name);
    if (folder !== undefined || this.folders.size === this.size) return folder;
    const starts = this.#lineStarts();
    const line = this.#place(name, 0);
    const at = starts[line];
    if (at === undefined) return undefined;
    const found = readLine(this.lines, at, lineEnd(this.lines, at));
    return found.name === name ? found.node : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *entries(): Generator<[string, ContextNode], undefined, unknown> {
    const { lines, size } = this;
    for (let i = 0, at = 0; i < size; i++) {
      const end = lineEnd(lines, at);
      const { name, node = this.folders.get(name) } = readLine(lines, at, end);
      if (node !== undefined) yield [name, node];
      at = end + 1;
    }
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, ContextNode], undefined, unknown> {
    return this.entries();
  }

  *keys(): Generator<string, undefined, unknown> {
    const { lines, size } = this;
    for (let i = 0, at = 0; i < size; i++) {
      yield nameIn(lines, at);
      at = lineEnd(lines, at) + 1;
    }
    return undefined;
  }

  *values(): Generator<ContextNode, undefined, unknown> {
    for (const [, node] of this.entries()) yield node;
    return undefined;
  }

  forEach(hear: (node: ContextNode, name: string, list: ReadonlyMap<string, ContextNode>) => void): void {
    for (const [name, node] of this.entries()) hear(node, name, this);
  }

  /** With each name's node replaced or added, or taken away by undefined. The same list when nothing is other. */
  with(changes: ReadonlyMap<string, ContextNode | undefined>): EntryList {
    const starts = this.#lineStarts();
    const pieces: string[] = [];
    const folders = new Map(this.folders);
    let size = this.size;
    let next = 0;
    const keepTo = (line: number): void => {
      const from = starts[next];
      if (line > next && from !== undefined) pieces.push(this.lines.slice(from, this.#endBefore(line)));
    };
    for (const name of [...changes.keys()].sort(byteOrder)) {
      const line = this.#place(name, next);
      keepTo(line);
      const at = starts[line];
      const isThere = at !== undefined && nameIn(this.lines, at) === name;
      next = isThere ? line + 1 : line;
      const node = changes.get(name);
      size += (node === undefined ? 0 : 1) - (isThere ? 1 : 0);
      if (node?.kind === 'directory') folders.set(name, node);
      else folders.delete(name);
      if (node !== undefined) pieces.push(node.kind === 'directory' ? folderLine(name) : entryLine(name, node));
    }
    keepTo(this.size);
    const lines = pieces.join('\n');
    if (lines === this.lines && isSame(folders, this.folders)) return this;
    return EntryList.ofLines(lines, size, folders);
  }

  isSame(other: EntryList): boolean {
    return this === other || (this.lines === other.lines && isSame(this.folders, other.folders));
  }

  #endBefore(line: number): number {
    const at = this.#lineStarts()[line];
    return at === undefined ? this.lines.length : at - 1;
  }

  /** The first line, from `low` on, whose name is not before this one. */
  #place(name: string, low: number): number {
    const starts = this.#lineStarts();
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byteOrder(nameIn(this.lines, starts[middle] ?? 0), name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lineStarts(): Uint32Array {
    if (this.#starts) return this.#starts;
    const starts = new Uint32Array(this.size);
    for (let i = 0, at = 0; i < this.size; i++) {
      starts[i] = at;
      at = lineEnd(this.lines, at) + 1;
    }
    return (this.#starts = starts);
  }
}

function isSame(folders: Folders, others: Folders): boolean {
  if (folders.size !== others.size) return false;
  for (const [name, folder] of folders) if (others.get(name) !== folder) return false;
  return true;
}
