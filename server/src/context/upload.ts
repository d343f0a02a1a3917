// Knows: what a builder holds after a context was sent to it: which paths are sent at all, and which of them its earlier
// copy keeps as they were (tonistiigi/fsutil: followlinks.go, diff_containerd.go, diskwriter.go).
import { cleanPath } from '../base/posixPath';
import { byteOrder } from './byteOrder';
import { EntryList } from './entryList';
import { filterTree } from './filter';
import { containsWildcards, goMatch } from './goMatch';
import { compileMatcher } from './ignoreMatcher';
import { EMPTY_FILE, type FileNode } from './node';
import { below, nodeAt, type ContextNode, type DirectoryNode } from './tree';

/**
 * What the builder's content hash sees after `sent` went to a builder that holds `copy` from an earlier build; no copy:
 * as sent. A file of equal size, time, mode and owner is not sent again, so its old bytes stay; the header of a directory
 * that is there is not hashed again.
 */
export function afterUpload(copy: DirectoryNode | undefined, sent: DirectoryNode): DirectoryNode {
  if (copy === undefined || copy === sent) return sent;
  const known = memo.get(sent);
  if (known?.copy === copy) return known.held;
  const held = heldFolder(copy, sent);
  memo.set(sent, { copy, held });
  return held;
}

/** By folder as sent: after one changed file only the folders above it are compared again. */
const memo = new WeakMap<DirectoryNode, { readonly copy: DirectoryNode; readonly held: DirectoryNode }>();

function heldFolder(copy: DirectoryNode, sent: DirectoryNode): DirectoryNode {
  /** What is other than in the copy. */
  const changes = new Map<string, ContextNode | undefined>();
  let sameAsSent = true;
  const olds = copy.children.entries();
  let old = olds.next();
  for (const [name, node] of sent.children) {
    // Both are in the byte order of names.
    for (; old.done !== true && byteOrder(old.value[0], name) < 0; old = olds.next())
      changes.set(old.value[0], undefined);
    let there: ContextNode | undefined;
    if (old.done !== true && old.value[0] === name) {
      there = old.value[1];
      old = olds.next();
    }
    const held = heldNode(there, node);
    if (held !== there) changes.set(name, held);
    if (held !== node && !isSameFile(held, node)) sameAsSent = false;
  }
  for (; old.done !== true; old = olds.next()) changes.set(old.value[0], undefined);
  const { mode, uid, gid } = copy;
  if (changes.size === 0) return copy;
  const sameHeader = sent.mode === mode && sent.uid === uid && sent.gid === gid;
  return sameAsSent && sameHeader
    ? sent
    : { ...sent, mode, uid, gid, children: EntryList.from(copy.children).with(changes) };
}

/** Of two files that look alike. */
const isSameFile = (a: ContextNode, b: ContextNode): boolean =>
  a.kind === 'file' && b.kind === 'file' && a.digest === b.digest && a.problem === b.problem;

function heldNode(old: ContextNode | undefined, sent: ContextNode): ContextNode {
  if (old === undefined || old === sent || old.kind !== sent.kind) return sent;
  if (old.kind === 'directory' && sent.kind === 'directory') return afterUpload(old, sent);
  if (old.mode !== sent.mode || old.uid !== sent.uid || old.gid !== sent.gid) return sent;
  // Times that are not known say nothing about being equal.
  if (old.mtime === '' || old.mtime !== sent.mtime) return sent;
  if (old.kind === 'file' && sent.kind === 'file') return sizeOnDisk(old) === sent.size ? old : sent;
  if (old.kind === 'symlink' && sent.kind === 'symlink') return old.target === sent.target ? old : sent;
  return sent;
}

/** Of one that came without its bytes. */
const sizeOnDisk = ({ size, digest }: FileNode): number => (digest === EMPTY_FILE.digest ? 0 : size);

/**
 * What of the context is sent when instructions name only `paths` of it. A link on the way is sent with where it leads.
 * Any path that is the root asks for everything (moby/buildkit: frontend/dockerfile/dockerfile2llb/convert.go, filterPaths).
 */
export function sentContext(root: DirectoryNode, paths: readonly string[]): DirectoryNode {
  const wanted = paths.map((path) => cleanPath(`/${path}`));
  if (wanted.length === 0 || wanted.includes('/')) return root;
  const resolver = new Resolver(root);
  for (const path of wanted) resolver.follow(path.slice(1));
  const includes = resolver.resolved();
  if (includes === undefined) return root;
  return filterTree(root, { include: compileMatcher(includes), prunes: 'buildkit' });
}

/** Links in a circle, and wildcards over many links, come to an end. */
const MOST_FOLLOWED = 10_000;

class Resolver {
  readonly #found = new Set<string>();
  #steps = 0;

  constructor(private readonly root: DirectoryNode) {}

  /** Undefined: everything is wanted. */
  resolved(): readonly string[] | undefined {
    if (this.#found.has('') || this.#steps > MOST_FOLLOWED) return undefined;
    const kept: string[] = [];
    for (const path of [...this.#found].sort(byteOrder)) {
      const last = kept.at(-1);
      if (last === undefined || !path.startsWith(`${last}/`)) kept.push(path);
    }
    return kept;
  }

  follow(path: string): void {
    if (++this.#steps > MOST_FOLLOWED) return;
    const parts = path === '' ? [''] : path.split('/');
    let current = '';
    for (const [i, part] of parts.entries()) {
      current = current === '' ? part : below(current, part);
      const targets = this.#targets(current);
      const rest = parts.slice(i + 1).join('/');
      if ((rest === '' || targets !== undefined) && this.#found.has(current)) return;
      if (targets !== undefined) {
        this.#found.add(current);
        for (const target of targets) this.follow(cleanPath(`/${target}/${rest}`).slice(1));
        return;
      }
      if (rest === '') {
        this.#found.add(current);
        return;
      }
    }
  }

  /** Where the link at `path` leads, or the links that a pattern in its last name matches; undefined: no link. */
  #targets(path: string): readonly string[] | undefined {
    const slash = path.lastIndexOf('/');
    const folder = slash === -1 ? '' : path.slice(0, slash);
    const name = path.slice(slash + 1);
    const parent = nodeAt(this.root, folder);
    if (!containsWildcards(name)) return this.#target(folder, parent, name);
    if (parent?.kind !== 'directory') return undefined;
    const targets: string[] = [];
    for (const child of parent.children.keys())
      if (goMatch(name, child) === true) targets.push(...(this.#target(folder, parent, child) ?? []));
    return targets.length === 0 ? undefined : targets;
  }

  #target(folder: string, parent: ContextNode | undefined, name: string): readonly string[] | undefined {
    const node = parent?.kind === 'directory' ? parent.children.get(name) : undefined;
    if (node?.kind !== 'symlink') return undefined;
    return [cleanPath(node.target.startsWith('/') ? node.target : `/${folder}/${node.target}`)];
  }
}
