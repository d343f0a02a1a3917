// Knows: where a path of a tree leads when links on the way are followed, as the builder follows them: never out of the
// root, and not without end (moby/buildkit: cache/contenthash/checksum.go, getFollowLinks).
import { cleanPath } from '../base/posixPath';
import { below, type ContextNode, type DirectoryNode } from './tree';

export interface Found {
  /** Without links; empty is the root. */
  readonly path: string;
  readonly node: ContextNode;
}

/** moby/buildkit: cache/contenthash/path.go, maxSymlinkLimit */
const MOST_LINKS = 255;

/** Undefined: nothing there, or links in a circle. `last` says whether a link at the very end is followed too. */
export function followPath(root: DirectoryNode, path: string, last: boolean): Found | undefined {
  let node: ContextNode | undefined = root;
  let current = '';
  let links = 0;
  let waiting = partsOf(path);
  for (let at = 0; at < waiting.length; at++) {
    const name = waiting[at] ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      current = current.slice(0, Math.max(0, current.lastIndexOf('/')));
      node = plainNode(root, current);
      continue;
    }
    const next: ContextNode | undefined = node?.kind === 'directory' ? node.children.get(name) : undefined;
    const rest = waiting.slice(at + 1);
    if (next?.kind !== 'symlink' || (!last && rest.every((part) => part === '' || part === '.'))) {
      current = below(current, name);
      node = next;
      continue;
    }
    if (++links > MOST_LINKS) return undefined;
    if (next.target.startsWith('/')) {
      current = '';
      node = root;
    }
    waiting = [...partsOf(next.target), ...rest];
    at = -1;
  }
  return node === undefined ? undefined : { path: current, node };
}

const partsOf = (path: string): readonly string[] => path.split('/');

function plainNode(root: DirectoryNode, path: string): ContextNode | undefined {
  let node: ContextNode | undefined = root;
  for (const name of cleanPath(`/${path}`).split('/')) {
    if (name === '') continue;
    node = node?.kind === 'directory' ? node.children.get(name) : undefined;
  }
  return node;
}
