// Knows: the files in a step's result, as far as they follow from the context: what COPY, ADD and WORKDIR wrote over a
// tree that nobody here has read (an image, a RUN's output) or over nothing.
import { cleanPath, joinPath } from '../base/posixPath';
import { select } from '../context/select';
import {
  directory,
  nodeAt,
  treeDigest,
  withNode,
  type ContextNode,
  type DirectoryNode,
  type Sha256,
} from '../context/tree';
import { utf8 } from '../context/byteOrder';
import type { ContentKey, ContentPart } from './contentKey';
import type { ContentQuery, CopyAction } from './vertex';

export interface ResultFiles {
  /** What lies below and was not read; undefined: nothing. */
  readonly below: string | undefined;
  readonly written: DirectoryNode;
  /**
   * Writes whose place hangs on what lies below (a file copied to what may be a folder there), or whose content is not
   * a tree of ours (an unpacked archive): path → digest of the write.
   */
  readonly loose: ReadonlyMap<string, string>;
  /** Set when some source of it is not read yet; nothing can then be said of it. */
  readonly unread?: string;
}

const EMPTY = directory([]);
export const NO_FILES: ResultFiles = { below: undefined, written: EMPTY, loose: new Map() };
export const unreadFiles = (below: string): ResultFiles => ({ below, written: EMPTY, loose: new Map() });
export const treeFiles = (tree: DirectoryNode): ResultFiles => ({ below: undefined, written: tree, loose: new Map() });

export function contentKeyOf(files: ResultFiles, queries: readonly ContentQuery[], sha256: Sha256): ContentKey {
  return queries.map((query) => partOf(files, query, sha256));
}

function partOf(files: ResultFiles, query: ContentQuery, sha256: Sha256): ContentPart {
  if (files.unread !== undefined) return { kind: 'unread', why: files.unread };
  const { below, written, loose } = files;
  const filtered = query.wildcard || query.include.length > 0 || query.exclude.length > 0;
  const fixed = query.wildcard ? fixedPrefix(query.path) : query.path;
  const loosened = [...loose].filter(([path]) => touches(path, fixed) || touches(fixed, path));
  if (below === undefined && loosened.length === 0) {
    const selection = select(
      written,
      query.path,
      { wildcard: query.wildcard, followLinks: query.followLinks, exclude: query.exclude, include: query.include },
      sha256,
    );
    if (selection.digest !== undefined) return { kind: 'known', digest: selection.digest };
    return { kind: 'unread', why: selection.missing ? 'source-missing' : 'not-read' };
  }
  const node = nodeAt(written, fixed);
  if (!filtered && loosened.length === 0 && node !== undefined && (node.kind === 'file' || node.kind === 'symlink')) {
    const digest = treeDigest(node, sha256);
    if (node.kind === 'file')
      return digest === undefined ? { kind: 'unread', why: 'not-read' } : { kind: 'known', digest };
  }
  const digest = filtered ? filteredDigest(written, query, sha256) : node === undefined ? '' : treeDigest(node, sha256);
  if (digest === undefined) return { kind: 'unread', why: 'not-read' };
  const extra = loosened.map(([path, write]) => `${path} ${write}`).sort();
  return {
    kind: 'over',
    below: below ?? '',
    path: JSON.stringify([query.path, query.include, query.exclude]),
    written: extra.length === 0 ? digest : sha256(utf8([digest, ...extra].join('\n'))),
  };
}

/** Of what we wrote, only what the pattern takes; empty when nothing of it does. */
function filteredDigest(written: DirectoryNode, query: ContentQuery, sha256: Sha256): string | undefined {
  const { wildcard, followLinks, include, exclude } = query;
  const { digest, unhashed } = select(written, query.path, { wildcard, followLinks, include, exclude }, sha256);
  return digest ?? (unhashed.length > 0 ? undefined : '');
}

