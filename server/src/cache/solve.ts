// Knows: how a builder walks its vertexes and decides for each whether a stored result fits: BuildKit's two routes per
// input, and what a build then leaves in the key store.
// Source: moby/buildkit: solver/edge.go (probeCache, recalcCurrentState, commitOptions), solver/cachemanager.go.
import { utf8 } from '../context/byteOrder';
import { treeDigest, type Sha256 } from '../context/tree';
import { asListed, contentOf, contentText, isOpen, likeness, withListed, type ContentKey } from './contentKey';
import { CONTENT, type KeyStore } from './keyStore';
import { contentKeyOf, withCopies, withDirectory, withKept } from './resultFiles';
import { withRun } from './runFiles';
import { NO_FILES, treeFiles, unreadFiles, withTrail, type ResultFiles } from './stepFiles';
import { laidOver } from './writes';
import type { ContentQuery, Effect, Vertex, VertexInput } from './vertex';

/** What a source vertex is, seen from outside the Dockerfile. */
export interface Sources {
  /** Keys of a source in the order the builder tries them; none: it never matches by definition. */
  keys(vertex: Vertex): readonly string[];
  files(vertex: Vertex): KnownFiles;
}

/**
 * What is known of the files of a result: as if nobody listed an image, and where somebody did, with what the list tells.
 * The first is what every plan has, so it makes the names of contents; the other one says more of them.
 */
export interface KnownFiles {
  readonly plain: ResultFiles;
  readonly listed?: ResultFiles;
}

/** `best`: whatever may be equal is. `worst`: nothing is that is not known to be. */
export type World = 'best' | 'worst';

/**
 * What a recorded build said of a step. `unseen`: nothing, but the build went through. `failed`: it did not come to an
 * end. `lost`: the build failed and nothing was told of its steps.
 */
export type Observation = 'cached' | 'ran' | 'unseen' | 'failed' | 'lost';

export interface SolvedInput {
  /** True when some key of the input led to a result by its definition. */
  readonly byDefinition: boolean;
  /** True when its content did; undefined: there is no content route. */
  readonly byContent?: boolean;
  readonly content?: ContentKey;
}

export interface Solved {
  readonly hit: boolean;
  readonly forced: boolean;
  readonly inputs: readonly SolvedInput[];
  /** Keys that what stands on it may match by. */
  readonly probe: readonly string[];
  /** Keys that its result is stored under. */
  readonly commit: readonly string[];
  readonly files: KnownFiles;
}

export interface SolveOptions {
  readonly vertexes: readonly Vertex[];
  /** Changed by the walk: give a fork to try things out. */
  readonly store: KeyStore;
  readonly sources: Sources;
  readonly world: World;
  readonly sha256: Sha256;
  /** As in BuildFlags. */
  readonly runsGiveKeys?: boolean;
  /** Buildah's rules: how it knows copied files again, and which of several images it takes. */
  readonly isBuildah?: boolean;
  /** Makes names for new keys and results, unlike all others. */
  readonly newId: () => string;
  /** Given when a build that took place is learned. */
  readonly observe?: (index: number) => Observation;
}

export function solve(options: SolveOptions): readonly Solved[] {
  const solved: Solved[] = [];
  for (const [index, vertex] of options.vertexes.entries()) {
    solved.push(
      vertex.inputs.length === 0 ? solveRoot(vertex, index, options) : solveInner(vertex, index, solved, options),
    );
  }
  return solved;
}

const isSource = ({ kind }: Effect): boolean => kind === 'image' || kind === 'local' || kind === 'remote';

function solveRoot(vertex: Vertex, index: number, options: SolveOptions): Solved {
  const { store, sources, newId } = options;
  const keys = isSource(vertex.effect) ? sources.keys(vertex) : [`op:${vertex.digest}`];
  const observed = vertex.step ? options.observe?.(index) : undefined;
  const filesOf = (result: string): KnownFiles =>
    isSource(vertex.effect) ? sources.files(vertex) : filesAfter(vertex, [], result, options.sha256);
  // The builder tries its keys one after the other and stops at the first that has a result.
  const found = keys.find((key) => isThere(store, key, options.world));
  const forced = vertex.ignoreCache;
  // A vertex on nothing is told as having run for the mere asking of its key (solver/jobs.go, CacheMap): not believed.
  if (found !== undefined && !forced) {
    return {
      hit: true,
      forced,
      inputs: [],
      probe: [found],
      commit: [found],
      files: filesOf(store.result(found)?.id ?? ''),
    };
  }
  const result = newId();
  if (observed !== 'failed') for (const key of keys) store.setResult(key, { id: result, certain: observed !== 'lost' });
  return {
    hit: observed === 'cached',
    forced,
    inputs: [],
    probe: forced ? [] : keys,
    commit: keys,
    files: filesOf(result),
  };
}

export const isThere = (store: KeyStore, key: string, world: World): boolean => {
  const result = store.result(key);
  return result !== undefined && (world === 'best' || result.certain);
};

