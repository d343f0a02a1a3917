// Knows: what a command of a RUN makes of files that are all known: the very files, where its text and theirs tell them. On
// an image whose shell and programs are those that they are called; with the umask that a builder starts a RUN with.
// What it cannot tell it leaves to runFiles.ts. Source: POSIX.1-2024 XCU; GNU coreutils and busybox, where both do the same.
import type { Digest } from '../base/digest';
import { joinPath } from '../base/posixPath';
import { utf8 } from '../context/byteOrder';
import { followPath } from '../context/links';
import { directory, nodeAt, withNode, type ContextNode, type DirectoryNode, type Sha256 } from '../context/tree';
import { isWithin } from './twinPaths';
import type { FileEffect, RunAct } from './vertex';
import { isLinkFree } from './writes';

/** All files, and of those that commands wrote their text, by its digest. */
export interface ExactFiles {
  readonly whole: DirectoryNode;
  readonly texts: ReadonlyMap<Digest, string>;
}

type FileNode = ContextNode & { readonly kind: 'file' };

/** 0777 without the umask of a RUN, 0022 (opencontainers/runc: libcontainer/init_linux.go). */
const GIVEN = 0o755;
const SPECIAL = 0o7000;

/** Undefined: it cannot be told, or the command fails and the build with it. */
export function exactlyAfter(act: RunAct, before: ExactFiles, sha256: Sha256): ExactFiles | undefined {
  const { exact } = act;
  if (!exact?.programs.every((places) => isProgram(before.whole, places))) return undefined;
  let files: ExactFiles | undefined = before;
  for (const effect of exact.effects) files &&= after(files, effect, sha256);
  return files;
}

/** The smallest programs of a system are larger than this; what is smaller is a script, or stands in for one. */
const SMALLEST = 20_000;
/** Programs that go by other names as well. */
const SHELLS = /^(?:ba|da|a)sh$/;
const MANY = /^(?:busybox|coreutils)(?:\.\w+)?$/;

