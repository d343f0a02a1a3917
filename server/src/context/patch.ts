// Knows: many changes to a tree at once: each folder is copied once, however many of its files change.
import { EntryList } from './entryList';
import { directory, pathParts, type ContextNode, type DirectoryNode } from './tree';

interface Branch {
  /** Undefined here means: nothing said of this path itself. */
  node?: { readonly value: ContextNode | undefined };
  /** Most branches are a file: they have none. */
  below?: Map<string, Branch>;
}

/** Most paths come from a listing and need no cleaning. */
const isClean = (path: string): boolean => path !== '' && !/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(path);

/** The tree with each path's node replaced, or taken away by undefined. Paths that leave the root are passed over. */
export function withNodes(root: DirectoryNode, changes: ReadonlyMap<string, ContextNode | undefined>): DirectoryNode {
  const top: Branch = {};
  for (const [path, value] of changes) {
    const parts = isClean(path) ? path.split('/') : pathParts(path);
    if (parts === undefined || parts.length === 0) continue;
    let branch = top;
    for (const part of parts) {
      const inside = (branch.below ??= new Map<string, Branch>());
      const next = inside.get(part) ?? {};
      inside.set(part, next);
      branch = next;
    }
    branch.node = { value };
  }
  return top.below === undefined ? root : patched(root, top.below);
}

function patched(folder: DirectoryNode, branches: ReadonlyMap<string, Branch>): DirectoryNode {
  const before = EntryList.from(folder.children);
  const changes = new Map<string, ContextNode | undefined>();
  for (const [name, change] of branches) {
    let after = change.node ? change.node.value : before.get(name);
    if (change.below && (after?.kind === 'directory' || setsAnything(change.below)))
      after = patched(after?.kind === 'directory' ? after : directory([]), change.below);
    changes.set(name, after);
  }
  const children = before.with(changes);
  return children === before ? folder : { ...folder, children };
}

/** False when everything below is only taken away: then no folder is made for it. */
const setsAnything = (branches: ReadonlyMap<string, Branch>): boolean =>
  [...branches.values()].some(
    ({ node, below }) => node?.value !== undefined || (below !== undefined && setsAnything(below)),
  );