/** Stands for a content that was not read. */
const UNREAD = '?';

interface Matches {
  readonly input: SolvedInput;
  readonly targets: ReadonlySet<string>;
}

function solveInner(vertex: Vertex, index: number, solved: readonly Solved[], options: SolveOptions): Solved {
  const { store, newId, sha256 } = options;
  const below = vertex.inputs.map(({ vertex: at }) => solved[at]);
  const contents = vertex.inputs.map(({ content }, i) => {
    const files = below[i]?.files;
    return content && files ? contentAt(files, content, sha256) : undefined;
  });
  const matches = vertex.inputs.map((input, i) =>
    matchInput(vertex, input, i, below[i], contents[i], options, options.world),
  );
  let common = withResult(commonTargets(matches), options, options.world);
  const observed = vertex.step ? options.observe?.(index) : undefined;
  if (observed === 'cached' && common.length === 0) {
    // The builder knows better: whatever may be equal is.
    const hopeful = vertex.inputs.map((input, i) =>
      matchInput(vertex, input, i, below[i], contents[i], options, 'best'),
    );
    common = withResult(commonTargets(hopeful), options, 'best');
  }
  const inputs = matches.map(({ input }) => input);
  const link = (key: string, certain: boolean): void => {
    vertex.inputs.forEach((input, i) => {
      for (const from of below[i]?.commit ?? []) store.addLink(from, definitionLink(vertex, input, i), key, certain);
      if (!contents[i]) return;
      // What nobody read leaves a mark all the same: a later build may find it again, and nobody can say whether.
      const text = contentText(contents[i]) ?? UNREAD;
      store.addLink(CONTENT + text, contentLink(vertex, i), key, certain);
    });
  };
  /**
   * A forced input gives no keys away, and yet its result has the old one: what had to run on it is stored under the key
   * that it had before, and from BuildKit 0.32 on what stands on that hits again (moby/buildkit: solver/edge.go).
   */
  const keyOfOld = (): string | undefined => {
    if (options.runsGiveKeys !== true) return undefined;
    if (!below.some((one) => one !== undefined && one.probe.length === 0 && one.commit.length > 0)) return undefined;
    const stored = vertex.inputs.map((input, i) => {
      const one = below[i];
      return matchInput(vertex, input, i, one && { ...one, probe: one.commit }, contents[i], options, options.world);
    });
    return commonTargets(stored)[0];
  };
  const forced = vertex.ignoreCache;
  const [best] = common;
  const runs = forced || best === undefined || observed === 'ran';
  if (!runs) {
    if (observed !== 'lost' && observed !== 'failed') link(best, true);
    return {
      hit: true,
      forced,
      inputs,
      probe: common,
      commit: [best],
      files: filesAfter(vertex, below, store.result(best)?.id ?? best, sha256),
    };
  }
  const id = best ?? keyOfOld() ?? newId();
  const result = withLayout(newId(), vertex, below, sha256);
  if (observed !== 'failed') {
    link(id, observed !== 'lost');
    store.setResult(id, { id: result, certain: observed !== 'lost' });
  }
  return {
    hit: observed === 'cached',
    forced,
    inputs,
    // A step that was forced to run gives away no keys (solver/edge.go, processExecReq).
    probe: forced ? [] : [id],
    commit: [id],
    files: filesAfter(vertex, below, result, sha256),
  };
}

function matchInput(
  vertex: Vertex,
  input: VertexInput,
  at: number,
  below: Solved | undefined,
  content: ContentKey | undefined,
  { store }: SolveOptions,
  world: World,
): Matches {
  const targets = new Set<string>();
  const take = (from: string, link: string): boolean => {
    let any = false;
    for (const { target, certain } of store.targets(from, link)) {
      if (world === 'worst' && !certain) continue;
      targets.add(target);
      any = true;
    }
    return any;
  };
  let byDefinition = false;
  for (const key of below?.probe ?? []) byDefinition = take(key, definitionLink(vertex, input, at)) || byDefinition;
  if (!content) return { input: { byDefinition }, targets };
  const link = contentLink(vertex, at);
  const text = contentText(content);
  let byContent = text !== undefined && take(CONTENT + text, link);
  for (const other of alike(store.contents(link), content, world)) byContent = take(CONTENT + other, link) || byContent;
  return { input: { byDefinition, byContent, content }, targets };
}

/** Contents that are the same under another name, and in the best world those that may be. */
export function alike(contents: readonly string[], content: ContentKey, world: World): readonly string[] {
  const text = contentText(content);
  if (text === undefined) return world === 'best' ? contents : [];
  const isKnown = !content.some(isOpen);
  return contents.filter((other) => {
    if (other === text || (isKnown && other.startsWith('=') && !other.includes('~'))) return false;
    const found = likeness(contentOf(other), content);
    return found === 'same' || (world === 'best' && found === 'unknown');
  });
}

export function contentAt({ plain, listed }: KnownFiles, asked: readonly ContentQuery[], sha256: Sha256): ContentKey {
  const key = contentKeyOf(plain, asked, sha256);
  return listed ? withListed(key, contentKeyOf(listed, asked, sha256)) : key;
}

