// Knows: many changes to a tree at once: each folder is copied once, however many of its files change.
import { byteOrder } from './byteOrder';
import { directory, pathParts, type ContextNode, type DirectoryNode } from './tree';

interface Branch {
  /** Undefined here means: nothing said of this path itself. */
  node?: { readonly value: ContextNode | undefined };
  readonly below: Map<string, Branch>;
}

/** Most paths come from a listing and need no cleaning. */
const isClean = (path: string): boolean => path !== '' && !/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(path);

/** The tree with each path's node replaced, or taken away by undefined. Paths that leave the root are passed over. */
export function withNodes(root: DirectoryNode, changes: ReadonlyMap<string, ContextNode | undefined>): DirectoryNode {
  const top: Branch = { below: new Map() };
  for (const [path, value] of changes) {
    const parts = isClean(path) ? path.split('/') : pathParts(path);
    if (parts === undefined || parts.length === 0) continue;
    let branch = top;
    for (const part of parts) {
      const next = branch.below.get(part) ?? { below: new Map<string, Branch>() };
      branch.below.set(part, next);
      branch = next;
    }
    branch.node = { value };
  }
  return top.below.size === 0 ? root : patched(root, top);
}

function patched(folder: DirectoryNode, branch: Branch): DirectoryNode {
  const children = new Map(folder.children);
  let isOrdered = true;
  for (const [name, change] of branch.below) {
    const before = folder.children.get(name);
    let after = change.node ? change.node.value : before;
    if (change.below.size > 0 && (after?.kind === 'directory' || setsAnything(change)))
      after = patched(after?.kind === 'directory' ? after : directory([]), change);
    if (after === undefined) children.delete(name);
    else {
      isOrdered &&= children.has(name);
      children.set(name, after);
    }
  }
  return { ...folder, children: isOrdered ? children : new Map([...children].sort(([a], [b]) => byteOrder(a, b))) };
}

/** False when everything below is only taken away: then no folder is made for it. */
const setsAnything = ({ below }: Branch): boolean =>
  [...below.values()].some((branch) => branch.node?.value !== undefined || setsAnything(branch));
