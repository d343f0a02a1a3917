// Knows: one entry as a line of text: the form in which records, the reader's worker and folders in memory keep it.
// `f<mode>⇥<owner>⇥<time>⇥<name>⇥<size>⇥<sha256 or problem>`, `l…⇥<target>`, `o…` and `d…`; owner 0:0 is left out. Behind the
// sha256 `01`: the bytes are no archive; `00` or nothing: they may be.
import type { ContextNode, DirectoryNode, FileNode, NodeHeader } from './node';

const SHA256 = 'sha256:';
const HEX = 64;
const NO_ARCHIVE = '01';
/** A digest of another kind is written with it; there are none on a disk. */
const OTHER_DIGEST = '=';

export function entryLine(name: string, node: ContextNode): string {
  const owner = node.uid === 0 && node.gid === 0 ? '' : `${String(node.uid)}:${String(node.gid)}`;
  const header = `${node.mode.toString(8)}\t${owner}\t${node.mtime}\t${escapeName(name)}`;
  switch (node.kind) {
    case 'file':
      return `f${header}\t${String(node.size)}\t${digestText(node)}`;
    case 'symlink':
      return `l${header}\t${escapeName(node.target)}`;
    case 'directory':
      return `d${header}`;
    case 'other':
      return `o${header}`;
  }
}

/** In its parent's lines a folder is a name only: what is said of it stands elsewhere. */
export const folderLine = (name: string): string => `d\t\t\t${escapeName(name)}`;

function digestText({ digest, isNoArchive, problem }: FileNode): string {
  if (digest === undefined) return problem ?? '';
  const isOurs = digest.length === SHA256.length + HEX && digest.startsWith(SHA256);
  if (!isOurs) return OTHER_DIGEST + escapeName(digest);
  return digest.slice(SHA256.length) + (isNoArchive === true ? NO_ARCHIVE : '');
}

// Names may hold anything but a slash and NUL, line ends and tabs included.
export const escapeName = (text: string): string =>
  /[\\\n\r\t]/.test(text)
    ? text.replace(
        /[\\\n\r\t]/g,
        (char) => `\\${char === '\n' ? 'n' : char === '\r' ? 'r' : char === '\t' ? 't' : char}`,
      )
    : text;

export const unescapeName = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/g, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char)
    : text;

/** Where the line that begins at `at` ends. */
export function lineEnd(lines: string, at: number): number {
  const end = lines.indexOf('\n', at);
  return end === -1 ? lines.length : end;
}

const isFolderLine = (lines: string, at: number): boolean => lines.charCodeAt(at) === 0x64;

/** The name in the line that begins at `at`. */
export function nameIn(lines: string, at: number): string {
  const owner = lines.indexOf('\t', at) + 1;
  const time = lines.indexOf('\t', owner) + 1;
  const name = lines.indexOf('\t', time) + 1;
  return unescapeName(lines.slice(name, fieldEnd(lines, name, lineEnd(lines, name))));
}

function fieldEnd(lines: string, at: number, end: number): number {
  const tab = lines.indexOf('\t', at);
  return tab === -1 || tab > end ? end : tab;
}

export interface NamedNode {
  readonly name: string;
  /** Undefined for a folder, of which a line says nothing but the name. */
  readonly node: Exclude<ContextNode, DirectoryNode> | undefined;
}

/** Reads a line that was written here or checked before. */
export function readLine(lines: string, at: number, end: number): NamedNode {
  const owner = lines.indexOf('\t', at) + 1;
  const time = lines.indexOf('\t', owner) + 1;
  const nameAt = lines.indexOf('\t', time) + 1;
  const nameEnd = fieldEnd(lines, nameAt, end);
  const name = unescapeName(lines.slice(nameAt, nameEnd));
  if (isFolderLine(lines, at)) return { name, node: undefined };
  const header = headerOf(lines, at, owner, time, nameAt);
  switch (lines[at]) {
    case 'l':
      return { name, node: { kind: 'symlink', ...header, target: unescapeName(lines.slice(nameEnd + 1, end)) } };
    case 'f': {
      const digestAt = fieldEnd(lines, nameEnd + 1, end) + 1;
      const size = Number(lines.slice(nameEnd + 1, digestAt - 1));
      return { name, node: fileNode(header, size, lines.slice(digestAt, end)) };
    }
    default:
      return { name, node: { kind: 'other', ...header } };
  }
}

/** What the line that begins at `at` says of any kind of entry. */
export function readHeader(lines: string, at: number): NodeHeader {
  const owner = lines.indexOf('\t', at) + 1;
  const time = lines.indexOf('\t', owner) + 1;
  return headerOf(lines, at, owner, time, lines.indexOf('\t', time) + 1);
}

/** Each place is where a field begins. */
function headerOf(lines: string, at: number, owner: number, time: number, name: number): NodeHeader {
  const mode = octal(lines, at + 1, owner - 1);
  const mtime = lines.slice(time, name - 1);
  if (time - owner === 1) return { mode, uid: 0, gid: 0, mtime };
  const colon = lines.indexOf(':', owner);
  return { mode, uid: Number(lines.slice(owner, colon)), gid: Number(lines.slice(colon + 1, time - 1)), mtime };
}

function fileNode(header: NodeHeader, size: number, said: string): FileNode {
  const { mode, uid, gid, mtime } = header;
  const isOther = said.startsWith(OTHER_DIGEST);
  // Written out: this is done a hundred thousand times in a row.
  if (said.length === HEX + NO_ARCHIVE.length && !isOther && said.endsWith(NO_ARCHIVE))
    return { kind: 'file', mode, uid, gid, mtime, size, digest: SHA256 + said.slice(0, HEX), isNoArchive: true };
  const digest = isOther
    ? unescapeName(said.slice(OTHER_DIGEST.length))
    : said.length >= HEX
      ? SHA256 + said.slice(0, HEX)
      : undefined;
  return digest !== undefined || said === ''
    ? { kind: 'file', mode, uid, gid, mtime, size, digest }
    : { kind: 'file', mode, uid, gid, mtime, size, digest, problem: said as NonNullable<FileNode['problem']> };
}

function octal(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 8 + text.charCodeAt(i) - 0x30;
  return value;
}
