// Knows: a tree as compact text, for a record on disk, and back. Any other text gives undefined, never an exception.
import { byteOrder } from './byteOrder';
import { directory, type ContextNode, type DirectoryNode, type FileNode } from './tree';

const HEAD = 'layerlens-context 1';

/** One line per entry; a folder's entries follow it, and a line of `.` ends them. */
export function serializeTree(root: DirectoryNode): string {
  const lines = [HEAD, entryLine('', root)];
  const write = (node: DirectoryNode): void => {
    for (const [name, child] of node.children) {
      lines.push(entryLine(name, child));
      if (child.kind !== 'directory') continue;
      write(child);
      lines.push('.');
    }
  };
  write(root);
  return lines.join('\n');
}

function entryLine(name: string, node: ContextNode): string {
  const owner = node.uid === 0 && node.gid === 0 ? '' : `${String(node.uid)}:${String(node.gid)}`;
  const header = `${node.mode.toString(8)}\t${owner}\t${node.mtime}\t${escape(name)}`;
  switch (node.kind) {
    case 'file':
      return `f${header}\t${String(node.size)}\t${node.digest?.slice('sha256:'.length) ?? node.problem ?? ''}`;
    case 'symlink':
      return `l${header}\t${escape(node.target)}`;
    case 'directory':
      return `d${header}`;
    case 'other':
      return `o${header}`;
  }
}

// Names may hold anything but a slash and NUL, line ends and tabs included.
const escape = (text: string): string =>
  /[\\\n\r\t]/.test(text)
    ? text.replace(
        /[\\\n\r\t]/g,
        (char) => `\\${char === '\n' ? 'n' : char === '\r' ? 'r' : char === '\t' ? 't' : char}`,
      )
    : text;

const unescape = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/g, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char)
    : text;

/** Paths on a disk are far shorter than this many folders. */
const DEEPEST = 4096;

interface Open {
  readonly node: DirectoryNode;
  readonly name: string;
  readonly children: [string, ContextNode][];
}

export function parseTree(text: string): DirectoryNode | undefined {
  const lines = text.split('\n');
  const first = lines[0] === HEAD ? readEntry(lines[1] ?? '') : undefined;
  if (first?.node.kind !== 'directory' || first.name !== '') return undefined;
  const open: Open[] = [{ node: first.node, name: '', children: [] }];
  for (let i = 2; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const parent = open.at(-1);
    if (parent === undefined) return undefined;
    if (line === '.') {
      const outer = open.at(-2);
      if (outer === undefined) return undefined;
      open.pop();
      outer.children.push([parent.name, close(parent)]);
      continue;
    }
    const entry = readEntry(line);
    if (entry === undefined || !isName(entry.name)) return undefined;
    const last = parent.children.at(-1)?.[0];
    if (last !== undefined && byteOrder(last, entry.name) >= 0) return undefined;
    if (entry.node.kind !== 'directory') parent.children.push([entry.name, entry.node]);
    else if (open.length >= DEEPEST) return undefined;
    else open.push({ node: entry.node, name: entry.name, children: [] });
  }
  const [root, ...unclosed] = open;
  return root === undefined || unclosed.length > 0 ? undefined : close(root);
}

const close = ({ node, children }: Open): DirectoryNode => ({ ...node, children: new Map(children) });
const isName = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);

const PROBLEMS: readonly string[] = ['unreadable', 'vanished', 'changing'] satisfies readonly FileNode['problem'][];

function readEntry(line: string): { readonly name: string; readonly node: ContextNode } | undefined {
  const [first = '', owner = '', mtime = '', name = '', ...rest] = line.slice(1).split('\t');
  const owners = /^(?:(\d{1,10}):(\d{1,10}))?$/.exec(owner);
  if (!/^[0-7]{1,4}$/.test(first) || !owners || !/^(?:-?\d{1,20})?$/.test(mtime)) return undefined;
  const header = {
    mode: Number.parseInt(first, 8),
    uid: Number(owners[1] ?? 0),
    gid: Number(owners[2] ?? 0),
    mtime,
  };
  const node = readNode(line[0], header, rest);
  return node === undefined ? undefined : { name: unescape(name), node };
}

function readNode(
  kind: string | undefined,
  header: Omit<DirectoryNode, 'kind' | 'children'>,
  rest: readonly string[],
): ContextNode | undefined {
  const [first = '', second = ''] = rest;
  if (kind === 'd' && rest.length === 0) return directory([], header);
  if (kind === 'o' && rest.length === 0) return { kind: 'other', ...header };
  if (kind === 'l' && rest.length === 1) return { kind: 'symlink', ...header, target: unescape(first) };
  if (kind !== 'f' || rest.length !== 2 || !/^\d{1,15}$/.test(first)) return undefined;
  const file = { kind: 'file', ...header, size: Number(first) } as const;
  if (/^[0-9a-f]{64}$/.test(second)) return { ...file, digest: `sha256:${second}` };
  if (second === '') return { ...file, digest: undefined };
  const problem = PROBLEMS.includes(second) ? (second as NonNullable<FileNode['problem']>) : undefined;
  return problem === undefined ? undefined : { ...file, digest: undefined, problem };
}
