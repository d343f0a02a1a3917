// Knows: which folders of the build context COPY and ADD take whole, as they enter it, and what lies in them.
import { compileMatcher } from '../../context/ignoreMatcher';
import { filterTree } from '../../context/filter';
import { nodeAt, type ContextNode, type DirectoryNode } from '../../context/tree';
import type { ContextSource, RuleContext } from '../context';
import { entering, type ContextFact } from './contextFact';

export interface CopiedFolder extends ContextSource {
  readonly fact: ContextFact;
  /** Path in the context, empty for the whole. */
  readonly path: string;
  /** After the ignore file and `--exclude`. */
  readonly folder: DirectoryNode;
}

/** Empty without a context. Patterns are left out: they take what they name. */
export function copiedFolders(context: RuleContext): readonly CopiedFolder[] {
  const fact = context.context;
  if (!fact) return [];
  const known = folders.get(context);
  if (known) return known;
  const tree = entering(fact);
  const found = context.contextSources().flatMap((source): CopiedFolder[] => {
    const { query } = source;
    if (query.wildcard || query.include.length > 0) return [];
    const node = nodeAt(tree, query.path);
    if (node?.kind !== 'directory') return [];
    const folder =
      query.exclude.length === 0
        ? node
        : filterTree(node, { exclude: compileMatcher([...query.exclude]), prunes: false });
    return [{ ...source, fact, path: query.path.replace(/^\/+/, ''), folder }];
  });
  folders.set(context, found);
  return found;
}

const folders = new WeakMap<RuleContext, readonly CopiedFolder[]>();

export const takesAll = ({ path }: CopiedFolder): boolean => path === '';

/** Looks for entries in trees that share most of their folders from one asking to the next. */
export class TreeSearch {
  /** By children: folders are shared between versions of a tree. */
  readonly #found = new WeakMap<ReadonlyMap<string, ContextNode>, readonly string[]>();

  /** `matches` is asked once for each entry; what lies below a match is not looked at. */
  constructor(
    private readonly matches: (name: string, node: ContextNode) => boolean,
    private readonly most = 20,
    /** Folders of these names are not looked into. */
    private readonly skipped: ReadonlySet<string> = new Set(),
  ) {}

  /** Paths below the folder, at most `most`. */
  in(folder: DirectoryNode): readonly string[] {
    const known = this.#found.get(folder.children);
    if (known) return known;
    const found: string[] = [];
    for (const [name, node] of folder.children) {
      if (found.length >= this.most) break;
      if (this.matches(name, node)) found.push(name);
      else if (node.kind === 'directory' && !this.skipped.has(name))
        for (const below of this.in(node)) found.push(`${name}/${below}`);
    }
    found.length = Math.min(found.length, this.most);
    this.#found.set(folder.children, found);
    return found;
  }
}
