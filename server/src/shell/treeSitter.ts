// Knows: tree-sitter-bash → ShellScript. The only file that may import web-tree-sitter.
// sh, dash and ash are read by the bash grammar too: it agrees with mvdan/sh on 1,687 of 1,688 real scripts.
import { Language, Parser, type Node } from 'web-tree-sitter';
import type { Span } from '../base/span';
import type { Joint, ShellCommand, ShellParser, ShellScript, ShellWord } from './model';

/** Scripts kept parsed. A file has few RUNs, and most texts come again on each keystroke. */
const KEPT_SCRIPTS = 2000;

/** Longer texts are no scripts of people; what is no shell at all would take seconds. */
const LONGEST_SCRIPT = 131_072;

/** @param runtime, grammar: the bytes of web-tree-sitter.wasm and tree-sitter-bash.wasm. Rejects when they do not load. */
export async function createShellParser(runtime: Uint8Array, grammar: Uint8Array): Promise<ShellParser> {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  const known = new Map<string, ShellScript>();
  return {
    parse(text) {
      const seen = known.get(text);
      if (seen) return seen;
      if (known.size >= KEPT_SCRIPTS) known.clear();
      const tree = text.length > LONGEST_SCRIPT ? null : parser.parse(text);
      const script = tree
        ? readScript(tree.rootNode, text)
        : { text, commands: [], elements: [], isAndList: false, parsed: false, holes: [], comments: [] };
      tree?.delete();
      known.set(text, script);
      return script;
    },
  };
}

/** Constructs whose inside is not the script's own list. */
const NESTING = new Set([
  'subshell',
  'compound_statement',
  'if_statement',
  'while_statement',
  'for_statement',
  'c_style_for_statement',
  'case_statement',
  'function_definition',
  'command_substitution',
  'process_substitution',
  'negated_command',
]);

/** `export A=1`, `unset A`, `[ -f x ]`, `A=1`: commands to the shell, but not to the grammar. */
const BUILT_IN = new Set([
  'declaration_command',
  'unset_command',
  'test_command',
  'variable_assignment',
  'variable_assignments',
]);

function readScript(root: Node, text: string): ShellScript {
  const commands: ShellCommand[] = [];
  let plain = true;
  const visit = (node: Node, depth: number, joint: Joint): void => {
    if (node.type === 'command' || BUILT_IN.has(node.type)) {
      commands.push(node.type === 'command' ? readCommand(node, depth, joint) : readBuiltIn(node, depth, joint));
      for (const child of node.namedChildren) visitNested(child, depth);
      return;
    }
    const nests = NESTING.has(node.type);
    let next: Joint = nests ? 'start' : joint;
    for (const child of node.children) {
      const { type } = child;
      // Something ends or goes into the background: a list, but not one of `&&` alone.
      if (type === ';' || type === '&') plain = false;
      if (type === '&&' || type === '||' || type === ';' || type === '&' || type === '|') next = type;
      else if (type === '|&') next = '|';
      else if (type === '\n' || type === ';;') next = ';';
      else if (child.isNamed) {
        if (type === 'file_redirect') {
          visitNested(child, depth);
          continue;
        }
        visit(
          child,
          depth + (nests ? 1 : 0),
          node.type === 'program' && next === 'start' && commands.length > 0 ? ';' : next,
        );
        if (node.type === 'program') next = ';';
      }
    }
    if (nests) plain = false;
  };
  const visitNested = (node: Node, depth: number): void => {
    if (node.type === 'command_substitution' || node.type === 'process_substitution') visit(node, depth, 'start');
    else for (const child of node.namedChildren) visitNested(child, depth);
  };
  visit(root, 0, 'start');
  const top = commands.filter(({ depth }) => depth === 0);
  const joined = top.every(({ joint }, i) => (i === 0 ? joint === 'start' : joint === '&&'));
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- `visit` may have set it
  return {
    text,
    commands,
    elements: [],
    isAndList: plain && joined && top.length > 0,
    parsed: !root.hasError,
    holes: [],
    comments: [],
  };
}

const UNREAD = {
  assignments: [],
  redirects: [],
  inside: [],
  pipe: { at: 0, of: 1, span: { start: 0, end: 0 } },
  element: 0,
  isBackground: false,
  isPlaced: true,
} as const;

const WRAPPERS = new Set(['env', 'exec', 'command', 'time', 'nice', 'sudo', 'eatmydata', 'nohup']);

function readCommand(node: Node, depth: number, joint: Joint): ShellCommand {
  const words = node.namedChildren
    .filter(({ type }) => type !== 'variable_assignment' && !type.endsWith('_redirect'))
    .map((child) => readWord(child.type === 'command_name' ? (child.firstNamedChild ?? child) : child));
  let first = 0;
  // `sudo -E apt-get`, `env A=1 apt-get`: the program is the first word that is neither option nor assignment.
  while (WRAPPERS.has(words[first]?.text ?? '') && first + 1 < words.length) {
    first++;
    while (first + 1 < words.length && /^-|^[A-Za-z_]\w*=/.test(words[first]?.raw ?? '')) first++;
  }
  return {
    name: words[first],
    wrappers: words.slice(0, first).flatMap(({ text }) => (WRAPPERS.has(text ?? '') ? [text ?? ''] : [])),
    args: words.slice(first + 1),
    span: { start: node.startIndex, end: node.endIndex },
    joint,
    depth,
    ...UNREAD,
  };
}

function readBuiltIn(node: Node, depth: number, joint: Joint): ShellCommand {
  const isAssignment = node.type.startsWith('variable_assignment');
  const keyword = isAssignment ? null : node.firstChild;
  return {
    name: keyword
      ? { raw: keyword.text, text: keyword.text, parts: [], isPattern: false, span: spanOf(keyword) }
      : undefined,
    wrappers: [],
    args: isAssignment ? [] : node.namedChildren.map(readWord),
    span: spanOf(node),
    joint,
    depth,
    ...UNREAD,
  };
}

const spanOf = (node: Node): Span => ({ start: node.startIndex, end: node.endIndex });

function readWord(node: Node): ShellWord {
  return {
    raw: node.text,
    text: literal(node),
    parts: [],
    isPattern: false,
    span: { start: node.startIndex, end: node.endIndex },
  };
}

/** The word's value, or undefined when a part of it is only known when it runs. */
function literal(node: Node): string | undefined {
  switch (node.type) {
    case 'word':
      return node.text.replace(/\\\n/g, '').replace(/\\(.)/gs, '$1');
    case 'number':
    case 'variable_name':
    case 'string_content':
    case 'special_variable_name':
      return node.text;
    case 'raw_string':
      return node.text.slice(1, -1);
    case 'string':
    case 'concatenation': {
      const parts = node.namedChildren.map(literal);
      if (parts.some((part) => part === undefined)) return undefined;
      // A string of blanks only has no named child.
      return node.type === 'string' && parts.length === 0 ? node.text.slice(1, -1) : parts.join('');
    }
    default:
      return undefined;
  }
}
