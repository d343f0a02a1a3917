// Knows: how the lines that a context's worker sends become a tree, keeping the folders that did not change. Lines of a
// folder come in pieces, and what was read ahead comes later than what was only looked at.
import { byteOrder } from '../context/byteOrder';
import { folderLine, lineEnd, nameIn, readHeader } from '../context/entryLine';
import { EntryList } from '../context/entryList';
import { below, directory, type ContextNode, type DirectoryNode } from '../context/tree';
import type { Block } from './nodeContextWire';

type Piece = Omit<Block, 'path'>;

export class TreeBuilder {
  readonly #pieces = new Map<string, Piece[]>();

  /** @param at the folder that is listed. */
  constructor(private readonly at: string) {}

  add(block: Block): void {
    const { path } = block;
    const { lines, size } = withoutGone(block);
    if (size === 0) return;
    const pieces = this.#pieces.get(path);
    if (pieces) pieces.push({ lines, size });
    else this.#pieces.set(path, [{ lines, size }]);
  }

  /** @param known what was there before. The root has a fixed header in the builder. */
  tree(known: ContextNode | undefined): DirectoryNode {
    const old = known?.kind === 'directory' ? known : undefined;
    const children = this.#children(this.at, old);
    return old && children === old.children ? old : { ...directory([]), children };
  }

  #children(path: string, old: DirectoryNode | undefined): ReadonlyMap<string, ContextNode> {
    const pieces = this.#pieces.get(path) ?? [];
    this.#pieces.delete(path);
    const { lines, size } = inOrder(pieces);
    const folders = new Map<string, DirectoryNode>();
    const children = EntryList.ofLines(this.#withFolders(lines, path, old, folders), size, folders);
    return old?.children instanceof EntryList && old.children.isSame(children) ? old.children : children;
  }

  /** Takes the folders out of the lines, which then only name them. */
  #withFolders(
    lines: string,
    path: string,
    old: DirectoryNode | undefined,
    folders: Map<string, DirectoryNode>,
  ): string {
    const kept: string[] = [];
    let from = 0;
    for (let at = nextFolder(lines, 0); at !== -1; at = nextFolder(lines, at)) {
      const name = nameIn(lines, at);
      folders.set(name, this.#folder(below(path, name), readHeader(lines, at), old?.children.get(name)));
      if (at > from) kept.push(lines.slice(from, at - 1));
      kept.push(folderLine(name));
      at = from = lineEnd(lines, at) + 1;
    }
    if (from === 0) return lines;
    if (from < lines.length) kept.push(lines.slice(from));
    return kept.join('\n');
  }

  #folder(path: string, header: ReturnType<typeof readHeader>, known: ContextNode | undefined): DirectoryNode {
    const old = known?.kind === 'directory' ? known : undefined;
    const children = this.#children(path, old);
    const { mode, mtime } = header;
    if (old && old.children === children && old.mode === mode && old.mtime === mtime) return old;
    return { kind: 'directory', ...header, children };
  }
}

/** What went before it was read is no entry. */
function withoutGone(block: Piece): Piece {
  if (!block.lines.startsWith('-') && !block.lines.includes('\n-')) return block;
  const left = block.lines.split('\n').filter((line) => !line.startsWith('-'));
  return { lines: left.join('\n'), size: left.length };
}

/** Where the next line of a folder begins, at or after `at`; -1: there is none. */
function nextFolder(lines: string, at: number): number {
  if (at >= lines.length) return -1;
  if (lines[at] === 'd') return at;
  const found = lines.indexOf('\nd', at);
  return found === -1 ? -1 : found + 1;
}

/** Pieces as one. Mostly each lies wholly before the next. */
function inOrder(pieces: readonly Piece[]): Piece {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0);
  const sorted = pieces
    .map(({ lines }) => ({ lines, first: nameIn(lines, 0), last: nameIn(lines, lines.lastIndexOf('\n') + 1) }))
    .sort((a, b) => byteOrder(a.first, b.first));
  const isApart = sorted.every(({ last }, i) => {
    const next = sorted[i + 1];
    return next === undefined || byteOrder(last, next.first) < 0;
  });
  if (isApart) return { lines: sorted.map(({ lines }) => lines).join('\n'), size };
  const entries = sorted
    .flatMap(({ lines }) => lines.split('\n'))
    .map((line) => ({ line, name: nameIn(line, 0) }))
    .sort((a, b) => byteOrder(a.name, b.name));
  // What was looked at and what was read are never the same entry; should they be, the last one counts.
  const once = entries.filter(({ name }, i) => entries[i + 1]?.name !== name);
  return { lines: once.map(({ line }) => line).join('\n'), size: once.length };
}
