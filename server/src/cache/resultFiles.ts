// Knows: the files in a step's result, as far as they follow from the context: what COPY, ADD and WORKDIR wrote over a
// tree that nobody here has read (an image, a RUN's output) or over nothing.
import { cleanPath, joinPath } from '../base/posixPath';
import { select, type Selected, type Selection } from '../context/select';
import {
  directory,
  nodeAt,
  treeDigest,
  walkTree,
  withNode,
  type ContextNode,
  type DirectoryNode,
  type Sha256,
} from '../context/tree';
import { utf8 } from '../context/byteOrder';
import { nestedText, partText, type ContentKey, type ContentPart } from './contentKey';
import { isWithin, otherNames, parentsOf } from './twinPaths';
import type { ContentQuery, CopyAction } from './vertex';

/** A write whose place or content hangs on what lies below, or is no tree of ours (an unpacked archive, a RUN's). */
export interface LooseWrite {
  readonly path: string;
  /** Everything about it but the content. */
  readonly form: string;
  /** As in WrittenKey. */
  readonly content: string;
  /** A file, or a folder's own header: nothing below the path is meant. Absent: the whole tree there. */
  readonly isEntry?: true;
  /** No link is among what was written. Absent: there may be. */
  readonly isPlain?: true;
}

export interface ResultFiles {
  /** What lies below and was not read; undefined: nothing. */
  readonly below: string | undefined;
  readonly written: DirectoryNode;
  /** In the order of writing; of two with one path and form only the last. */
  readonly loose: readonly LooseWrite[];
  /** Set when some source of it is not read yet; nothing can then be said of it. */
  readonly unread?: string;
}

const EMPTY = directory([]);
export const NO_FILES: ResultFiles = { below: undefined, written: EMPTY, loose: [] };
export const unreadFiles = (below: string): ResultFiles => ({ below, written: EMPTY, loose: [] });
export const treeFiles = (tree: DirectoryNode): ResultFiles => ({ below: undefined, written: tree, loose: [] });

export function contentKeyOf(files: ResultFiles, queries: readonly ContentQuery[], sha256: Sha256): ContentKey {
  return queries.map((query) => partOf(files, query, sha256));
}

export function partOf(files: ResultFiles, query: ContentQuery, sha256: Sha256): ContentPart {
  if (files.unread !== undefined) return { kind: 'unread', why: files.unread };
  const { below, written } = files;
  const { path, withPaths } = query;
  const fixed = query.wildcard ? fixedPrefix(path) : path;
  const selection = select(written, path, query, sha256);
  // Behind a link lies another place, and any write may be there.
  const touching = isBehindLink(written, fixed, selection) ? files.loose : touchingWrites(files, fixed, sha256);
  const node = nodeAt(written, fixed);
  const isFiltered = query.wildcard || query.include.length > 0 || query.exclude.length > 0;
  // Nothing that lies below shows through a file that was written.
  const isWhole = below === undefined || (!isFiltered && node?.kind === 'file');
  if (isWhole && touching.length === 0) {
    const digest =
      selection.digest !== undefined && withPaths === true ? pathsDigest(selection.matches, sha256) : selection.digest;
    if (digest !== undefined) return { kind: 'known', digest };
    return { kind: 'unread', why: selection.missing ? 'source-missing' : 'not-read' };
  }
  if (selection.unhashed.length > 0 || selection.unreadable.length > 0) return { kind: 'unread', why: 'not-read' };
  // A file that a loose write may have covered is not there to differ.
  const bare = touching.reduce((tree, write) => uncovered(tree, write), written);
  const { matches } = bare === written ? selection : select(bare, path, query, sha256);
  const all = isFiltered ? (selection.digest ?? '') : node === undefined ? '' : (treeDigest(node, sha256) ?? '');
  return {
    kind: 'over',
    below: below ?? '',
    path: JSON.stringify([path, query.include, query.exclude]),
    written: {
      all,
      files: filesOf(matches, sha256),
      list: fileList(matches, sha256),
      shape: touching.map(({ path: at, form }) => `${form} ${escaped(at)}`).join(' '),
      // Only what is selected as a whole, and not covered later, makes two selections differ for certain.
      loose: touching.map(({ path: at, content }, i) =>
        isFiltered || !isWithin(at, path) || touching.some((later, j) => j > i && isWithin(at, later.path))
          ? `?${sha256(utf8(content))}`
          : content,
      ),
    },
  };
}