/** The part of a pattern before the first component with a wildcard. */
function fixedPrefix(path: string): string {
  const parts = path.split('/');
  const at = parts.findIndex((part) => /[*?[\\]/.test(part));
  const fixed = parts.slice(0, at === -1 ? parts.length : at).join('/');
  return fixed === '' ? '/' : fixed;
}

const touches = (inner: string, outer: string): boolean =>
  inner === outer || outer === '/' || inner.startsWith(`${outer}/`);

/** A folder made by WORKDIR: 0755, with the parents it needs. An existing one stays as it is. */
export function withDirectory(files: ResultFiles, path: string, owner: string): ResultFiles {
  if (nodeAt(files.written, path)?.kind === 'directory') return files;
  const { uid, gid } = idsOf(owner);
  return { ...files, written: withNode(files.written, path, directory([], { uid, gid })) };
}

/** What a COPY or ADD leaves, source by source. `sources` are the files of the vertex's inputs. */
export function withCopies(
  base: ResultFiles,
  actions: readonly CopyAction[],
  sources: readonly (ResultFiles | undefined)[],
  sha256: Sha256,
): ResultFiles {
  let files = base;
  for (const action of actions) {
    const from = sources[action.input];
    if (!from) continue;
    files = withCopy(files, action, from, sha256);
    if (files.unread !== undefined) return files;
  }
  return files;
}

function withCopy(files: ResultFiles, action: CopyAction, from: ResultFiles, sha256: Sha256): ResultFiles {
  const { query, destination } = action;
  const target = cleanPath(destination);
  const key = partOf(from, query, sha256);
  if (key.kind === 'unread') return { ...files, unread: key.why };
  const lineText = JSON.stringify([key, query.path, destination, action.owner, action.mode, action.unpack]);
  const loosely = (): ResultFiles => ({
    ...files,
    loose: new Map([...files.loose, [target, sha256(utf8(`${files.loose.get(target) ?? ''}\n${lineText}`))]]),
  });
  const chmod = /^[0-7]+$/.test(action.mode) ? Number.parseInt(action.mode, 8) : undefined;
  const isSymbolic = action.mode !== '' && chmod === undefined;
  if (from.below !== undefined || from.loose.size > 0 || action.parents || isSymbolic) return loosely();
  const { matches } = select(
    from.written,
    query.path,
    { wildcard: query.wildcard, followLinks: query.followLinks, exclude: query.exclude, include: query.include },
    sha256,
  );
  let written = files.written;
  const there = nodeAt(written, target);
  const mayBeFolder = files.below !== undefined && there === undefined;
  const intoFolder = /\/\.?$/.test(destination) || there?.kind === 'directory' || matches.length > 1;
  for (const { path, node } of matches) {
    if (action.unpack && node.kind === 'file') return loosely();
    const owned = withHeader(node, action.owner, chmod);
    if (owned.kind === 'directory') {
      written = merged(written, target, owned);
    } else {
      if (!intoFolder && mayBeFolder) return loosely();
      const name = path.slice(path.lastIndexOf('/') + 1);
      written = withNode(written, intoFolder ? joinPath(target, name) : target, owned);
    }
  }
  return { ...files, written };
}

/** The contents of a copied folder go into the folder at `target`; a new one takes over the header of the source. */
function merged(root: DirectoryNode, target: string, node: DirectoryNode): DirectoryNode {
  const there = nodeAt(root, target);
  if (there?.kind !== 'directory') return withNode(root, target, node);
  return withNode(root, target, laidOver(there, node));
}

/** One tree laid over another: the upper one's files win, folders are joined. */
export function laidOver(lower: DirectoryNode, upper: DirectoryNode): DirectoryNode {
  const children = new Map<string, ContextNode>(lower.children);
  for (const [name, node] of upper.children) {
    const before = children.get(name);
    children.set(name, node.kind === 'directory' && before?.kind === 'directory' ? laidOver(before, node) : node);
  }
  return directory(children, lower);
}

/** A name of a user is resolved in the image, which we have not read: it stands as a number of its own, far from real ids. */
function idsOf(owner: string): { uid: number; gid: number } {
  const [user = '0', group] = owner === '' ? ['0'] : owner.split(':');
  return { uid: idOf(user), gid: group === undefined ? idOf(user) : idOf(group) };
}

function idOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  let id = 0;
  for (let i = 0; i < text.length; i++) id = (id * 31 + text.charCodeAt(i)) % 1_000_000_007;
  return -1 - id;
}

const owned = new WeakMap<ContextNode, Map<string, ContextNode>>();

/** Memoised: a folder of 100,000 files is not made anew for each plan. */
function withHeader(node: ContextNode, owner: string, mode: number | undefined): ContextNode {
  if (owner === '' && mode === undefined) return node;
  const key = `${owner} ${String(mode)}`;
  const known = owned.get(node)?.get(key);
  if (known) return known;
  const ids = owner === '' ? {} : idsOf(owner);
  const header = { ...ids, ...(mode !== undefined && node.kind !== 'symlink' && { mode }) };
  const made: ContextNode =
    node.kind === 'directory'
      ? {
          ...node,
          ...header,
          children: new Map([...node.children].map(([name, child]) => [name, withHeader(child, owner, mode)])),
        }
      : { ...node, ...header };
  const all = owned.get(node) ?? new Map<string, ContextNode>();
  all.set(key, made);
  owned.set(node, all);
  return made;
}
