// Knows: how the classic builder walks its steps: a child of the current image with the same text and the same content
// is a hit; the first miss of a stage ends the looking until the next FROM. Buildah walks them so, too.
// Source: moby: daemon/builder/dockerfile/imageprobe.go; containers/buildah: imagebuildah/stage_executor.go (Execute,
// intermediateImageExists); builder-semantics §2.6.
import { addedContent, shownContent, takenContent } from './addedContent';
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
import type { DirectoryNode } from '../context/tree';
import { NO_FILES } from './stepFiles';
import { hasNamedOwner } from './writes';
import type { Vertex } from './vertex';

const UNREAD = '?';

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
  const contents = vertex.inputs.map((_, i) => contentOf(vertex, i, below[i]?.files, options));
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
  // Buildah goes through its images in the order in which they were made, and takes the first.
  const child = found.at(options.isBuildah === true ? 0 : -1);
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

function contentOf(
  { effect, inputs }: Vertex,
  at: number,
  files: KnownFiles = { plain: NO_FILES },
  { isBuildah, vertexes, sha256 }: SolveOptions,
): ContentKey | undefined {
  const input = inputs[at];
  if (!input?.content) return undefined;
  const key = (): ContentKey => contentAt(files, input.content ?? [], sha256);
  if (isBuildah !== true) return key();
  if (effect.kind !== 'copy') return shownContent(key());
  const isContext = vertexes[input.vertex]?.effect.kind === 'local';
  const tree = allFiles(files);
  return tree ? addedContent(effect.actions, tree, !isContext, sha256) : takenContent(key(), effect.actions);
}

/** Undefined where some of them are not known. */
function allFiles({ plain }: KnownFiles): DirectoryNode | undefined {
  const { below, written, loose, isLed, unread } = plain;
  const isAll = below === undefined && loose.length === 0 && isLed !== true && unread === undefined;
  return isAll && !hasNamedOwner(written) ? written : undefined;
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
  { store, isBuildah }: SolveOptions,
): void {
  // What nobody read leaves a mark: a later build may find it again, and nobody can say whether.
  const text = content && (contentText(content) ?? (isBuildah === true ? UNREAD : undefined));
  if (content && text === undefined) return;
  for (const parent of parents)
    store.addLink(text === undefined ? '' : CONTENT + text, linkName(vertex, parent), child, certain);
}
