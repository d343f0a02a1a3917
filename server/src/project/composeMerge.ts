// Knows: how compose joins two descriptions of one service (compose spec: 13-merge.md; compose-go: override/merge.go),
// for the keys that say how an image is built.
import type { PartialText } from './partialText';
import { fillTemplate, type Lookup } from './template';
import { at, entriesOf, itemsOf, textOf, type Scalar, type Tree, type TreeMap } from './tree';

/** Substitutes variables in every value; keys are taken as they are. */
export function filled(tree: Tree, lookup: Lookup): Tree {
  if (tree.kind === 'map') {
    return { ...tree, entries: new Map([...tree.entries].map(([key, value]) => [key, filled(value, lookup)])) };
  }
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => filled(item, lookup)) };
  return typeof tree.value === 'string' ? { ...tree, filled: fillTemplate(tree.text, lookup) } : tree;
}

/** Later wins: maps key by key, lists one behind the other, `!reset` and `!override` as they say. */
export function mergedTree(base: Tree | undefined, over: Tree | undefined): Tree | undefined {
  if (over === undefined) return base;
  if (over.tag === 'reset') return undefined;
  if (base === undefined || over.tag === 'override') return withoutReset(over);
  if (over.kind === 'scalar' && over.value === null) return base;
  if (base.kind === 'map' && over.kind === 'map') {
    const entries = new Map(base.entries);
    const keyLines = new Map(base.keyLines);
    for (const [key, value] of over.entries) {
      const merged = mergedTree(entries.get(key), value);
      if (merged === undefined) entries.delete(key);
      else entries.set(key, merged);
      if (!keyLines.has(key)) keyLines.set(key, over.keyLines.get(key) ?? over.line);
    }
    return { ...base, entries, keyLines };
  }
  if (base.kind === 'list' && over.kind === 'list') return { ...base, items: [...base.items, ...over.items] };
  return over;
}

/** `!reset` where there is nothing to reset leaves nothing either. */
function withoutReset(tree: Tree): Tree | undefined {
  if (tree.tag === 'reset') return undefined;
  if (tree.kind !== 'map') return tree;
  const entries = new Map(
    [...tree.entries].flatMap(([key, value]) => {
      const kept = withoutReset(value);
      return kept === undefined ? [] : [[key, kept] as const];
    }),
  );
  return { ...tree, entries };
}

/** What of a service says how its image is built. */
const SERVICE_KEYS = ['build', 'image', 'extends', 'profiles', 'platform'];
/** Keys of `build` that may be lists of `K=V`. */
const PAIR_KEYS = ['args', 'labels', 'additional_contexts'];

/** The service with short forms written out, so that it can be merged. */
function normalService(service: Tree): TreeMap | undefined {
  if (service.kind !== 'map') return undefined;
  const entries = new Map<string, Tree>();
  for (const key of SERVICE_KEYS) {
    const value = service.entries.get(key);
    if (value !== undefined) entries.set(key, key === 'build' ? normalBuild(value) : value);
  }
  return { ...service, entries };
}

function normalBuild(build: Tree): Tree {
  if (build.kind === 'scalar') {
    if (build.value === null || build.tag === 'reset') return build;
    const { line, tag } = build;
    return {
      kind: 'map',
      entries: new Map([['context', build]]),
      keyLines: new Map([['context', line]]),
      line,
      ...(tag === undefined ? {} : { tag }),
    };
  }
  if (build.kind === 'list') return build;
  const entries = new Map(build.entries);
  for (const key of PAIR_KEYS) {
    const value = entries.get(key);
    if (value?.kind === 'list') entries.set(key, pairsAsMap(value));
  }
  return { ...build, entries };
}

/** `- KEY=value` and `- KEY` as a map; `- KEY` has null, as `KEY:` has. */
function pairsAsMap(list: Tree): TreeMap {
  const entries = new Map<string, Tree>();
  const keyLines = new Map<string, number>();
  for (const item of itemsOf(list)) {
    if (item.kind !== 'scalar' || textOf(item) === undefined) continue;
    const [key, value] = cutPair(item);
    entries.set(key, value);
    keyLines.set(key, item.line);
  }
  return { kind: 'map', entries, keyLines, line: list.line, ...(list.tag === undefined ? {} : { tag: list.tag }) };
}

function cutPair(item: Scalar): [string, Tree] {
  const text: PartialText = item.filled ?? [item.text];
  const first = typeof text[0] === 'string' ? text[0] : '';
  const equals = first.indexOf('=');
  if (equals === -1) return [item.text, { kind: 'scalar', value: null, text: '', line: item.line }];
  const rest = [first.slice(equals + 1), ...text.slice(1)].filter((piece) => piece !== '');
  const value = item.text.slice(item.text.indexOf('=') + 1);
  return [
    first.slice(0, equals),
    { kind: 'scalar', value, text: value, filled: rest.length === 0 ? [''] : rest, line: item.line },
  ];
}

/** The services of a file, normal and filled in. */
export const servicesOf = (document: Tree): readonly (readonly [string, TreeMap])[] =>
  entriesOf(at(document, 'services')).flatMap(([name, service]) => {
    const normal = normalService(service);
    return normal === undefined ? [] : [[name, normal] as const];
  });
