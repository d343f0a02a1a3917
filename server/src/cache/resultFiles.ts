// Knows: the files in a step's result, as far as they follow from the context: what COPY, ADD and WORKDIR wrote over a
// tree that nobody here has read (an image, a RUN's output) or over nothing.
import { cleanPath, joinPath } from '../base/posixPath';
import { select, type Selected, type Selection } from '../context/select';
import {
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
import { ledAt, openWrites, TRACES, withLoose, withTrail, type LooseWrite, type ResultFiles } from './stepFiles';
import { FLEETING, isWithin, otherNames, parentsOf } from './twinPaths';
import {
  hasNamedOwner,
  idsOf,
  isLinkFree,
  leadsThroughLink,
  newFolder,
  realPlace,
  withContents,
  withFile,
  withFolders,
  withHeader,
  type FolderHeader,
} from './writes';
import type { ContentQuery, CopyAction } from './vertex';

export function contentKeyOf(files: ResultFiles, queries: readonly ContentQuery[], sha256: Sha256): ContentKey {
  return queries.map((query) => partOf(files, query, sha256));
}

export function partOf(files: ResultFiles, query: ContentQuery, sha256: Sha256): ContentPart {
  if (files.unread !== undefined) return { kind: 'unread', why: files.unread };
  const all = wholePart(files, query, sha256);
  if (all) return all;
  const { below, written } = files;
  const { path } = query;
  const fixed = fixedPath(query);
  const selection = select(written, path, query, sha256);
  // Behind a link lies another place, and any write may be there.
  const touching = isBehindLink(written, fixed, selection) ? files.loose : touchingWrites(files, fixed, sha256);
  const node = nodeAt(written, fixed);
  const isFiltered = query.wildcard || query.include.length > 0 || query.exclude.length > 0;
  // Nothing that lies below shows through a file that was written.
  const isWhole =
    (below === undefined && files.isLed !== true) ||
    (!isFiltered && node?.kind === 'file' && !hasNamedOwner(node) && isOnlyOfItsName(files, fixed));
  if (isWhole && touching.length === 0)
    return (
      knownPart(selection, query, sha256) ?? { kind: 'unread', why: selection.missing ? 'source-missing' : 'not-read' }
    );
  if (selection.unhashed.length > 0 || selection.unreadable.length > 0) return { kind: 'unread', why: 'not-read' };
  // A file that a loose write may have covered is not there to differ.
  const bare = touching.reduce((tree, write) => uncovered(tree, write), written);
  const { matches } = bare === written ? selection : select(bare, path, query, sha256);
  const digest = isFiltered ? (selection.digest ?? '') : node === undefined ? '' : (treeDigest(node, sha256) ?? '');
  return {
    kind: 'over',
    below: below ?? '',
    path: JSON.stringify([path, query.include, query.exclude]),
    written: {
      all: digest,
      files: filesOf(matches, sha256),
      list: fileList(matches, sha256),
      shape: touching.map(({ path: at, form }) => `${form} ${escaped(at)}`).join(' '),
      // Only what is selected as a whole, with nothing else written there, makes two selections differ for certain.
      loose: touching.map(({ path: at, content }, i) =>
        isFiltered || !isWithin(at, path) || touching.some((other, j) => j !== i && touches(other, at))
          ? `?${sha256(utf8(content))}`
          : content,
      ),
      trail: isOpen(files) ? files.trail : '',
    },
  };
}

/** A link may have led any write to any place: where all files are known, or none lies below, each went where it says. */
const isOpen = ({ below, whole, isLed, isUsual }: ResultFiles): boolean =>
  isLed === true || (below !== undefined && !whole && isUsual !== true);

/** More files than these are not looked through. */
const MOST_NAMES = 2000;

/** False when a link that lies below may have led another write onto a file: its name stays, or is not known. */
function isOnlyOfItsName(files: ResultFiles, path: string): boolean {
  const { written, loose } = files;
  if (!isOpen(files)) return true;
  if (loose.some((write) => write.path !== TRACES)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  let count = 0;
  let found = 0;
  for (const [at, node] of walkTree(written)) {
    if (++count > MOST_NAMES) return false;
    if (node.kind !== 'directory' && at.slice(at.lastIndexOf('/') + 1) === name) found++;
  }
  return found === 1;
}

/** The content where all files are known; undefined: those that are asked for are not, or not for certain. */
function wholePart(files: ResultFiles, query: ContentQuery, sha256: Sha256): ContentPart | undefined {
  const { whole, isLed } = files;
  if (!whole || isLed === true) return undefined;
  const loose = openWrites(files);
  const fixed = fixedPath(query);
  const selection = select(whole, query.path, query, sha256);
  const isTouchedLoosely = isBehindLink(whole, fixed, selection)
    ? loose.length > 0
    : loose.some((write) => touches(write, fixed));
  // A process finds folders of the system made for it, and some of them stay.
  const mayHaveMore = files.loose.some(({ form }) => form === 'run') && FLEETING.test(fixed);
  if (isTouchedLoosely || mayHaveMore || selection.matches.some(({ node }) => hasNamedOwner(node))) return undefined;
  return (
    knownPart(selection, query, sha256) ?? (selection.missing ? { kind: 'unread', why: 'source-missing' } : undefined)
  );
}

function knownPart(
  { digest, matches }: Selection,
  { withPaths }: ContentQuery,
  sha256: Sha256,
): ContentPart | undefined {
  if (digest === undefined) return undefined;
  return { kind: 'known', digest: withPaths === true ? pathsDigest(matches, sha256) : digest };
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

/** The path, or the part of a pattern before the first component with a wildcard. */
function fixedPath({ path, wildcard }: ContentQuery): string {
  if (!wildcard) return path;
  const parts = path.split('/');
  const at = parts.findIndex((part) => /[*?[\\]/.test(part));
  const fixed = parts.slice(0, at === -1 ? parts.length : at).join('/');
  return fixed === '' ? '/' : fixed;
}

/** The same change of what was written and, where it is known, of all that is there. */
const changed = (files: ResultFiles, change: (tree: DirectoryNode) => DirectoryNode): ResultFiles => ({
  ...files,
  written: change(files.written),
  ...(files.whole && { whole: change(files.whole) }),
});

/** A link that was copied, or one of a known image, takes a write to another place. */
export const leadsAway = ({ written, whole }: ResultFiles, path: string): boolean =>
  leadsThroughLink(written, path) || (whole !== undefined && leadsThroughLink(whole, path));

/** Where a COPY or WORKDIR to the path writes; undefined when only the builder can follow the links on the way. */
function placeOf(files: ResultFiles, path: string): string | undefined {
  if (!leadsAway(files, path)) return path;
  // What RUNs left may have taken a link away, or put one there.
  const isKnown = files.whole && files.loose.length === 0;
  return isKnown ? realPlace(files.whole, path) : undefined;
}

/** A folder made by WORKDIR: 0755, with the parents it needs. An existing one stays as it is. */
export function withDirectory(files: ResultFiles, path: string, owner: string, sha256: Sha256): ResultFiles {
  const place = placeOf(files, path);
  if (place === undefined) return withStray(files, `workdir ${path} ${owner}`, '', sha256);
  const made = changed(ledAt(files, place), (tree) => withFolders(tree, place, newFolder(owner)));
  return made.written === files.written ? made : withTrail(made, `workdir ${path} ${owner}`, sha256);
}

/** A write that is led away may be anywhere, and hangs on all that is there. */
function withStray(files: ResultFiles, form: string, content: string, sha256: Sha256): ResultFiles {
  const there = treeDigest(files.written, sha256) ?? '';
  const write: LooseWrite = { path: '/', form, content: `?${sha256(utf8(`${there} ${content}`))}` };
  return withLoose({ ...files, whole: undefined }, [write], sha256);
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
export function withKept(
  base: ResultFiles,
  actions: readonly CopyAction[],
  result: string,
  sha256: Sha256,
): ResultFiles {
  const kept = actions.map(({ destination }): LooseWrite => ({
    path: cleanPath(destination),
    form: 'kept',
    content: `?${result}`,
  }));
  const isAway = kept.some(({ path }) => leadsAway(base, path));
  const write: LooseWrite = { path: '/', form: 'kept', content: `?${result}` };
  if (isAway) return withLoose({ ...base, whole: undefined }, [write], sha256);
  const files = actions.reduce(
    (found, { destination, owner, mode }) => withWay(found, cleanPath(destination), newFolder(owner, octal(mode))),
    base,
  );
  return withLoose(files, kept, sha256);
}

/** Whatever a COPY leaves at a place, the folders on the way there are made for it. */
function withWay(files: ResultFiles, place: string, header: FolderHeader): ResultFiles {
  const parent = parentsOf(place).at(-1);
  return parent === undefined ? files : changed(files, (tree) => withFolders(tree, parent, header));
}

const octal = (mode: string): number | undefined => (/^[0-7]+$/.test(mode) ? Number.parseInt(mode, 8) : undefined);

function withCopy(files: ResultFiles, action: CopyAction, from: ResultFiles, sha256: Sha256): ResultFiles {
  const { query, destination, mode, owner } = action;
  const target = placeOf(files, cleanPath(destination));
  const key = partOf(from, query, sha256);
  if (key.kind === 'unread') return { ...files, unread: key.why };
  const matches = key.kind === 'known' ? select(from.whole ?? from.written, query.path, query, sha256).matches : [];
  const ids = fileOwner(matches, owner);
  // Ids that are known are part of the content.
  const named = ids === undefined ? owner : undefined;
  const form = sha256(
    utf8(JSON.stringify([query.path, query.include, query.exclude, destination, named, mode, action.unpack])),
  );
  const exact = sha256(utf8(`${partText(key)} ${owner}`));
  if (target === undefined) return withStray(files, form, exact, sha256);
  const chmod = octal(mode);
  const header = newFolder(owner, chmod);
  const unpacks = action.unpack && (key.kind !== 'known' || matches.some(({ node }) => mayBeArchive(node)));
  const loosely = (place = target, exactly?: (tree: DirectoryNode) => DirectoryNode): ResultFiles => {
    // A mode of its own, or an archive's times, make of two different sources the same files; so does an owner of its own
    // of sources of which nobody knows in what they differ.
    const isCertain = mode === '' && !unpacks && !action.parents && (owner === '' || key.kind === 'known');
    const certain = (): string | undefined =>
      key.kind === 'over' ? nestedText(key) : `#${filesOf(matches, sha256)} ${ids ?? ''}#${exact}`;
    const content = (isCertain ? certain() : undefined) ?? `?${exact}`;
    const isPlain = key.kind === 'known' && !unpacks && matches.every(({ node }) => isLinkFree(node));
    const made = withWay(ledAt(files, place), place, header);
    const whole = exactly && made.whole && exactly(made.whole);
    const write: LooseWrite = {
      ...{ path: place, form, content },
      ...(isPlain && { isPlain }),
      ...(whole && { isExact: true }),
    };
    return withLoose(whole ? { ...made, whole } : made, [write], sha256);
  };
  const isSymbolic = mode !== '' && chmod === undefined;
  if (key.kind === 'over' || action.parents || isSymbolic) return loosely();
  const there = nodeAt(files.whole ?? files.written, target);
  const isKnown =
    files.below === undefined || (files.whole && !openWrites(files).some((write) => touches(write, target)));
  const mayBeFolder = isKnown !== true && there === undefined;
  const intoFolder = /\/\.?$/.test(destination) || there?.kind === 'directory' || matches.length > 1;
  let result = files;
  for (const { path, node } of matches) {
    if (action.unpack && mayBeArchive(node)) return loosely();
    const placed = withHeader(node, owner, chmod);
    const isFile = placed.kind !== 'directory';
    const place = isFile && intoFolder ? joinPath(target, path.slice(path.lastIndexOf('/') + 1)) : target;
    const write = (tree: DirectoryNode): DirectoryNode =>
      placed.kind === 'directory' ? withContents(tree, target, placed, header) : withFile(tree, place, placed, header);
    // Which of two writes to one place was the later one is told by the order of the loose ones.
    const covering = files.loose.filter((other) => overlap(other, place, placed));
    if (covering.length > 0) {
      const isExact = matches.length === 1 && isKnown === true && covering.every((other) => other.isExact === true);
      return loosely(matches.length === 1 ? place : target, isExact ? write : undefined);
    }
    if (isFile && !intoFolder && mayBeFolder) return loosely();
    const said = JSON.stringify([place, treeDigest(placed, sha256), header]);
    result = withTrail(changed(ledAt(result, place), write), said, sha256);
  }
  return result;
}

const mayBeArchive = (node: ContextNode): boolean => node.kind === 'file' && node.isNoArchive !== true;

/** A file or folder put at a place may be covered by what was written loosely, or cover it. */
function overlap(write: LooseWrite, place: string, node: ContextNode): boolean {
  if (isWithin(place, write.path)) return write.isEntry !== true || (write.path === place && node.kind !== 'directory');
  if (!isWithin(write.path, place)) return false;
  const inner = write.path.slice(place === '/' ? 1 : place.length + 1);
  return node.kind === 'directory' && nodeAt(node, inner) !== undefined;
}

/** Ids of the files that a COPY leaves, when all are files and have the same; a folder that is there keeps its own. */
function fileOwner(matches: readonly Selected[], owner: string): string | undefined {
  if (!/^(?:\d+(?::\d+)?)?$/.test(owner) || !matches.every(({ node }) => node.kind === 'file')) return undefined;
  const given = owner === '' ? undefined : idsOf(owner);
  const all = new Set(matches.map(({ node }) => `${String((given ?? node).uid)}:${String((given ?? node).gid)}`));
  return all.size === 1 ? [...all][0] : undefined;
}