const isBehindLink = (written: DirectoryNode, path: string, { matches }: Selection): boolean =>
  [...parentsOf(path), path, ...matches.map((match) => match.path)].some(
    (at) => nodeAt(written, at)?.kind === 'symlink',
  );

/** Loose writes that the content at a path hangs on, and what was written under another name of the path. */
export function touchingWrites({ below, written, loose }: ResultFiles, path: string, sha256: Sha256): LooseWrite[] {
  const others = below === undefined ? [] : otherNames(path);
  const names = [path, ...others];
  const touching = loose.filter((write) => names.some((name) => touches(write, name)));
  const twins = others.flatMap((name): LooseWrite[] => {
    const node = nodeAt(written, name);
    return node ? [{ path: name, form: 'twin', content: `?${treeDigest(node, sha256) ?? ''}` }] : [];
  });
  return [...touching, ...twins];
}

const touches = (write: LooseWrite, path: string): boolean =>
  isWithin(write.path, path) || (write.isEntry !== true && isWithin(path, write.path));

/** True when anything was written at the path, below it, or over all that is there. */
export const isTouched = ({ below, written, loose }: ResultFiles, path: string): boolean =>
  [path, ...(below === undefined ? [] : otherNames(path))].some(
    (name) => nodeAt(written, name) !== undefined || loose.some((write) => touches(write, name)),
  );

function uncovered(tree: DirectoryNode, { path, isEntry }: LooseWrite): DirectoryNode {
  const node = nodeAt(tree, path);
  return node === undefined || (isEntry === true && node.kind === 'directory') ? tree : withNode(tree, path, undefined);
}

/** Where the paths count, each match is its real path and its content. */
const pathsDigest = (matches: readonly Selected[], sha256: Sha256): string =>
  sha256(
    utf8(
      matches
        .map(({ realPath, node }) => `${realPath}\0${treeDigest(node, sha256) ?? ''}`)
        .sort()
        .join('\n'),
    ),
  );

const filesOf = (matches: readonly Selected[], sha256: Sha256): string =>
  sha256(utf8(matches.map((match) => `${match.path} ${filesDigest(match.node, sha256)}`).join('\n')));

/** The separators of the text form stand in no name then. */
const escaped = (path: string): string => path.replace(/[%|\t\n ]/g, (char) => `%${String(char.charCodeAt(0))};`);

/** More files than these, and only their digest as a whole is kept. */
const MOST_LISTED = 200;

function fileList(matches: readonly Selected[], sha256: Sha256): string {
  const entries: string[] = [];
  for (const match of matches) {
    for (const [path, node] of walkTree(match.node, match.path.replace(/^\/+/, ''))) {
      if (node.kind === 'directory') continue;
      if (entries.length >= MOST_LISTED) return '';
      entries.push(`${escaped(path)}:${sha256(utf8(filesDigest(node, sha256))).slice(7, 19)}`);
    }
  }
  return entries.sort().join('|');
}

const fileDigests = new WeakMap<ContextNode, string>();

/** Of files and links, their modes and names; folders count only by what is in them, owners not at all. */
function filesDigest(node: ContextNode, sha256: Sha256): string {
  switch (node.kind) {
    case 'file':
      return `f ${node.mode.toString(8)} ${node.digest ?? ''}`;
    case 'symlink':
      return `l ${node.target}`;
    case 'other':
      return 'o';
    case 'directory': {
      const known = fileDigests.get(node);
      if (known !== undefined) return known;
      const lines = [...node.children].map(([name, child]) => [name, filesDigest(child, sha256)] as const);
      const full = lines.filter(([, digest]) => digest !== '');
      const digest = full.length === 0 ? '' : sha256(utf8(full.map((line) => line.join('\0')).join('\n')));
      fileDigests.set(node, digest);
      return digest;
    }
  }
}

