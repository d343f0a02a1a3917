// Knows: the node of a simple command, with the redirects and words found beside it → its words, assignments, redirects.
import type { Span } from '../base/span';
import type { ListItem } from './listItems';
import type { ShellAssignment, ShellRedirect, ShellWord } from './model';
import { spanOf, type ScriptHeredoc, type TreeNode } from './tree';
import { readAssignment, readWord, splitWords } from './words';

export interface SimpleCommand {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ReadRedirect[];
}

export interface ReadRedirect {
  readonly redirect: ShellRedirect;
  readonly heredoc: ScriptHeredoc | undefined;
}

export type HeredocsByStart = ReadonlyMap<number, ScriptHeredoc>;

/** Simple commands as the grammar names them; built-ins have names of their own. */
export const SIMPLE = new Set([
  'command',
  'declaration_command',
  'unset_command',
  'test_command',
  'variable_assignment',
  'variable_assignments',
]);

/** `A=1`, `A+=1`, `A[0]=1` */
const ASSIGNED = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;

export function readSimple(item: ListItem, text: string, heredocs: HeredocsByStart): SimpleCommand {
  const { node } = item;
  const pieces: TreeNode[] = [];
  const assigned: Span[] = [];
  const redirectNodes: TreeNode[] = [];
  let words: readonly ShellWord[] | undefined;
  if (node?.type === 'test_command') words = splitWords(text, node);
  else if (node && node.type !== 'variable_assignment' && node.children.length === 0) {
    words = splitWords(text, node);
    let first = 0;
    if (node.type === 'command') while (ASSIGNED.test(words[first]?.raw ?? '')) first++;
    assigned.push(...words.slice(0, first).map(({ span }) => span));
    if (first > 0) words = words.slice(first);
  } else if (node?.type === 'variable_assignment') assigned.push(spanOf(node));
  else if (node?.type === 'compound_statement') words = [bracketsAt(node.start)];
  else
    for (const child of node?.children ?? []) {
      if (child.type.endsWith('_redirect')) redirectNodes.push(child);
      else if (child.type === 'variable_assignment' && node?.type !== 'declaration_command')
        assigned.push(spanOf(child));
      else if (child.type !== 'comment') pieces.push(child);
    }
  redirectNodes.push(...item.redirects);
  const { redirects, extra } = readRedirects(redirectNodes, text, heredocs);
  words ??= grouped(pieces).map((where) => readWord(text, where));
  const behind = grouped([...item.extra, ...extra]).map((where) => readWord(text, where));
  return {
    words: behind.length > 0 ? [...words, ...behind].sort((a, b) => a.span.start - b.span.start) : words,
    assignments: assigned.flatMap((where) => readAssignment(text, where) ?? []),
    redirects,
  };
}

/** `((`, which stands for the name of an arithmetic command. */
const bracketsAt = (start: number): ShellWord => ({
  raw: '((',
  text: '((',
  parts: [{ kind: 'text', text: '((' }],
  isPattern: false,
  span: { start, end: start + 2 },
});

/** Redirects of a command or construct, and the words that the grammar holds for part of them. */
export function readRedirects(
  nodes: readonly TreeNode[],
  text: string,
  heredocs: HeredocsByStart,
): { readonly redirects: ReadRedirect[]; readonly extra: TreeNode[] } {
  const redirects: ReadRedirect[] = [];
  const extra: TreeNode[] = [];
  for (const node of nodes) {
    const operator = node.children.find(({ isNamed }) => !isNamed);
    const descriptor = node.children.find(({ type }) => type === 'file_descriptor');
    const targets = node.children.filter(({ isNamed, type }) => isNamed && type !== 'file_descriptor');
    if (!operator) continue;
    const heredoc = heredocs.get(operator.start);
    const spans = grouped(targets.filter(({ start }) => start >= operator.end));
    const first = spans[0];
    extra.push(...targets.filter(({ start }) => first && start >= first.end));
    const start = Math.min(node.start, operator.start);
    const base = { descriptor: descriptor && Number(text.slice(descriptor.start, descriptor.end)) };
    if (heredoc || node.type === 'heredoc_redirect') {
      const end = heredoc?.operator.end ?? operator.end;
      redirects.push({ redirect: { ...base, operator: '<<', target: undefined, span: { start, end } }, heredoc });
      continue;
    }
    const closes = operator.type.endsWith('-');
    const where = closes ? { start: operator.end - 1, end: operator.end } : first;
    redirects.push({
      redirect: {
        ...base,
        operator: (closes ? operator.type.slice(0, -1) : operator.type) as ShellRedirect['operator'],
        target: where && readWord(text, where),
        span: { start, end: where?.end ?? operator.end },
      },
      heredoc: undefined,
    });
  }
  return { redirects, extra };
}

/** Nodes without a blank between are one word. */
function grouped(nodes: readonly TreeNode[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of nodes) {
    const last = spans.at(-1);
    if (last?.end === start && start > 0) last.end = end;
    else if (end > start) spans.push({ start, end });
  }
  return spans;
}
