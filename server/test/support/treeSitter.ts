// Knows: web-tree-sitter with tree-sitter-bash → the syntax tree of a script: the reference for our own grammar. Tests only.
// sh, dash and ash are read by the bash grammar too: it agrees with mvdan/sh on 1,687 of 1,688 real scripts.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import type { Span } from '../../src/base/span';
import type { ShellParser } from '../../src/shell/model';
import { keptParser } from '../../src/shell/parser';
import { readScript, unreadable } from '../../src/shell/scriptReader';
import { ERROR, type Tree, type TreeNode } from '../../src/shell/tree';
import { maskHeredocs } from './maskHeredocs';

const wasm = (path: string): Promise<Uint8Array> => readFile(join(process.cwd(), 'node_modules', path));

export async function createTreeSitterParser(): Promise<ShellParser> {
  await Parser.init({ wasmBinary: await wasm('web-tree-sitter/web-tree-sitter.wasm') });
  const language = await Language.load(await wasm('tree-sitter-bash/tree-sitter-bash.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  const copier = new TreeCopier(language);
  return keptParser((text, parse) => {
    const masked = maskHeredocs(text);
    const tree = parser.parse(masked.text);
    if (!tree) return unreadable(text);
    const copied = copier.copy(tree, masked.text);
    tree.delete();
    return readScript(text, copied, masked.heredocs, parse);
  });
}

/** What words.ts reads from the text itself, unless brackets or redirects are in it. */
const FROM_TEXT = [
  'command',
  'declaration_command',
  'unset_command',
  'word',
  'string',
  'raw_string',
  'ansi_c_string',
  'translated_string',
  'concatenation',
  'simple_expansion',
  'expansion',
  'number',
  'command_name',
  'variable_name',
  'special_variable_name',
  'variable_assignment',
  'array',
  'subscript',
  'brace_expression',
  'arithmetic_expansion',
  'extglob_pattern',
  'regex',
  'test_command',
  'test_operator',
  'heredoc_body',
  'heredoc_start',
  'heredoc_content',
  'heredoc_end',
  'comment',
];

/** The type of a node that stands for what could not be read. */
const ERROR_ID = 65_535;

interface Draft extends TreeNode {
  children: readonly TreeNode[];
}

const NONE: readonly TreeNode[] = [];

class TreeCopier {
  readonly #names: readonly string[];
  readonly #named: readonly boolean[];
  readonly #isFromText: readonly boolean[];

  constructor(language: Language) {
    this.#names = language.types;
    this.#named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
    const fromText = new Set(FROM_TEXT);
    this.#isFromText = language.types.map((name, id) => fromText.has(name) && this.#named[id] === true);
  }

  copy(tree: { readonly rootNode: { readonly hasError: boolean }; walk(): TreeCursor }, text: string): Tree {
    const cursor = tree.walk();
    const { hasError } = tree.rootNode;
    const comments: Span[] = [];
    const ancestors: Draft[][] = [];
    let siblings: Draft[] = [];
    const root = this.#node(cursor);
    let node = root;
    for (;;) {
      if (node.type === 'comment') comments.push({ start: node.start, end: node.end });
      if (this.#mayHoldMore(cursor.nodeTypeId, node, text, hasError) && cursor.gotoFirstChild()) {
        ancestors.push(siblings);
        siblings = [];
        node.children = siblings;
      } else {
        let moved = ancestors.length > 0 && cursor.gotoNextSibling();
        while (!moved && ancestors.length > 0) {
          siblings = ancestors.pop() ?? [];
          cursor.gotoParent();
          moved = ancestors.length > 0 && cursor.gotoNextSibling();
        }
        if (!moved) break;
      }
      node = this.#node(cursor);
      siblings.push(node);
    }
    cursor.delete();
    return { root, hasError, comments };
  }

  #node(cursor: TreeCursor): Draft {
    const id = cursor.nodeTypeId;
    const { startIndex: start, endIndex: end } = cursor;
    return {
      type: id === ERROR_ID ? ERROR : (this.#names[id] ?? ''),
      start,
      end,
      isNamed: id === ERROR_ID || this.#named[id] === true,
      isMissing: start === end && cursor.nodeIsMissing,
      children: NONE,
    };
  }

  /** Operators have nothing inside; a word only what matters when commands or faults are in it. */
  #mayHoldMore(id: number, { start, end }: TreeNode, text: string, hasError: boolean): boolean {
    if (start === end) return false;
    if (id === ERROR_ID) return true;
    if (this.#named[id] !== true) return false;
    return hasError || this.#isFromText[id] !== true || !isWordsOnly(text, start, end);
  }
}

/** True when words stand there and nothing else: no brackets, backticks, redirects, comments. */
function isWordsOnly(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    // ( < > `
    if (c === 0x28 || c === 0x3c || c === 0x3e || c === 0x60) return false;
    // # behind a blank
    if (c === 0x23 && i > start && text.charCodeAt(i - 1) <= 0x20) return false;
  }
  return true;
}
