// Knows: YAML, JSON and JSON with comments as one kind of tree with lines. The only file that knows the YAML reader.
// Hostile texts cost bounded work: aliases are followed within a budget of nodes (a "billion laughs" text stops there).
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, type Node } from 'yaml';
import { LineIndex } from '../base/lineIndex';
import { settled, type Settled } from './buildTarget';
import { settle, type PartialText } from './partialText';

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, for values whose text matters more than their type: `1.10`. */
  readonly text: string;
  /** The text with its variables filled in, once that is done. */
  readonly filled?: PartialText;
  /** A text between quotes is never a date or a number. */
  readonly quoted?: true;
  readonly line: number;
  readonly tag?: MergeTag;
}

export interface TreeMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Tree>;
  /** Line of each key. */
  readonly keyLines: ReadonlyMap<string, number>;
  readonly line: number;
  readonly tag?: MergeTag;
}

export interface TreeList {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly line: number;
  readonly tag?: MergeTag;
}

/** `!reset` and `!override` of the compose spec (13-merge.md). */
export type MergeTag = 'reset' | 'override';
export type Tree = Scalar | TreeMap | TreeList;

export interface ReadTree {
  /** One for each document of the text; empty when there is none that can be read. */
  readonly documents: readonly Tree[];
  readonly problem?: string;
}

/** Larger files are not what a person wrote to build images. */
const MOST_TEXT = 300_000;
/** Behind aliases; what stands in the text itself is bounded by its length. */
const MOST_NODES = 100_000;
const DEEPEST = 100;

export function readYaml(text: string): ReadTree {
  if (text.length > MOST_TEXT) return { documents: [], problem: 'The file is too large to be read.' };
  // The reader descends by recursion, and remembers at each step: a text of only brackets or dashes would end it.
  if (deepestBrackets(text) > DEEPEST || deepestDashes(text) > DEEPEST)
    return { documents: [], problem: 'The file is nested too deeply.' };
  try {
    const lines = new LineIndex(text);
    const parsed = parseAllDocuments(text, { logLevel: 'silent', merge: false, uniqueKeys: false, version: '1.2' });
    const documents: Tree[] = [];
    let problem: string | undefined;
    for (const document of Array.isArray(parsed) ? parsed : []) {
      const reader = new TreeReader(lines);
      const tree = document.contents === null ? undefined : reader.read(document.contents, 0);
      if (tree !== undefined) documents.push(tree);
      problem ??= document.errors[0]?.message.split('\n')[0] ?? reader.problem;
    }
    return { documents, ...(problem === undefined ? {} : { problem }) };
  } catch {
    return { documents: [], problem: 'The file cannot be read.' };
  }
}

/** JSON, with comments and trailing commas as VS Code and devcontainers allow them. YAML holds JSON within it. */
export function readJson(text: string): ReadTree {
  if (text.length > MOST_TEXT) return { documents: [], problem: 'The file is too large to be read.' };
  return readYaml(blankComments(text));
}

/** Comments and tabs become blanks, so that every offset stays. */
function blankComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\[^\n])*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[\t\uFEFF]/g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ' '),
  );
}

function deepestBrackets(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** `- - - -` is as many levels in one line; so are `? ? ?` and a row of tags. */
function deepestDashes(text: string): number {
  let run = 0;
  let deepest = 0;
  let inWord = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    const blank = char === ' ' || char === '\t' || char === '\r' || char === '\n';
    if (char === '\n') run = 0;
    else if (!blank && !inWord) run = '-?:&!*'.includes(char) ? run + 1 : 0;
    inWord = !blank;
    deepest = Math.max(deepest, run);
  }
  return deepest;
}

class TreeReader {
  problem: string | undefined;
  #left = MOST_NODES;
  readonly #open = new Set<string>();
  /** The latest node of each name, as YAML has it; looking them up in the document would take its length each time. */
  readonly #anchors = new Map<string, unknown>();

  constructor(private readonly lines: LineIndex) {}

