// Knows: BuildGraph → the steps of a builder that makes an image of every instruction and looks for a child of the
// current image with the same text: the classic builder, and buildah by rules near to it.
// Source: moby: daemon/builder/dockerfile/{imageprobe,dispatchers,copy}.go, daemon/internal/image/cache; builder-semantics §2.6.
import { cleanPath, joinPath } from '../base/posixPath';
import type { BuildGraph, Stage } from '../build/graph';
import type { Scope } from '../build/scope';
import { utf8 } from '../context/byteOrder';
import type { Sha256 } from '../context/tree';
import { buildahText } from '../layers/buildahText';
import { classicText } from '../layers/classicText';
import { scopeOnBase, stepsOf } from '../layers/predict';
import { flagOf, type Instruction } from '../syntax/model';
import type { BuildFlags } from './flags';
import { afterInstruction, NOTHING_INHERITED, type InheritedConfig } from './classicConfig';
import { destinationOf, hasWildcards, ownerOf } from './copySource';
import type { Definition } from './llb';
import type { CopyAction, Effect, KeyPart, Vertex, VertexInput } from './vertex';

interface StageState {
  readonly root: number | undefined;
  readonly scope: Scope;
  readonly config: InheritedConfig;
}

/** With `--target` every stage up to the target is built, needed or not (builder-semantics §6b.19). */
export function defineClassicBuild(graph: BuildGraph, flags: BuildFlags, sha256: Sha256): Definition {
  const vertexes: Vertex[] = [];
  const states: StageState[] = [];
  const contextPaths = new Set<string>();
  const write = graph.options.builder === 'buildah' ? buildahText : classicText(graph.options.frontend);
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
  for (const stage of graph.stages.slice(0, last + 1)) {
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
      const copy = acts.keyword === 'COPY' || acts.keyword === 'ADD' ? copyOf(acts, scope, stage, graph) : undefined;
      const entry = write(acts, scope, { fileSystemIsEmpty: root === undefined, madeDirectories: directories });
      if (!entry) continue;
      const inputs: VertexInput[] = root === undefined ? [] : [{ vertex: root, selector: '' }];
      let effect: Effect = { kind: 'config', ...(root !== undefined && { base: 0 }) };
      const parts: KeyPart[] = [{ kind: 'instruction', value: entry.text }];
      if (acts.keyword === 'RUN') effect = { kind: 'run', ...(root !== undefined && { base: 0 }) };
      else if (acts.keyword === 'WORKDIR')
        effect = { kind: 'mkdir', path: cleanPath(scope.workdir), owner: '', ...(root !== undefined && { base: 0 }) };
      else if (copy) {
        const from =
          copy.from === undefined
            ? source({ kind: 'local', name: 'context' }, 'context')
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
        parts.push({ kind: 'destination', value: joinPath(workdirBefore, '/') });
      }
      const merged = afterInstruction(config, acts);
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

const titleOf = (instruction: Instruction): string =>
  instruction.original.value.trim().replace(/^\S+/, (word) => word.toUpperCase());

interface ClassicCopy {
  readonly actions: readonly Omit<CopyAction, 'input'>[] & readonly CopyAction[];
  /** Stage that the files come from; undefined: the context; -1: an image. */
  readonly from: number | undefined;
  readonly image?: string;
}

function copyOf(
  instruction: Instruction & { keyword: 'COPY' | 'ADD' },
  scope: Scope,
  stage: Stage,
  graph: BuildGraph,
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
        withPaths: true,
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
  const index = /^\d+$/.test(from)
    ? Number(from)
    : graph.stages.findLast(({ name, index: at }) => name === from.toLowerCase() && at < stage.index)?.index;
  return index === undefined || index >= stage.index ? { actions, from: -1, image: from } : { actions, from: index };
}
