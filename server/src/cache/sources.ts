// Knows: what lies outside the Dockerfile and decides its cache: base images, contexts. Given as plain facts.
import { followPath } from '../context/links';
import { select } from '../context/select';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { BaseImage } from '../build/options';
import type { Definition } from './llb';
import type { Sources } from './solve';
import { NO_FILES, treeFiles, unreadFiles } from './stepFiles';
import { isUsualImage } from './usualImages';
import type { ContentQuery, Vertex } from './vertex';

/** An image that a build starts from or copies from, as an engine knew it. */
export interface BaseFacts {
  /**
   * Keys in the order a builder tries them: the manifest's digest where the store has manifests, then the chain ID of
   * the layers (moby/buildkit: source/containerimage/pull.go, CacheKey). The classic builder has the image ID.
   */
  readonly keys: readonly string[];
  /** Equal for equal file systems: the chain ID. */
  readonly content: string;
  /** What a stage takes over from its config. */
  readonly config?: BaseImage;
}

export interface SourceFacts {
  /**
   * All files of a base image, its layers laid over each other, by reference. A file whose bytes nobody read has no digest;
   * nor has one of which more counts than a tree holds, such as a capability. Absent: nobody listed them.
   */
  readonly baseFiles?: Readonly<Record<string, DirectoryNode>>;
  /** By reference as the Dockerfile has it, expanded. Absent: nobody asked, and the image counts as unchanged. */
  readonly bases: Readonly<Record<string, BaseFacts>>;
  /** The main context as the builder will hold it, after its ignore file; undefined: not read. */
  readonly context: DirectoryNode | undefined;
  /** Named contexts that are folders. */
  readonly namedContexts: Readonly<Record<string, DirectoryNode>>;
}

export function sourcesOf(facts: SourceFacts): Sources {
  return {
    keys(vertex: Vertex): readonly string[] {
      const { effect } = vertex;
      if (effect.kind === 'image') {
        const platform = vertex.parts.find(({ kind }) => kind === 'platform')?.value ?? '';
        const keys = (factsOf(facts.bases, effect.reference) ?? assumedFacts(effect.reference)).keys;
        return keys.map((key) => `image ${key} ${platform}`);
      }
      return effect.kind === 'remote' && isPinned(effect.url, effect.name) ? [`remote ${vertex.digest}`] : [];
    },
    files(vertex: Vertex) {
      const { effect } = vertex;
      if (effect.kind === 'image') {
        const { bases, baseFiles = {} } = facts;
        const { reference } = effect;
        const below = `image ${(factsOf(bases, reference) ?? assumedFacts(reference)).content}`;
        const plain = { ...unreadFiles(below), ...(isUsualImage(reference) && { isUsual: true as const }) };
        const whole = Object.hasOwn(baseFiles, reference) ? baseFiles[reference] : undefined;
        return { plain, ...(whole && { listed: { ...plain, whole } }) };
      }
      if (effect.kind === 'local') {
        const tree = effect.name === 'context' ? facts.context : facts.namedContexts[effect.name];
        return { plain: tree ? treeFiles(tree) : { ...NO_FILES, unread: 'context-not-read' } };
      }
      if (effect.kind === 'remote' && isPinned(effect.url, effect.name))
        return { plain: unreadFiles(`remote ${vertex.digest}`) };
      return { plain: { ...NO_FILES, unread: 'remote' } };
    },
  };
}

/** What is behind an address cannot be known unasked, unless its digest or commit is written down. */
const isPinned = (url: string, checksum: string): boolean =>
  checksum !== '' || /[#&?](?:ref=|checksum=)?[0-9a-f]{40,64}(?:$|[:&])/.test(url);

/** What stands for those of an image of which nobody told any. */
export const assumedFacts = (reference: string): BaseFacts => ({
  keys: [`assumed ${reference}`],
  content: `assumed ${reference}`,
});

export const factsOf = (bases: Readonly<Record<string, BaseFacts>>, reference: string): BaseFacts | undefined =>
  Object.hasOwn(bases, reference) ? bases[reference] : undefined;

/** Files of the contexts whose bytes a plan needs and nobody has read, by context name (`context` is the main one). */
export function unreadPaths(definition: Definition, facts: SourceFacts, sha256: Sha256): Map<string, Set<string>> {
  const needed = new Map<string, Set<string>>();
  for (const { inputs } of definition.vertexes) {
    for (const { vertex, content } of inputs) {
      const effect = definition.vertexes[vertex]?.effect;
      if (effect?.kind !== 'local' || !content) continue;
      const tree = effect.name === 'context' ? facts.context : facts.namedContexts[effect.name];
      if (!tree) continue;
      const paths = needed.get(effect.name) ?? new Set<string>();
      for (const { path, ...query } of content)
        for (const file of select(tree, path, query, sha256).unhashed) paths.add(behindLinks(tree, file, query));
      if (paths.size > 0) needed.set(effect.name, paths);
    }
  }
  return needed;
}

/** Filters name what is behind a link by the link's name; a file that was read belongs where it is. */
const behindLinks = (tree: DirectoryNode, path: string, { include, exclude }: Omit<ContentQuery, 'path'>): string =>
  include.length + exclude.length === 0 ? path : (followPath(tree, path, true)?.path ?? path);

/** References of the images that a build names, so that a host can ask for their facts. */
export const imageReferences = (definition: Definition): string[] => [
  ...new Set(definition.vertexes.flatMap(({ effect }) => (effect.kind === 'image' ? [effect.reference] : []))),
];

/** The image whose files show through what a step leaves: below copies, and below RUNs that are followed. */
export function imageBelow(index: number, { vertexes }: Definition): string | undefined {
  for (let at: number | undefined = index; at !== undefined;) {
    const vertex: Vertex | undefined = vertexes[at];
    if (vertex?.effect.kind === 'image') return vertex.effect.reference;
    at = vertex && baseOf(vertex);
  }
  return undefined;
}

/** What a step leaves as it was, but for what it writes. */
function baseOf({ effect, inputs }: Vertex): number | undefined {
  switch (effect.kind) {
    case 'merge':
      return inputs[0]?.vertex;
    case 'copy':
    case 'mkdir':
    case 'config':
      return effect.base === undefined ? undefined : inputs[effect.base]?.vertex;
    case 'run':
      return effect.output && effect.base !== undefined ? inputs[effect.base]?.vertex : undefined;
    default:
      return undefined;
  }
}

/** Images on whose files a verdict can hang. Of most builds there is none: what a RUN leaves hides what lies below. */
export const imagesAsked = (definition: Definition): string[] => [
  ...new Set(
    definition.vertexes.flatMap(({ inputs }) =>
      inputs.flatMap(({ vertex, content }) => (content ? (imageBelow(vertex, definition) ?? []) : [])),
    ),
  ),
];
