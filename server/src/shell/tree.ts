// Knows: the syntax tree of a script as the parser gives it, copied out once: asking the parser node by node is what
// would cost time. Node types are those of tree-sitter-bash.
import type { Span } from '../base/span';

export interface TreeNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** False for operators, keywords and brackets. */
  readonly isNamed: boolean;
  /** Put in by the parser where something is missing. */
  readonly isMissing: boolean;
  /** Empty for words without substitutions, whose inside words.ts reads from the text. */
  readonly children: readonly TreeNode[];
}

export interface Tree {
  readonly root: TreeNode;
  readonly hasError: boolean;
  /** Every place of an ERROR node, where the parser tells them. */
  readonly faults?: readonly Span[];
  /** In order of text. */
  readonly comments: readonly Span[];
}

/** What a heredoc of a script is (POSIX 2.7.4). */
export interface ScriptHeredoc {
  /** From `<<` to the last letter of the delimiter. */
  readonly operator: Span;
  /** The lines between, line ends kept. */
  readonly body: Span;
  /** The shell expands nothing in the body. */
  readonly isQuoted: boolean;
}

export const spanOf = ({ start, end }: TreeNode): Span => ({ start, end });

export const ERROR = 'ERROR';

/** Substitutions below these nodes, in order of text, those inside of one another left out. */
export function substitutionsIn(nodes: readonly TreeNode[]): TreeNode[] {
  const found: TreeNode[] = [];
  const open = [...nodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (isSubstitution(node)) found.push(node);
    else for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i] as TreeNode);
  }
  return found;
}

const isSubstitution = ({ type }: TreeNode): boolean =>
  type === 'command_substitution' || type === 'process_substitution';