/** The first of the places that holds anything holds the program itself. */
function isProgram(whole: DirectoryNode, places: readonly string[]): boolean {
  for (const place of places) {
    const found = followPath(whole, place, true);
    if (!found) continue;
    const { node, path } = found;
    if (node.kind !== 'file' || node.size < SMALLEST || (node.mode & 0o111) === 0) return false;
    const [asked, name] = [nameOf(place), nameOf(path)];
    return name === asked || MANY.test(name) || (asked === 'sh' && SHELLS.test(name));
  }
  return false;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function after(files: ExactFiles, effect: FileEffect, sha256: Sha256): ExactFiles | undefined {
  const { whole } = files;
  const placed = (tree: DirectoryNode | undefined): ExactFiles | undefined => tree && { ...files, whole: tree };
  switch (effect.kind) {
    case 'text':
      return written(files, effect, sha256);
    case 'content': {
      const source = nodeAt(whole, effect.from);
      return source?.kind === 'file' ? placed(withBytes(whole, effect.path, source)) : undefined;
    }
    case 'folder':
      return placed(withFolder(whole, effect));
    case 'touch':
      if (nodeAt(whole, effect.path)) return files;
      return effect.makes ? written(files, { ...effect, text: '', appends: false }, sha256) : files;
    case 'remove':
      return placed(without(whole, effect));
    case 'mode':
      return placed(withMode(whole, effect));
    case 'copy':
      return placed(copied(whole, effect));
    case 'move':
      return placed(moved(whole, effect));
  }
}

/** Where something new may be put: the folder's group, when it hands it on. */
function parentOf(whole: DirectoryNode, path: string): { readonly gid: number; readonly handsOn: boolean } | undefined {
  const parent = nodeAt(whole, path.slice(0, path.lastIndexOf('/')));
  if (path === '/' || parent?.kind !== 'directory') return undefined;
  const handsOn = (parent.mode & 0o2000) !== 0;
  return { gid: handsOn ? parent.gid : 0, handsOn };
}

const isOrdinary = ({ mode }: ContextNode): boolean => (mode & SPECIAL) === 0;

/** A file that is there keeps its header, a new one has that of a new one. `mode`: before the umask. */
function withBytes(
  whole: DirectoryNode,
  path: string,
  { size, digest, isNoArchive }: Pick<FileNode, 'size' | 'digest' | 'isNoArchive'>,
  mode = 0o666,
): DirectoryNode | undefined {
  const there = nodeAt(whole, path);
  const bytes = { size, digest, ...(isNoArchive && { isNoArchive }) };
  // Of a file with more than its bytes, such as a capability, a write takes some of that away.
  const isBytes = there?.kind === 'file' && isOrdinary(there) && there.digest !== undefined;
  if (isBytes) {
    const { mode: kept, uid, gid, mtime } = there;
    return withNode(whole, path, { kind: 'file', mode: kept, uid, gid, mtime, ...bytes });
  }
  const parent = parentOf(whole, path);
  if (there || !parent) return undefined;
  const header = { mode: mode & GIVEN, uid: 0, gid: parent.gid, mtime: '' };
  return withNode(whole, path, { kind: 'file', ...header, ...bytes });
}

function written(
  { whole, texts }: ExactFiles,
  { path, text, appends }: Pick<FileEffect & { kind: 'text' }, 'path' | 'text' | 'appends'>,
  sha256: Sha256,
): ExactFiles | undefined {
  const there = nodeAt(whole, path);
  let before: string | undefined = '';
  if (appends && there?.kind === 'file' && there.size > 0)
    before = there.digest === undefined ? undefined : texts.get(there.digest);
  if (before === undefined) return undefined;
  const bytes = utf8(before + text);
  const digest = sha256(bytes);
  const tree = withBytes(whole, path, { size: bytes.length, digest });
  return tree && { whole: tree, texts: new Map(texts).set(digest, before + text) };
}

function withFolder(whole: DirectoryNode, { path, isNew }: FileEffect & { kind: 'folder' }): DirectoryNode | undefined {
  const there = nodeAt(whole, path);
  if (there?.kind === 'directory' && !isNew) return whole;
  const parent = parentOf(whole, path);
  if (there || !parent) return undefined;
  const mode = parent.handsOn ? GIVEN | 0o2000 : GIVEN;
  return withNode(whole, path, directory([], { mode, gid: parent.gid }));
}

function without(
  whole: DirectoryNode,
  { path, isTree, isForced }: FileEffect & { kind: 'remove' },
): DirectoryNode | undefined {
  const there = nodeAt(whole, path);
  if (!there) return isForced ? whole : undefined;
  return path === '/' || (there.kind === 'directory' && !isTree) ? undefined : withNode(whole, path, undefined);
}

function withMode(
  whole: DirectoryNode,
  { path, mode, adds, isTree }: FileEffect & { kind: 'mode' },
): DirectoryNode | undefined {
  const there = nodeAt(whole, path);
  if (!there || there.kind === 'symlink' || path === '/') return undefined;
  const change = (node: ContextNode): ContextNode => ({ ...node, mode: adds ? node.mode | mode : mode });
  if (!isTree) return isOrdinary(there) ? withNode(whole, path, change(there)) : undefined;
  const made = isPlainTree(there) ? mapped(there, change) : undefined;
  return made && withNode(whole, path, made);
}

/** No links, no devices, nothing with a mode that some programs keep and others drop. */
const isPlainTree = (node: ContextNode): boolean =>
  isLinkFree(node) && isOrdinary(node) && (node.kind !== 'directory' || [...node.children.values()].every(isPlainTree));

const mapped = (node: ContextNode, change: (node: ContextNode) => ContextNode): ContextNode => {
  const made = change(node);
  return made.kind === 'directory'
    ? directory(
        [...made.children].map(([name, child]) => [name, mapped(child, change)] as const),
        made,
      )
    : made;
};

/** A folder takes what is put there under its own name. Undefined: what is there is in the way. */
function targetOf(whole: DirectoryNode, from: string, to: string, into: boolean): string | undefined {
  const there = nodeAt(whole, to);
  if (there?.kind === 'directory') return joinPath(to, nameOf(from));
  return into ? undefined : to;
}

function copied(
  whole: DirectoryNode,
  { from, to, into, isTree, keeps }: FileEffect & { kind: 'copy' },
): DirectoryNode | undefined {
  const source = nodeAt(whole, from);
  const path = targetOf(whole, from, to, into);
  if (!source || path === undefined || !isPlainTree(source) || isWithin(path, from) || isWithin(from, path))
    return undefined;
  const there = nodeAt(whole, path);
  if (source.kind === 'file') {
    if (!keeps) return withBytes(whole, path, source, source.mode);
    const isFree = !there || (there.kind === 'file' && isOrdinary(there));
    return isFree && parentOf(whole, path) ? withNode(whole, path, source) : undefined;
  }
  const parent = parentOf(whole, path);
  if (!isTree || there || !parent || parent.handsOn) return undefined;
  const fresh = (node: ContextNode): ContextNode => ({ ...node, mode: node.mode & GIVEN, uid: 0, gid: 0 });
  return withNode(whole, path, keeps ? source : mapped(source, fresh));
}

function moved(whole: DirectoryNode, { from, to, into }: FileEffect & { kind: 'move' }): DirectoryNode | undefined {
  const source = nodeAt(whole, from);
  const path = targetOf(whole, from, to, into);
  if (!source || path === undefined || !isPlainTree(source) || isWithin(path, from) || isWithin(from, path))
    return undefined;
  const there = nodeAt(whole, path);
  const isFree = !there || (there.kind === 'file' && source.kind === 'file');
  if (!isFree || !parentOf(whole, path)) return undefined;
  return withNode(withNode(whole, from, undefined), path, source);
}
