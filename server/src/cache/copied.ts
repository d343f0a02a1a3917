// Knows: whether the files that a COPY left in an image's layer are those that it would leave now.
import type { Digest } from '../base/digest';
import { walkTree, type DirectoryNode, type Sha256 } from '../context/tree';
import type { CacheReason } from './because';
import { withCopies } from './resultFiles';
import { NO_FILES, treeFiles } from './stepFiles';
import type { Vertex } from './vertex';

/** An entry of a layer. */
export interface WitnessedFile {
  /** From the root of the image, without a leading slash. */
  readonly path: string;
  readonly kind: 'file' | 'hardlink' | 'symlink' | 'directory' | 'device' | 'fifo' | 'other';
  /** 07777 */
  readonly mode: number;
  readonly digest?: Digest;
  readonly target?: string;
}

export type Copied =
  { readonly kind: 'same' | 'unknown' } | { readonly kind: 'different'; readonly because: readonly CacheReason[] };

const UNKNOWN: Copied = { kind: 'unknown' };
/** More are only counted. */
const MOST_LISTED = 20;

/** `context` is what the builder would be sent; `layer` what the image's layer holds. */
export function compareCopied(
  vertex: Vertex,
  context: DirectoryNode | undefined,
  layer: readonly WitnessedFile[] | undefined,
  sha256: Sha256,
): Copied {
  const { effect } = vertex;
  if (effect.kind !== 'copy' || !context || !layer) return UNKNOWN;
  const sources = vertex.inputs.map((_, i) =>
    effect.actions.some(({ input }) => input === i) ? treeFiles(context) : undefined,
  );
  const made = withCopies(NO_FILES, effect.actions, sources, sha256);
  if (made.unread !== undefined || made.loose.length > 0) return UNKNOWN;
  const hasMode = effect.actions.some(({ mode }) => mode !== '');
  const now = new Map<string, string>();
  for (const [path, node] of walkTree(made.written)) {
    if (node.kind === 'directory') continue;
    if (node.kind === 'file' && node.digest === undefined) return UNKNOWN;
    const mode = hasMode ? '' : node.mode.toString(8);
    now.set(
      path,
      node.kind === 'file' ? `f ${mode} ${node.digest ?? ''}` : node.kind === 'symlink' ? `l ${node.target}` : 'other',
    );
  }
  const then = new Map<string, string>();
  for (const { path, kind, mode, digest, target } of layer) {
    if (kind === 'directory') continue;
    // Deletions, hard links and devices are not what a COPY from a context leaves.
    if ((kind !== 'file' && kind !== 'symlink') || /(?:^|\/)\.wh\./.test(path)) return UNKNOWN;
    then.set(path, kind === 'file' ? `f ${hasMode ? '' : mode.toString(8)} ${digest ?? ''}` : `l ${target ?? ''}`);
  }
  return compare(now, then, pathsInContext(context));
}

function compare(
  now: ReadonlyMap<string, string>,
  then: ReadonlyMap<string, string>,
  sourceOf: (path: string, entry: string) => string,
): Copied {
  const because: CacheReason[] = [];
  for (const [path, entry] of now) {
    const before = then.get(path);
    if (before === entry) continue;
    const kind =
      before === undefined
        ? 'file-added'
        : before.split(' ')[2] === entry.split(' ')[2]
          ? 'mode-changed'
          : 'file-changed';
    because.push({ kind, path: sourceOf(path, entry) });
  }
  for (const path of then.keys()) if (!now.has(path)) because.push({ kind: 'file-removed', path });
  if (because.length === 0) return { kind: 'same' };
  // The same files at other places: what the destination is hangs on the image below, which nobody read.
  const sorted = (entries: ReadonlyMap<string, string>): string => [...entries.values()].sort().join('\n');
  if (sorted(now) === sorted(then)) return UNKNOWN;
  const more = because.length - MOST_LISTED;
  return {
    kind: 'different',
    because: more > 0 ? [...because.slice(0, MOST_LISTED), { kind: 'more-files', count: more }] : because,
  };
}

/** A file of the image as the context calls it: the one of the same name and content; else as the image has it. */
function pathsInContext(context: DirectoryNode): (path: string, entry: string) => string {
  const paths = new Map<string, string>();
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  for (const [path, node] of walkTree(context))
    if (node.kind === 'file' && node.digest !== undefined) paths.set(`${nameOf(path)} ${node.digest}`, path);
  return (path, entry) => paths.get(`${nameOf(path)} ${entry.split(' ')[2] ?? ''}`) ?? path;
}
