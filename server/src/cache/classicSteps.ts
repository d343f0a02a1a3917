// Knows: BuildGraph → the steps of a builder that makes an image of every instruction and looks for a child of the
// current image with the same text: the classic builder, and buildah by rules near to it.
// Source: moby: daemon/builder/dockerfile/{imageprobe,dispatchers,copy}.go, daemon/internal/image/cache;
// containers/buildah: imagebuildah/stage_executor.go; builder-semantics §2.6.
import { cleanPath, joinPath } from '../base/posixPath';
import type { BuildGraph, Stage } from '../build/graph';
import type { Scope } from '../build/scope';
import { utf8 } from '../context/byteOrder';
import type { Sha256 } from '../context/tree';
import { buildahText } from '../layers/buildahText';
import { classicText } from '../layers/classicText';
import { scopeOnBase, stepsOf } from '../layers/predict';
import { flagOf, type Instruction, type RunInstruction } from '../syntax/model';
import { mountsOf } from '../build/mounts';
import { DEFAULT_FLAGS, type BuildFlags } from './flags';
import { afterInstruction, NOTHING_INHERITED, type InheritedConfig } from './classicConfig';
import { destinationOf, hasWildcards, ownerOf, query } from './copySource';
import type { Definition } from './llb';
import type { ContentQuery, CopyAction, Effect, KeyPart, Vertex, VertexInput } from './vertex';

interface StageState {
  readonly root: number | undefined;
  readonly scope: Scope;
  readonly config: InheritedConfig;
}

/**
 * With `--target` the classic builder builds every stage up to the target, needed or not (builder-semantics §6b.19); buildah
 * builds those that are needed.
 */
export function defineClassicBuild(graph: BuildGraph, flags: BuildFlags, sha256: Sha256): Definition {
  const vertexes: Vertex[] = [];
  const states: StageState[] = [];
  const contextPaths = new Set<string>();
  const isBuildah = graph.options.builder === 'buildah';
  const write = isBuildah ? buildahText : classicText(graph.options.frontend);
  const add = (vertex: {
    effect: Effect;
    parts: readonly KeyPart[];
    inputs: readonly VertexInput[];
    ignoreCache?: boolean;
    isNeverFound?: boolean;
    step?: Vertex['step'];
  }): number => {
    const digest = sha256(utf8(JSON.stringify(vertex.parts.map(({ kind, value }) => [kind, value]))));
    return vertexes.push({ ignoreCache: false, ...vertex, digest } as Vertex) - 1;
  };
  const source = (effect: Effect, name: string): number => {
    const known = vertexes.findIndex((vertex) => vertex.effect.kind === effect.kind && vertex.parts[0]?.value === name);
    return known === -1 ? add({ effect, parts: [{ kind: 'sources', value: name }], inputs: [] }) : known;
  };
  const last = graph.target?.index ?? -1;
  const needed = isBuildah ? neededStages(graph, flags) : undefined;
  for (const written of graph.stages.slice(0, last + 1)) {
    const stage = isBuildah ? withNamedBase(written, graph, flags) : written;
    if (needed?.has(stage.index) === false) {
      states.push({ root: undefined, scope: scopeOnBase(stage, graph), config: NOTHING_INHERITED });
      continue;
    }
    const below = stage.base.kind === 'stage' ? states[stage.base.stage] : undefined;
    const scope = below?.scope.child() ?? scopeOnBase(stage, graph);
    let root =
      below?.root ??
      (stage.base.kind === 'image'
        ? source({ kind: 'image', reference: stage.base.reference }, stage.base.reference)
        : undefined);
    const directories = new Set<string>();
    let config = below?.config ?? NOTHING_INHERITED;
    let ordinal = 0;
    const belowStage = stage.base.kind === 'stage' ? graph.stages[stage.base.stage] : undefined;
    for (const { step, trigger } of stepsOf(stage, belowStage, graph)) {
      const acts = trigger ?? step;
      const workdirBefore = scope.workdir;
      const copy =
        acts.keyword === 'COPY' || acts.keyword === 'ADD'
          ? copyOf(acts, scope, stage, graph, isBuildah ? flags : DEFAULT_FLAGS)
          : undefined;
      const entry = write(acts, scope, { fileSystemIsEmpty: root === undefined, madeDirectories: directories });
      if (!entry) continue;
      const inputs: VertexInput[] = root === undefined ? [] : [{ vertex: root, selector: '' }];
      let effect: Effect = { kind: 'config', ...(root !== undefined && { base: 0 }) };
      const parts: KeyPart[] = [{ kind: 'instruction', value: entry.text }];
      if (acts.keyword === 'RUN') {
        effect = { kind: 'run', ...(root !== undefined && { base: 0 }) };
        const shown = isBuildah ? shownBy(acts, scope) : [];
        if (shown.length > 0)
          inputs.push({ vertex: source({ kind: 'local', name: 'context' }, 'context'), selector: '', content: shown });
      } else if (acts.keyword === 'WORKDIR')
        effect = { kind: 'mkdir', path: cleanPath(scope.workdir), owner: '', ...(root !== undefined && { base: 0 }) };
      else if (copy) {
        const from =
          copy.from === undefined
            ? source({ kind: 'local', name: 'context' }, 'context')
            : copy.folder !== undefined
              ? // Which of its files an ignore file keeps out hangs on the version.
                source({ kind: 'remote', url: copy.folder, name: '' }, copy.folder)
              : (states[copy.from]?.root ??
                (copy.image === undefined ? undefined : source({ kind: 'image', reference: copy.image }, copy.image)));
        if (copy.from === undefined) for (const { query } of copy.actions) contextPaths.add(query.path);
        if (from !== undefined) {
          const input =
            inputs.push({ vertex: from, selector: '', content: copy.actions.map(({ query }) => query) }) - 1;
          effect = {
            kind: 'copy',
            actions: copy.actions.map((action) => ({ ...action, input })),
            ...(root !== undefined && { base: 0 }),
          };
        }
        // What stands in the text is all that buildah knows of the destination.
        if (!isBuildah) parts.push({ kind: 'destination', value: joinPath(workdirBefore, '/') });
      }
      const merged = isBuildah ? { config, isFound: true } : afterInstruction(config, acts);
      config = merged.config;
      root = add({
        effect,
        parts,
        inputs,
        ignoreCache: flags.noCache === true,
        ...(!merged.isFound && { isNeverFound: true }),
        step: {
          stage,
          instruction: step,
          ...(trigger && { trigger }),
          text: trigger ? `ONBUILD ${titleOf(acts)}` : titleOf(acts),
          ordinal: ++ordinal,
        },
      });
    }
    states.push({ root, scope, config });
  }
  return { vertexes, contextPaths: [...contextPaths] };
}

