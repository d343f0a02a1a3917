// Knows: the build context as rules and views see it: what is there, what enters, which ignore file decides.
import { filterContext } from '../../context/filter';
import type { IgnoreFile, IgnorePattern } from '../../context/ignoreFile';
import type { ContextNode, DirectoryNode, Sha256 } from '../../context/tree';

export interface ContextFact {
  /** As a person calls it: `.` or `services/web`. */
  readonly label: string;
  /** Absolute, with forward slashes. */
  readonly folder: string;
  /** Nobody says which folder it is: the Dockerfile's own is taken. */
  readonly assumed: boolean;
  /** Nobody is about to build: what a script makes before each build may not be there yet. */
  readonly mayGrow?: boolean;
  /** As it lies on the disk; folders that the ignore file keeps out altogether are empty. */
  readonly listed: DirectoryNode;
  readonly ignore: IgnoreFile;
  /** The ignore file in effect; absent: there is none. `name` as a person calls it, `path` absolute. */
  readonly ignoreFile?: { readonly name: string; readonly path: string; readonly text: string };
  /** Where one would be made when there is none. */
  readonly newIgnoreFile: { readonly name: string; readonly path: string };
  readonly sha256: Sha256;
}

/** The context without what the ignore file keeps out. Remembered by `filterContext`, so asking again costs nothing. */
export const entering = ({ listed, ignore }: ContextFact): DirectoryNode => filterContext(listed, ignore.matcher);

/** The pattern that keeps a path out; undefined: none does. */
export function keptOutBy({ ignore }: ContextFact, path: string): IgnorePattern | undefined {
  const { matched, by } = ignore.matcher.verdict(path, undefined);
  return matched && by !== undefined ? ignore.patterns[by] : undefined;
}

export interface Weight {
  readonly bytes: number;
  /** Files, links and the like; folders do not count. */
  readonly files: number;
}

/** By children: a tree that shares folders with an earlier one is weighed only where it differs. */
const weights = new WeakMap<ReadonlyMap<string, ContextNode>, Weight>();

export function weightOf(node: ContextNode): Weight {
  if (node.kind !== 'directory') return { bytes: node.kind === 'file' ? node.size : 0, files: 1 };
  const known = weights.get(node.children);
  if (known) return known;
  let bytes = 0;
  let files = 0;
  for (const child of node.children.values()) {
    const weight = weightOf(child);
    bytes += weight.bytes;
    files += weight.files;
  }
  const weight = { bytes, files };
  weights.set(node.children, weight);
  return weight;
}

export interface ContextEntry extends Weight {
  readonly path: string;
  readonly node: ContextNode;
}

/** What lies directly in a folder, biggest first. */
export function entriesOf(folder: DirectoryNode, path: string): ContextEntry[] {
  const entries = [...folder.children].map(([name, node]) => ({
    path: path === '' ? name : `${path}/${name}`,
    node,
    ...weightOf(node),
  }));
  return entries.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}
