// Knows: a tree as compact text, for a record on disk, and back. Any other text gives undefined, never an exception.
import { byteOrder } from './byteOrder';
import { entryLine, folderLine, lineEnd, unescapeName } from './entryLine';
import { EntryList } from './entryList';
import type { DirectoryNode, FileNode } from './node';

const HEAD = 'layerlens-context 1';

/** One line per entry; a folder's entries follow it, and a line of `.` ends them. */
export function serializeTree(root: DirectoryNode): string {
  const lines = [HEAD, entryLine('', root)];
  const write = (node: DirectoryNode): void => {
    const list = EntryList.from(node.children);
    // Without folders in it, a folder in memory is what stands in the record.
    if (list.folders.size === 0) {
      if (list.size > 0) lines.push(list.lines);
      return;
    }
    for (const [name, child] of list) {
      lines.push(entryLine(name, child));
      if (child.kind !== 'directory') continue;
      write(child);
      lines.push('.');
    }
  };
  write(root);
  return lines.join('\n');
}

/** Paths on a disk are far shorter than this many folders. */
const DEEPEST = 4096;

/** A folder whose end was not read yet. */
class Open {
  readonly folders = new Map<string, DirectoryNode>();
  /** Its lines so far: pieces of the text, and what stands for the folders between them. */
  readonly #pieces: string[] = [];
  #size = 0;
  /** Where lines begin that are not in a piece yet. */
  #from: number;
  #last: string | undefined;

  constructor(
    readonly name: string,
    private readonly header: Header,
    private readonly text: string,
    from: number,
  ) {
    this.#from = from;
  }

  /** False when the name is out of order. */
  add(name: string): boolean {
    if (this.#last !== undefined && byteOrder(this.#last, name) >= 0) return false;
    this.#last = name;
    this.#size++;
    return true;
  }

  /** Its lines stop at `end`, for now: a folder's own lines come in between. */
  pause(end: number): void {
    if (end > this.#from) this.#pieces.push(this.text.slice(this.#from, end));
  }

  goOn(folder: Open, end: number, from: number): void {
    this.#pieces.push(folderLine(folder.name));
    this.folders.set(folder.name, folder.close(end));
    this.#from = from;
  }

  close(end: number): DirectoryNode {
    this.pause(end);
    const lines = this.#pieces.length === 1 ? (this.#pieces[0] ?? '') : this.#pieces.join('\n');
    return { kind: 'directory', ...this.header, children: EntryList.ofLines(lines, this.#size, this.folders) };
  }
}

/** What is read keeps the text: folders are pieces of it. */
export function parseTree(text: string): DirectoryNode | undefined {
  const headEnd = lineEnd(text, 0);
  if (text.slice(0, headEnd) !== HEAD || headEnd === text.length) return undefined;
  const rootEnd = lineEnd(text, headEnd + 1);
  const root = checkLine(text.slice(headEnd + 1, rootEnd));
  if (root?.kind !== 'd' || root.name !== '') return undefined;
  const open: Open[] = [new Open('', root.header, text, rootEnd + 1)];
  for (let at = rootEnd + 1; at <= text.length && rootEnd < text.length;) {
    const end = lineEnd(text, at);
    const parent = open.at(-1);
    if (parent === undefined) return undefined;
    if (end - at === 1 && text[at] === '.') {
      const outer = open.at(-2);
      if (outer === undefined) return undefined;
      open.pop();
      outer.goOn(parent, at - 1, end + 1);
    } else {
      const entry = checkLine(text.slice(at, end));
      if (entry === undefined || !isName(entry.name) || !parent.add(entry.name)) return undefined;
      if (entry.kind === 'd') {
        if (open.length >= DEEPEST) return undefined;
        parent.pause(at - 1);
        open.push(new Open(entry.name, entry.header, text, end + 1));
      }
    }
    at = end + 1;
  }
  return open.length === 1 ? open[0]?.close(text.length) : undefined;
}

const isName = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);

type Header = Omit<DirectoryNode, 'kind' | 'children'>;

const PROBLEMS: readonly string[] = ['unreadable', 'vanished', 'changing'] satisfies readonly FileNode['problem'][];

/** Trusts nothing; undefined when it is no line that we would have written. */
function checkLine(
  line: string,
): { readonly kind: string; readonly name: string; readonly header: Header } | undefined {
  const [first = '', owner = '', mtime = '', name = '', ...rest] = line.slice(1).split('\t');
  const owners = /^(?:(\d{1,10}):(\d{1,10}))?$/.exec(owner);
  if (!/^[0-7]{1,4}$/.test(first) || !owners || !/^(?:-?\d{1,20})?$/.test(mtime)) return undefined;
  const kind = line[0] ?? '';
  if (!isRest(kind, rest)) return undefined;
  const header = {
    mode: Number.parseInt(first, 8),
    uid: Number(owners[1] ?? 0),
    gid: Number(owners[2] ?? 0),
    mtime,
  };
  return { kind, name: unescapeName(name), header };
}

function isRest(kind: string, rest: readonly string[]): boolean {
  const [size = '', digest = ''] = rest;
  if (kind === 'd' || kind === 'o') return rest.length === 0;
  if (kind === 'l') return rest.length === 1;
  if (kind !== 'f' || rest.length !== 2 || !/^\d{1,15}$/.test(size)) return false;
  return digest === '' || /^[0-9a-f]{64}(?:0[01])?$/.test(digest) || PROBLEMS.includes(digest);
}