/** The part of a pattern before the first component with a wildcard. */
function fixedPrefix(path: string): string {
  const parts = path.split('/');
  const at = parts.findIndex((part) => /[*?[\\]/.test(part));
  const fixed = parts.slice(0, at === -1 ? parts.length : at).join('/');
  return fixed === '' ? '/' : fixed;
}

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

/** What an earlier run of the step left, of which only its name is known. */
export function withKept(base: ResultFiles, actions: readonly CopyAction[], result: string): ResultFiles {
  const kept = actions.map(({ destination }): LooseWrite => ({
    path: cleanPath(destination),
    form: 'kept',
    content: `?${result}`,
  }));
  return { ...base, loose: [...base.loose, ...kept] };
}

function withCopy(files: ResultFiles, action: CopyAction, from: ResultFiles, sha256: Sha256): ResultFiles {
  const { query, destination, mode, owner } = action;
  const target = cleanPath(destination);
  const key = partOf(from, query, sha256);
  if (key.kind === 'unread') return { ...files, unread: key.why };
  const loosely = (place = target): ResultFiles => {
    const selected = key.kind === 'known' ? select(from.written, query.path, query, sha256).matches : [];
    const ids = fileOwner(selected, owner);
    // Ids that are known are part of the content.
    const named = ids === undefined ? owner : undefined;
    const form = sha256(
      utf8(JSON.stringify([query.path, query.include, query.exclude, destination, named, mode, action.unpack])),
    );
    // A mode of its own, or an archive's times, make of two different sources the same files; so does an owner of its own
    // of sources of which nobody knows in what they differ.
    const isCertain = mode === '' && !action.unpack && !action.parents && (owner === '' || key.kind === 'known');
    const exact = sha256(utf8(`${partText(key)} ${owner}`));
    const certain = (): string | undefined =>
      key.kind === 'over' ? nestedText(key) : `#${filesOf(selected, sha256)} ${ids ?? ''}#${exact}`;
    const content = (isCertain ? certain() : undefined) ?? `?${exact}`;
    const others = files.loose.filter((write) => write.path !== place || write.form !== form);
    const isPlain = key.kind === 'known' && !action.unpack && selected.every(({ node }) => isLinkFree(node));
    return { ...files, loose: [...others, { path: place, form, content, ...(isPlain && { isPlain }) }] };
  };
  const chmod = /^[0-7]+$/.test(mode) ? Number.parseInt(mode, 8) : undefined;
  const isSymbolic = mode !== '' && chmod === undefined;
  if (key.kind === 'over' || action.parents || isSymbolic) return loosely();
  const { matches } = select(from.written, query.path, query, sha256);
  let written = files.written;
  const there = nodeAt(written, target);
  const mayBeFolder = files.below !== undefined && there === undefined;
  const intoFolder = /\/\.?$/.test(destination) || there?.kind === 'directory' || matches.length > 1;
  for (const { path, node } of matches) {
    if (action.unpack && node.kind === 'file') return loosely();
    const placed = withHeader(node, owner, chmod);
    const isFile = placed.kind !== 'directory';
    const place = isFile && intoFolder ? joinPath(target, path.slice(path.lastIndexOf('/') + 1)) : target;
    // Which of two writes to one place was the later one is told by the order of the loose ones.
    if (files.loose.some((write) => overlap(write, place, placed)))
      return loosely(matches.length === 1 ? place : target);
    if (!isFile) {
      written = merged(written, target, placed);
    } else {
      if (!intoFolder && mayBeFolder) return loosely();
      written = withNode(written, place, placed);
    }
  }
  return { ...files, written };
}

const linkFree = new WeakMap<ContextNode, boolean>();

/** No link, no device: nothing that is another file than it seems. */
export function isLinkFree(node: ContextNode): boolean {
  if (node.kind !== 'directory') return node.kind === 'file';
  const known = linkFree.get(node) ?? [...node.children.values()].every(isLinkFree);
  linkFree.set(node, known);
  return known;
}

/** A file or folder put at a place may be covered by what was written loosely, or cover it. */
function overlap(write: LooseWrite, place: string, node: ContextNode): boolean {
  if (isWithin(place, write.path)) return write.isEntry !== true || (write.path === place && node.kind !== 'directory');
  if (!isWithin(write.path, place)) return false;
  const inner = write.path.slice(place === '/' ? 1 : place.length + 1);
  return node.kind === 'directory' && nodeAt(node, inner) !== undefined;
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

/** Ids of the files that a COPY leaves, when all are files and have the same; a folder that is there keeps its own. */
function fileOwner(matches: readonly Selected[], owner: string): string | undefined {
  if (!/^(?:\d+(?::\d+)?)?$/.test(owner) || !matches.every(({ node }) => node.kind === 'file')) return undefined;
  const given = owner === '' ? undefined : idsOf(owner);
  const all = new Set(matches.map(({ node }) => `${String((given ?? node).uid)}:${String((given ?? node).gid)}`));
  return all.size === 1 ? [...all][0] : undefined;
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
