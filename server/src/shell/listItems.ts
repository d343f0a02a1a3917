// Knows: tree nodes of a list → its members in order, with what joins them. Puts right where the grammar leaves a
// redirect, an argument or an operator beside the command it belongs to.
import type { Span } from '../base/span';
import type { Joint } from './model';
import { ERROR, spanOf, type TreeNode } from './tree';

/** One member of a list: a simple command or a construct, with its redirects. */
export interface ListItem {
  /** Undefined for redirects without a command. */
  readonly node: TreeNode | undefined;
  readonly joint: Joint;
  /** Where the operator in front stands; empty for a line end and for the first. */
  readonly operator: Span;
  /** From the first to the last letter, redirects and `!` included. */
  readonly start: number;
  end: number;
  readonly redirects: TreeNode[];
  /** Arguments that the grammar holds for part of a redirect. */
  readonly extra: TreeNode[];
  /** `!` stands in front of its pipeline. */
  readonly isNegated: boolean;
  /** `&` ends the list that it is in. */
  isBackground: boolean;
}

export interface List {
  readonly items: readonly ListItem[];
  /** True when nothing but `&&` and pipes stands between or behind. */
  readonly isPlain: boolean;
  readonly holes: readonly Span[];
}

const REDIRECTS = new Set(['file_redirect', 'herestring_redirect', 'heredoc_redirect']);

/** Nodes that hold members of the same list. */
const FLAT = new Set(['list', 'pipeline', 'redirected_statement', 'negated_command']);

/** What is a member. Other nodes have their place in a construct: the words of `for`, the name of a function. */
const MEMBERS = new Set([
  'command',
  'declaration_command',
  'unset_command',
  'test_command',
  'variable_assignment',
  'variable_assignments',
  'subshell',
  'compound_statement',
  'if_statement',
  'while_statement',
  'for_statement',
  'c_style_for_statement',
  'case_statement',
  'function_definition',
]);

const JOINTS = new Map<string, Joint>([
  ['&&', '&&'],
  ['||', '||'],
  [';', ';'],
  ['\n', ';'],
  ['&', '&'],
  ['|', '|'],
  ['|&', '|'],
]);

export function readList(nodes: readonly TreeNode[]): List {
  const reader = new ListReader();
  reader.read(nodes);
  return reader;
}

class ListReader implements List {
  readonly items: ListItem[] = [];
  readonly holes: Span[] = [];
  isPlain = true;
  /** The last thing read was a member, not an operator. */
  #open = false;
  #joint: Joint = 'start';
  #operator: Span | undefined;
  #bang: TreeNode | undefined;
  /** Where the current `&&`/`||` list starts. */
  #listStart = 0;

  read(nodes: readonly TreeNode[]): void {
    // Lists lean to the left, as deep as they are long: no recursion.
    const todo = [...nodes].reverse();
    for (let node = todo.pop(); node; node = todo.pop()) {
      if (FLAT.has(node.type)) pushAll(todo, node.children);
      else if (node.type === ERROR) pushAll(todo, this.#salvaged(node));
      else if (REDIRECTS.has(node.type)) this.#redirect(node);
      else if (!node.isNamed) this.#token(node);
      else if (MEMBERS.has(node.type)) this.#member(node);
    }
  }

  #member(node: TreeNode): void {
    if (this.#open) {
      this.#joint = ';';
      this.#operator = undefined;
    }
    if (node.start === node.end) {
      this.holes.push(spanOf(node));
      this.#open = true;
      return;
    }
    this.#add(node, node.start, node.end);
  }

  #add(node: TreeNode | undefined, start: number, end: number): ListItem {
    const joint = this.items.length === 0 ? 'start' : this.#joint;
    if (joint !== '&&' && joint !== '||' && joint !== '|') this.#listStart = this.items.length;
    const from = this.#bang?.start ?? start;
    const item: ListItem = {
      node,
      joint,
      operator: this.#operator ?? { start: from, end: from },
      start: from,
      end,
      redirects: [],
      extra: [],
      isNegated: this.#bang !== undefined,
      isBackground: false,
    };
    this.items.push(item);
    this.#open = true;
    this.#bang = undefined;
    return item;
  }

  #redirect(node: TreeNode): void {
    const last = this.#open ? this.items.at(-1) : undefined;
    const item = last ?? this.#add(undefined, node.start, node.end);
    item.redirects.push(node);
    item.end = Math.max(item.end, node.end);
  }

  #token(node: TreeNode): void {
    const { type } = node;
    const joint = JOINTS.get(type);
    if (type === '!') this.#bang = node;
    if (joint === undefined) return;
    if (joint === ';' || joint === '&') this.isPlain = false;
    if (type === '&')
      for (let i = this.#listStart; i < this.items.length; i++) {
        const item = this.items[i];
        if (item) item.isBackground = true;
      }
    this.#joint = joint;
    this.#operator = type === '\n' ? undefined : spanOf(node);
    this.#open = false;
  }

  /** Of what could not be read, the members before the first word that opens something stay. */
  #salvaged(node: TreeNode): readonly TreeNode[] {
    const { children } = node;
    const stop = children.findIndex(
      ({ type, isNamed }) => type === ERROR || (isNamed ? !FLAT.has(type) && !MEMBERS.has(type) : !JOINTS.has(type)),
    );
    const first = children[stop];
    const hole = { start: first?.start ?? node.start, end: node.end };
    this.holes.push(hole);
    return stop <= 0 ? [] : children.slice(0, stop);
  }
}

function pushAll(todo: TreeNode[], nodes: readonly TreeNode[]): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node) todo.push(node);
  }
}