const definitionLink = ({ digest }: Vertex, { selector }: VertexInput, at: number): string =>
  `${digest} ${String(at)} ${selector.replaceAll('\0', ' ')}`;
/** Content has no selector: equal content matches whatever path it came from. */
const contentLink = ({ digest }: Vertex, at: number): string => `${digest} ${String(at)}`;

/** Results that every input leads to. */
function commonTargets(matches: readonly Matches[]): string[] {
  const [first, ...rest] = matches;
  return [...(first?.targets ?? [])].filter((target) => rest.every(({ targets }) => targets.has(target)));
}

const withResult = (targets: readonly string[], { store }: SolveOptions, world: World): string[] =>
  targets.filter((target) => isThere(store, target, world));

/** The files that a vertex leaves; `result` names what a RUN wrote. */
export function filesAfter(
  vertex: Vertex,
  below: readonly (Solved | undefined)[],
  result: string,
  sha256: Sha256,
): KnownFiles {
  const isKept = hasOtherLayout(result, vertex, below, sha256);
  const after = (files: readonly (ResultFiles | undefined)[]): ResultFiles =>
    effectOn(files, vertex, result, isKept, sha256);
  const plain = after(below.map((one) => one?.files.plain));
  if (!below.some((one) => one?.files.listed)) return { plain };
  return { plain, listed: after(below.map((one) => one?.files.listed ?? one?.files.plain)) };
}

function effectOn(
  below: readonly (ResultFiles | undefined)[],
  { effect }: Vertex,
  result: string,
  isKept: boolean,
  sha256: Sha256,
): ResultFiles {
  const base = 'base' in effect ? (below[effect.base] ?? NO_FILES) : NO_FILES;
  switch (effect.kind) {
    case 'run':
      return (effect.output && withRun(base, effect.output, sha256)) ?? unreadFiles(`run ${result}`);
    case 'copy':
      return isKept ? withKept(base, effect.actions, result, sha256) : withCopies(base, effect.actions, below, sha256);
    case 'mkdir':
      return withDirectory(base, effect.path, effect.owner, sha256);
    case 'config':
      return base;
    case 'inline':
      return inlineFile(effect.name, effect.mode, effect.content, sha256);
    case 'merge': {
      const [lower = NO_FILES, upper = NO_FILES] = below;
      const unread = lower.unread ?? upper.unread;
      const merged: ResultFiles = {
        below: lower.below,
        written: laidOver(lower.written, upper.written),
        loose: [...lower.loose, ...upper.loose],
        trail: lower.trail,
        ...(lower.isUsual && { isUsual: true }),
        ...((lower.isLed ?? upper.isLed) && { isLed: true }),
        ...(unread !== undefined && { unread }),
      };
      return withTrail(merged, JSON.stringify([treeDigest(upper.written, sha256), upper.loose]), sha256);
    }
    case 'image':
    case 'local':
    case 'remote':
      return NO_FILES;
  }
}

/**
 * BuildKit up to 0.25 does not see that a file moved to another folder: the step is a hit, and what it left has the old
 * places. So the result's name holds the places, as far as the step's content does not.
 */
function layoutOf({ inputs }: Vertex, below: readonly (Solved | undefined)[], sha256: Sha256): string | undefined {
  const parts = inputs.flatMap(({ content }, i) => {
    const files = below[i]?.files;
    const byName = content?.filter(({ listedBy }) => listedBy === 'name') ?? [];
    const byPath = byName.map((asked): ContentQuery => ({ ...asked, listedBy: 'path' }));
    return files && byName.some(isListed) ? asListed(contentAt(files, byPath, sha256)) : [];
  });
  const text = parts.length === 0 ? undefined : contentText(parts);
  return text === undefined ? undefined : sha256(utf8(text));
}

const LAYOUT = ' layout ';

const isListed = ({ wildcard, include, exclude }: ContentQuery): boolean =>
  wildcard || include.length + exclude.length > 0;

function withLayout(id: string, vertex: Vertex, below: readonly (Solved | undefined)[], sha256: Sha256): string {
  const layout = layoutOf(vertex, below, sha256);
  return layout === undefined ? id : id + LAYOUT + layout;
}

function hasOtherLayout(
  result: string,
  vertex: Vertex,
  below: readonly (Solved | undefined)[],
  sha256: Sha256,
): boolean {
  const at = result.lastIndexOf(LAYOUT);
  return at !== -1 && result.slice(at + LAYOUT.length) !== layoutOf(vertex, below, sha256);
}

function inlineFile(name: string, mode: number, content: string, sha256: Sha256): ResultFiles {
  const bytes = utf8(content);
  const node = { kind: 'file', mode, uid: 0, gid: 0, mtime: '', size: bytes.length, digest: sha256(bytes) } as const;
  return treeFiles({
    kind: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: '',
    children: new Map([[name, node]]),
  });
}
