// Knows: how the classic builder walks its steps: a child of the current image with the same text and the same content
// is a hit; the first miss of a stage ends the looking until the next FROM.
// Source: moby: daemon/builder/dockerfile/imageprobe.go; builder-semantics §2.6.
import { contentText, type ContentKey } from './contentKey';
import { CONTENT, type Link } from './keyStore';
import {
  alike,
  contentAt,
  filesAfter,
  isThere,
  type KnownFiles,
  type Solved,
  type SolvedInput,
  type SolveOptions,
} from './solve';
import { NO_FILES } from './stepFiles';
import type { Vertex } from './vertex';

/** What stands for "no image yet" as a parent. */
const NOTHING = 'scratch';

export function solveChain(options: SolveOptions): readonly Solved[] {
  const solved: Solved[] = [];
  const busted = new Set<number>();
  for (const [index, vertex] of options.vertexes.entries()) {
    if (!vertex.step) {
      const keys = options.sources.keys(vertex);
      solved.push({
        hit: true,
        forced: false,
        inputs: [],
        probe: keys,
        commit: keys,
        files: options.sources.files(vertex),
      });
      continue;
    }
    const stage = vertex.step.stage.index;
    const result = solveStep(vertex, index, solved, busted.has(stage), options);
    if (!result.hit) busted.add(stage);
    solved.push(result);
  }
  return solved;
}

function solveStep(
  vertex: Vertex,
  index: number,
  solved: readonly Solved[],
  isBusted: boolean,
  options: SolveOptions,
): Solved {
  const { store, world, newId, sha256 } = options;
  const hasRoot = 'base' in vertex.effect;
  const below = vertex.inputs.map(({ vertex: at }) => solved[at]);
  const parents = hasRoot ? (below[0]?.probe ?? []) : [NOTHING];
  const contents = vertex.inputs.map(({ content }, i): ContentKey | undefined =>
    content ? contentAt(below[i]?.files ?? { plain: NO_FILES }, content, sha256) : undefined,
  );
  const content = contents.find((key) => key !== undefined);
  const find = (mode: 'best' | 'worst'): string[] =>
    parents
      .flatMap((parent) => childrenOf(vertex, parent, content, mode, options))
      .filter((child) => isThere(store, child, mode));
  const forced = vertex.ignoreCache || vertex.isNeverFound === true;
  const observed = options.observe?.(index);
  let found = isBusted || forced || observed === 'ran' ? [] : find(world);
  if (observed === 'cached' && found.length === 0) found = find('best');
  const inputs = vertex.inputs.map((_, i): SolvedInput => ({
    byDefinition: i === 0 && hasRoot ? below[0]?.hit === true : found.length > 0,
    ...(contents[i] && { byContent: found.length > 0, content: contents[i] }),
  }));
  // Of several that fit the newest image is taken, and only its children are looked at (image/cache, getLocalCachedImage).
  const child = found.at(-1);
  const filesOf = (id: string): KnownFiles => filesAfter(vertex, below, store.result(id)?.id ?? id, sha256);
  if (child !== undefined && (observed === 'cached' || !isBusted)) {
    if (options.observe) link(vertex, parents, content, child, true, options);
    return {
      hit: true,
      forced,
      inputs,
      probe: world === 'best' ? found : [child],
      commit: [child],
      files: filesOf(child),
    };
  }
  const id = newId();
  if (observed !== 'failed') {
    link(vertex, parents, content, id, observed !== 'lost', options);
    store.setResult(id, { id, certain: observed !== 'lost' });
  }
  return { hit: observed === 'cached', forced, inputs, probe: [id], commit: [id], files: filesOf(id) };
}

const linkName = (vertex: Vertex, parent: string): string => `${vertex.digest} on ${parent}`;

function childrenOf(
  vertex: Vertex,
  parent: string,
  content: ContentKey | undefined,
  world: 'best' | 'worst',
  { store }: SolveOptions,
): string[] {
  const usable = (links: readonly Link[]): string[] =>
    links.filter(({ certain }) => certain || world === 'best').map(({ target }) => target);
  const link = linkName(vertex, parent);
  if (!content) return usable(store.targets('', link));
  const text = contentText(content);
  const exact = text === undefined ? [] : usable(store.targets(CONTENT + text, link));
  const others = alike(store.contents(link), content, world);
  return [...exact, ...others.flatMap((other) => usable(store.targets(CONTENT + other, link)))];
}

function link(
  vertex: Vertex,
  parents: readonly string[],
  content: ContentKey | undefined,
  child: string,
  certain: boolean,
  { store }: SolveOptions,
): void {
  const text = content && contentText(content);
  if (content && text === undefined) return;
  for (const parent of parents)
    store.addLink(text === undefined ? '' : CONTENT + text, linkName(vertex, parent), child, certain);
}