/** Of the context, by bind mounts. */
const shownBy = (run: RunInstruction, scope: Scope): ContentQuery[] =>
  mountsOf(run).flatMap(({ type, from, source }) =>
    type === 'bind' && from === '' ? [query(joinPath('/', scope.expand(source).text) || '/')] : [],
  );

const titleOf = (instruction: Instruction): string =>
  instruction.original.value.trim().replace(/^\S+/, (word) => word.toUpperCase());

interface ClassicCopy {
  readonly actions: readonly Omit<CopyAction, 'input'>[] & readonly CopyAction[];
  /** Stage that the files come from; undefined: the context; -1: an image. */
  readonly from: number | undefined;
  readonly image?: string;
  /** A named context that is no image. */
  readonly folder?: string;
}

/** The image that a named context puts in the place of a stage or an image of that name; undefined: none does. */
function namedImage(name: string, { namedContexts }: BuildFlags): string | undefined {
  const context = Object.hasOwn(namedContexts, name) ? namedContexts[name] : undefined;
  return context === undefined ? undefined : /^docker-image:\/\/(.*)$/.exec(context)?.[1];
}

function withNamedBase(stage: Stage, graph: BuildGraph, flags: BuildFlags): Stage {
  const { base } = stage;
  if (base.kind === 'scratch') return stage;
  const name = base.kind === 'stage' ? graph.stages[base.stage]?.name : base.reference;
  const reference = name === undefined ? undefined : namedImage(name, flags);
  return reference === undefined ? stage : { ...stage, base: { kind: 'image', reference } };
}

/** Indexes; a stage in whose place a named context stands is not. */
function neededStages(graph: BuildGraph, flags: BuildFlags): ReadonlySet<number> {
  const needed = new Set<number>();
  const pending = graph.target ? [graph.target.index] : [];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const written = graph.stages[index];
    if (needed.has(index) || !written) continue;
    needed.add(index);
    const { base, uses } = withNamedBase(written, graph, flags);
    if (base.kind === 'stage') pending.push(base.stage);
    pending.push(...uses.filter((used) => !Object.hasOwn(flags.namedContexts, graph.stages[used]?.name ?? '')));
  }
  return needed;
}

function copyOf(
  instruction: Instruction & { keyword: 'COPY' | 'ADD' },
  scope: Scope,
  stage: Stage,
  graph: BuildGraph,
  flags: BuildFlags,
): ClassicCopy {
  const text = (value: string): string => scope.expand(value).text;
  const destination = destinationOf(text(instruction.destination?.text ?? ''), scope.workdir);
  const owner = ownerOf(text(flagOf(instruction, 'chown')?.value ?? ''));
  const actions = instruction.sources.map((word): CopyAction => {
    const path = joinPath('/', text(word.text));
    return {
      input: 0,
      query: {
        path: path === '' ? '/' : path,
        wildcard: hasWildcards(path),
        followLinks: true,
        include: [],
        exclude: [],
        withPaths: graph.options.builder !== 'buildah',
      },
      destination,
      owner,
      mode: text(flagOf(instruction, 'chmod')?.value ?? ''),
      unpack: instruction.keyword === 'ADD',
      parents: false,
    };
  });
  const from = instruction.keyword === 'COPY' ? flagOf(instruction, 'from')?.value : undefined;
  if (from === undefined || from === '') return { actions, from: undefined };
  const named = namedImage(from, flags);
  if (named !== undefined) return { actions, from: -1, image: named };
  if (Object.hasOwn(flags.namedContexts, from)) return { actions, from: -1, folder: from };
  const index = /^\d+$/.test(from)
    ? Number(from)
    : graph.stages.findLast(({ name, index: at }) => name === from.toLowerCase() && at < stage.index)?.index;
  return index === undefined || index >= stage.index ? { actions, from: -1, image: from } : { actions, from: index };
}