  read(node: unknown, depth: number): Tree | undefined {
    if ((this.#open.size > 0 && --this.#left < 0) || depth > DEEPEST) {
      this.problem ??= 'The file is nested too deeply, or its aliases stand for too much.';
      return undefined;
    }
    if (isAlias(node)) {
      // An anchor that contains its own alias never ends.
      if (this.#open.has(node.source)) return undefined;
      this.#open.add(node.source);
      const tree = this.read(this.#anchors.get(node.source), depth + 1);
      this.#open.delete(node.source);
      return tree;
    }
    const anchor = (node as { anchor?: unknown } | null | undefined)?.anchor;
    if (typeof anchor === 'string') this.#anchors.set(anchor, node);
    const tag = tagOf(node);
    const line = this.#line(node);
    if (isScalar(node)) {
      const { value } = node;
      const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
      const text = typeof value === 'string' ? value : (node.source ?? (known === null ? '' : String(known)));
      // The text of a block begins on the line behind its `|`.
      const first = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? line + 1 : line;
      const quoted = node.type === 'PLAIN' ? {} : { quoted: true as const };
      return { kind: 'scalar', value: known, text, line: first, ...quoted, ...tag };
    }
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.read(item, depth + 1) ?? []);
      return { kind: 'list', items, line, ...tag };
    }
    if (isMap(node)) return this.#map(node.items, line, tag, depth);
    return { kind: 'scalar', value: null, text: '', line };
  }

  #map(pairs: readonly unknown[], line: number, tag: { tag?: MergeTag }, depth: number): TreeMap {
    const entries = new Map<string, Tree>();
    const keyLines = new Map<string, number>();
    const merged: TreeMap[] = [];
    for (const pair of pairs) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
      if (key === undefined) continue;
      const value = this.read(pair.value, depth + 1);
      if (key === '<<' && value !== undefined && value.kind !== 'scalar') {
        merged.push(...(value.kind === 'list' ? value.items : [value]).filter((item) => item.kind === 'map'));
        continue;
      }
      entries.set(key, value ?? { kind: 'scalar', value: null, text: '', line });
      keyLines.set(key, this.#line(pair.key));
    }
    // YAML 1.1, "merge key": own keys win, then the first map of a list.
    for (const map of merged) {
      this.#left -= map.entries.size;
      for (const [key, value] of map.entries) {
        if (entries.has(key)) continue;
        entries.set(key, value);
        keyLines.set(key, map.keyLines.get(key) ?? line);
      }
    }
    return { kind: 'map', entries, keyLines, line, ...tag };
  }

  #line(node: unknown): number {
    const range = (node as Partial<Node> | null | undefined)?.range;
    return this.lines.lineAt(range?.[0] ?? 0);
  }
}

function tagOf(node: unknown): { tag?: MergeTag } {
  const tag = (node as { tag?: unknown } | null)?.tag;
  if (tag === '!reset') return { tag: 'reset' };
  return tag === '!override' ? { tag: 'override' } : {};
}

// Small questions to a tree, so that no reader has to ask for kinds.

export const at = (tree: Tree | undefined, ...path: readonly string[]): Tree | undefined => {
  let here = tree;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key) : undefined;
  return here;
};

export const entriesOf = (tree: Tree | undefined): readonly (readonly [string, Tree])[] =>
  tree?.kind === 'map' ? [...tree.entries] : [];

export const itemsOf = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : []);

/** The text of a scalar; null and missing are undefined. */
export const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.kind === 'scalar' && tree.value !== null ? tree.text : undefined;

/** The text of a scalar with its variables filled in; null and missing are undefined. */
export const filledOf = (tree: Tree | undefined): Settled<string> | undefined => {
  if (tree?.kind !== 'scalar' || tree.value === null) return undefined;
  return tree.filled === undefined ? settled(tree.text) : settle(tree.filled);
};

/** A list of texts, or one text as a list of one. */
export const textsOf = (tree: Tree | undefined): readonly string[] => {
  const one = textOf(tree);
  return one !== undefined ? [one] : itemsOf(tree).flatMap((item) => textOf(item) ?? []);
};

export const lineOfKey = (tree: Tree | undefined, key: string): number =>
  (tree?.kind === 'map' ? tree.keyLines.get(key) : undefined) ?? tree?.line ?? 0;

export const isTrue = (tree: Tree | undefined): boolean =>
  tree?.kind === 'scalar' && (tree.value === true || tree.text === 'true');
