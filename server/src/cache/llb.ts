// Knows: BuildGraph → vertexes, as the Dockerfile frontend makes them for one target. Only equality of keys between two
// builds matters, so a digest covers the same facts as the builder's, not the same bytes.
// Longer than most: RUN, COPY and WORKDIR are converted in one pass over one state, as the frontend does it.
// Source: moby/buildkit: frontend/dockerfile/dockerfile2llb/{convert,convert_copy,convert_runmount}.go, client/llb/{exec,fileop}.go.
import { cleanPath, joinPath } from '../base/posixPath';
import type { BuildGraph, Stage } from '../build/graph';
import { mountsOf } from '../build/mounts';
import type { Scope } from '../build/scope';
import { scopeOnBase, stepsOf } from '../layers/predict';
import { expand } from '../syntax/expand';
import { chompTabs } from '../syntax/heredoc';
import { flagIsOn, flagOf, flagsOf, type Instruction, type RunInstruction } from '../syntax/model';
import type { Sha256 } from '../context/tree';
import type { BuildFlags } from './flags';
import {
  baseName,
  dedupe,
  destinationOf,
  isGit,
  isRemote,
  modeOf,
  ownerOf,
  query,
  remoteName,
  sourceQuery,
} from './copySource';
import type { ShellParser } from '../shell/model';
import { runOutput } from './runOutput';
import { mountParts, type MountSource } from './mountParts';
import { VertexList, type Made } from './vertexList';
import { runArguments, runTitle, shebangScript } from './runText';
import type { ContentQuery, CopyAction, KeyPart, Vertex, VertexInput, VertexStep } from './vertex';

/** A file of more steps is nobody's Dockerfile: the rest is left out, and counted as not planned. */
const MOST_VERTEXES = 20_000;

export interface Definition {
  /** Inputs stand before what uses them. */
  readonly vertexes: readonly Vertex[];
  /** Paths that the build takes from the main context, as the builder asks for them. */
  readonly contextPaths: readonly string[];
}

/** `shell` reads the scripts of RUNs; without it a RUN may write anything. */
export function defineBuild(graph: BuildGraph, flags: BuildFlags, sha256: Sha256, shell?: ShellParser): Definition {
  return new Conversion(graph, flags, sha256, shell).run();
}

interface StageState {
  /** The root file system; undefined: scratch. */
  readonly root: Made | undefined;
  readonly scope: Scope;
}

class Conversion {
  readonly #list: VertexList;
  readonly #ends = new Map<number, StageState>();
  readonly #contextPaths = new Set<string>();

  constructor(
    private readonly graph: BuildGraph,
    private readonly flags: BuildFlags,
    sha256: Sha256,
    private readonly shell: ShellParser | undefined,
  ) {
    this.#list = new VertexList(sha256);
  }

  run(): Definition {
    for (const stage of this.graph.stages) if (this.graph.reachable.has(stage.index)) this.#stage(stage);
    const target = this.graph.target && this.#ends.get(this.graph.target.index)?.root;
    return { vertexes: this.#list.named(target), contextPaths: [...this.#contextPaths] };
  }

  #stage(stage: Stage): void {
    const { graph } = this;
    const replaced = stage.name === undefined ? undefined : this.#replaced(stage.name, stage);
    if (replaced) {
      // The instructions of a stage that a named context stands for vanish (convert.go, buildDispatchStates).
      this.#ends.set(stage.index, { root: replaced, scope: scopeOnBase(stage, graph) });
      return;
    }
    const below = stage.base.kind === 'stage' ? this.#ends.get(stage.base.stage) : undefined;
    const scope = below?.scope.child() ?? scopeOnBase(stage, graph);
    let root = below?.root ?? this.#baseOf(stage);
    let ordinal = stage.base.kind === 'image' ? 1 : 0;
    const belowStage = stage.base.kind === 'stage' ? graph.stages[stage.base.stage] : undefined;
    for (const { step, trigger } of stepsOf(stage, belowStage, graph)) {
      if (this.#list.length > MOST_VERTEXES) break;
      const acts = trigger ?? step;
      const of = (text: string): VertexStep => ({
        stage,
        instruction: step,
        ...(trigger && { trigger }),
        text: trigger ? `ONBUILD ${text}` : text,
        ordinal: ++ordinal,
      });
      switch (acts.keyword) {
        case 'RUN':
          root = this.#run(acts, scope, root, stage, of);
          break;
        case 'COPY':
        case 'ADD':
          root = this.#copy(acts, scope, root, stage, of);
          break;
        case 'WORKDIR':
          scope.apply(acts);
          root = this.#workdir(acts, scope, root, of);
          continue;
        default:
          break;
      }
      scope.apply(acts);
    }
    this.#ends.set(stage.index, { root, scope });
  }

  /** Undefined for scratch. */
  #baseOf(stage: Stage): Made | undefined {
    if (stage.base.kind !== 'image') return undefined;
    const { reference } = stage.base;
    return this.#replaced(reference, stage) ?? this.#image(reference, this.#stagePlatform(stage));
  }

  #image(reference: string, platform: string): Made {
    return this.#list.add({
      effect: { kind: 'image', reference },
      parts: [
        { kind: 'sources', value: reference },
        { kind: 'platform', value: platform },
      ],
      inputs: [],
      made: [],
    });
  }

  /** Platform of a stage: its own flag, that of the stage it stands on, or the target's. */
  #stagePlatform(stage: Stage): string {
    for (
      let at: Stage | undefined = stage;
      at;
      at = at.base.kind === 'stage' ? this.graph.stages[at.base.stage] : undefined
    ) {
      const flag = flagOf(at.from, 'platform')?.value;
      if (flag === undefined) continue;
      const { text } = expand(
        flag,
        { get: (name) => this.graph.globals.get(name) },
        { escape: this.graph.model.escape },
      );
      return text;
    }
    const { os, architecture, variant } = this.graph.options.platform;
    return variant === '' ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
  }

  #local(name: string): Made {
    return this.#list.add({
      effect: { kind: 'local', name },
      parts: [{ kind: 'sources', value: name }],
      inputs: [],
      made: [],
    });
  }

  #inline(name: string, mode: number, content: string): Made {
    return this.#list.add({
      effect: { kind: 'inline', name, mode, content },
      parts: [{ kind: 'instruction', value: `${name}\0${mode.toString(8)}\0${content}` }],
      inputs: [],
      made: [],
    });
  }

  #run(
    run: RunInstruction,
    scope: Scope,
    root: Made | undefined,
    stage: Stage,
    of: (text: string) => VertexStep,
  ): Made {
    const { flags, graph } = this;
    const frontend = graph.options.frontend;
    const windows = graph.options.platform.os === 'windows';
    const inputs: VertexInput[] = [];
    const made: Made[] = [];
    const vertexOf = (one: Made): number => {
      made.push(one);
      return one.vertex;
    };
    if (root !== undefined) inputs.push({ vertex: vertexOf(root), selector: '/' });
    const script = shebangScript(run, frontend, windows);
    const sources: MountSource[] =
      script === undefined
        ? []
        : [
            {
              target: '/dev/pipes/',
              type: 'bind',
              vertex: vertexOf(this.#inline(script.name, 0o755, script.content)),
              selector: '/',
              readonly: true,
              options: '',
            },
          ];
    const env = [...scope.environment].map(([key, value]) => `${key}=${value}`);
    const mounts = mountParts(mountsOf(run), scope, flags.cacheNamespace, {
      context: (path) => {
        this.#contextPaths.add(path);
        return vertexOf(this.#local('context'));
      },
      from: (name) => {
        const source = this.#mountSource(name, stage);
        return source && vertexOf(source);
      },
      cacheOwner: (mode, uid, gid) =>
        vertexOf(
          this.#list.add({
            effect: { kind: 'mkdir', path: '/cache', owner: `${String(uid)}:${String(gid)}` },
            parts: [{ kind: 'instruction', value: `cache ${mode.toString(8)} ${String(uid)}:${String(gid)}` }],
            inputs: [],
            made: [],
          }),
        ),
    });
    sources.push(...mounts.sources);
    sources.sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0));
    const lines: string[] = [];
    for (const source of sources) lines.push(mountLine(source, inputs));
    const writable = inputs.flatMap(({ vertex }, i) =>
      sources.some((source) => source.vertex === vertex && source.type === 'bind' && !source.readonly) ? [i] : [],
    );
    if (mounts.needsSshSocket && !scope.environment.has('SSH_AUTH_SOCK')) env.push(`SSH_AUTH_SOCK=${mounts.sshSocket}`);
    const network = flagOf(run, 'network')?.value ?? '';
    const security = flagOf(run, 'security')?.value ?? '';
    const argv = runArguments(run, scope, frontend, windows);
    // What is mounted may be read and written through.
    const isPlain = run.form !== 'exec' && script === undefined && run.flags.every(({ name }) => name === 'network');
    const { environment, workdir, user } = scope;
    const output = this.shell && isPlain ? runOutput({ argv, environment, workdir, user }, this.shell) : undefined;
    const parts: KeyPart[] = [
      { kind: 'instruction', value: JSON.stringify(argv) },
      { kind: 'environment', value: JSON.stringify(env) },
      { kind: 'workdir', value: scope.workdir === '' ? '/' : scope.workdir },
      { kind: 'user', value: scope.user },
      { kind: 'mounts', value: [...lines, ...mounts.others].join('\n') },
      { kind: 'network', value: network === '' || network === 'default' ? flags.network : network },
      {
        kind: 'options',
        value: JSON.stringify([
          security === 'sandbox' ? '' : security,
          flags.runOptions,
          flagsOf(run, 'device').map(({ value }) => value),
        ]),
      },
      { kind: 'platform', value: this.#stagePlatform(stage) },
    ];
    return this.#list.add({
      effect: {
        ...{ kind: 'run', writable },
        ...(root !== undefined && { base: 0 }),
        ...(output && { output }),
      },
      parts,
      inputs: withContentRoutes(inputs, sources, root?.vertex),
      made,
      ignoreCache: this.#isForced(stage),
      step: of(runTitle(run, scope, graph.model.escape)),
    });
  }

  #mountSource(name: string, stage: Stage): Made | undefined {
    const lower = name.toLowerCase();
    const found = this.graph.stages.findLast(({ name: other, index }) => other === lower && index < stage.index);
    if (found) return this.#ends.get(found.index)?.root;
    if (lower === 'scratch') return undefined;
    return this.#named(name, stage);
  }

  /** A named context, or an image. */
  #named(name: string, stage: Stage): Made {
    return this.#replaced(name, stage) ?? this.#image(name, this.#stagePlatform(stage));
  }

  /** What a named context puts in the place of a stage or an image of that name; images also by their whole name. */
  #replaced(name: string, stage: Stage): Made | undefined {
    const contexts = this.flags.namedContexts;
    const found = [name, wholeReference(name)].find((known) => Object.hasOwn(contexts, known));
    if (found === undefined) return undefined;
    const context = contexts[found] ?? '';
    const image = /^docker-image:\/\/(.*)$/.exec(context)?.[1];
    if (image !== undefined) return this.#image(image, this.#stagePlatform(stage));
    return /^[a-z-]+:\/\//.test(context) ? this.#image(context, this.#stagePlatform(stage)) : this.#local(found);
  }

  #workdir(
    instruction: Instruction,
    scope: Scope,
    root: Made | undefined,
    of: (text: string) => VertexStep,
  ): Made | undefined {
    const path = cleanPath(scope.workdir === '' ? '/' : scope.workdir);
    if (scope.workdir === '/' || scope.workdir === '') return root;
    const owner = ownerOf(scope.user);
    return this.#list.add({
      effect: { kind: 'mkdir', path, owner, ...(root !== undefined && { base: 0 }) },
      parts: [
        { kind: 'destination', value: path },
        { kind: 'user', value: owner },
        { kind: 'options', value: this.graph.options.frontend >= 16 ? this.flags.epoch : '' },
      ],
      inputs: root === undefined ? [] : [{ vertex: root.vertex, selector: '' }],
      made: root === undefined ? [] : [root],
      step: of(this.#title(instruction, scope)),
    });
  }

  #copy(
    instruction: Instruction & { keyword: 'COPY' | 'ADD' },
    scope: Scope,
    root: Made | undefined,
    stage: Stage,
    of: (text: string) => VertexStep,
  ): Made | undefined {
    const text = (value: string): string => scope.expand(value).text;
    const flag = (name: string): string => text(flagOf(instruction, name)?.value ?? '');
    const destination = destinationOf(text(instruction.destination?.text ?? ''), scope.workdir);
    const owner = ownerOf(flag('chown'));
    const mode = modeOf(flag('chmod'));
    const exclude = flagsOf(instruction, 'exclude').map(({ value }) => text(value ?? ''));
    const parents = instruction.keyword === 'COPY' && flagIsOn(instruction, 'parents');
    const isAdd = instruction.keyword === 'ADD';
    const from = instruction.keyword === 'COPY' ? flagOf(instruction, 'from')?.value : undefined;
    const sources: { from: Made | undefined; query: ContentQuery; unpack: boolean }[] = [];
    const contextVertex = (): Made | undefined =>
      from === undefined || from === '' ? this.#local('context') : this.#copySource(from, stage);
    for (const word of instruction.sources) {
      const source = text(word.text);
      if (isAdd && isRemote(source)) {
        sources.push({
          from: this.#remote(source, flag('checksum'), instruction),
          query: query(isGit(source) ? '/' : `/${remoteName(source)}`),
          unpack: flagIsOn(instruction, 'unpack'),
        });
        continue;
      }
      if (from === undefined || from === '') this.#contextPaths.add(joinPath('/', source));
      const unpack = flagOf(instruction, 'unpack') ? flagIsOn(instruction, 'unpack') : isAdd;
      sources.push({
        from: contextVertex(),
        query: { ...sourceQuery(source, parents, exclude), listedBy: this.flags.listedBy },
        unpack,
      });
    }
    for (const { heredoc } of instruction.heredocSources) {
      const body = heredoc.chomp ? chompTabs(heredoc.content) : heredoc.content;
      const content = heredoc.expand ? expand(body, scope, { escape: '\\', ignoreQuotes: true }).text : body;
      sources.push({
        from: this.#inline(heredoc.name, 0o644, content),
        query: query(`/${heredoc.name}`),
        unpack: false,
      });
    }
    const link = flagIsOn(instruction, 'link') && mode === '' && this.flags.mergesLayers;
    const base = link ? undefined : root;
    const inputs: { vertex: number; queries: ContentQuery[] }[] =
      base === undefined ? [] : [{ vertex: base.vertex, queries: [] }];
    const made: Made[] = base === undefined ? [] : [base];
    const actions: CopyAction[] = [];
    const lines: string[] = [];
    for (const { from: source, query: asked, unpack } of sources) {
      const vertex = source?.vertex;
      if (source) made.push(source);
      let input = inputs.findIndex((known) => known.vertex === vertex);
      if (vertex !== undefined && input === -1) input = inputs.push({ vertex, queries: [] }) - 1;
      if (vertex !== undefined) inputs[input]?.queries.push(asked);
      actions.push({ input, query: asked, destination, owner, mode, unpack, parents });
      lines.push(
        JSON.stringify([baseName(asked.path), String(input), asked.include, asked.exclude, unpack, asked.wildcard]),
      );
    }
    const step = of(this.#title(instruction, scope));
    const copied = this.#list.add({
      effect: { kind: 'copy', actions, ...(base !== undefined && { base: 0 }) },
      parts: [
        { kind: 'sources', value: lines.join('\n') },
        { kind: 'destination', value: destination },
        { kind: 'options', value: JSON.stringify([owner, mode]) },
      ],
      // A source that is also the root file system cannot be told apart from it: no content route (ops/file.go, markInvalid).
      inputs: inputs.map(({ vertex, queries }, i) => ({
        vertex,
        selector:
          base !== undefined && i === 0
            ? ''
            : queries
                .map(({ path }) => path)
                .sort()
                .join('\0'),
        ...(base !== undefined && i === 0 ? {} : { content: dedupe(queries) }),
      })),
      made,
      ignoreCache: this.#isForced(stage),
      step,
    });
    if (!link || root === undefined) return copied;
    return this.#list.add({
      effect: { kind: 'merge' },
      parts: [{ kind: 'instruction', value: 'merge' }],
      inputs: [
        { vertex: root.vertex, selector: '' },
        { vertex: copied.vertex, selector: '' },
      ],
      made: [root, copied],
      ignoreCache: this.#isForced(stage),
      step: { ...step, text: `LINK ${step.text}` },
    });
  }

  #copySource(from: string, stage: Stage): Made | undefined {
    const index = /^\d+$/.test(from)
      ? Number(from)
      : this.graph.stages.findLast(({ name, index: at }) => name === from.toLowerCase() && at < stage.index)?.index;
    if (index !== undefined && index < stage.index) return this.#ends.get(index)?.root;
    return this.#named(from, stage);
  }

  #remote(url: string, checksum: string, instruction: Instruction): Made {
    const keep = flagOf(instruction, 'keep-git-dir')?.value ?? '';
    return this.#list.add({
      effect: { kind: 'remote', url, name: checksum },
      parts: [{ kind: 'sources', value: JSON.stringify([url, checksum, keep]) }],
      inputs: [],
      made: [],
    });
  }

  /** `--no-cache` flags all stages; a filter only those that it names, and an unnamed stage has no name. */
  #isForced(stage: Stage): boolean {
    const { noCache } = this.flags;
    if (typeof noCache === 'boolean') return noCache;
    return stage.name !== undefined && noCache.some((name) => name.toLowerCase() === stage.name);
  }

  #title(instruction: Instruction, scope: Scope): string {
    const { original } = instruction;
    const line = original.value.trim();
    const expansion = expand(line, scope, { escape: this.graph.model.escape });
    const shown = expansion.error === undefined ? expansion.text : line;
    return shown.replace(/^\S+/, (word) => word.toUpperCase());
  }
}

function mountLine(source: MountSource, inputs: VertexInput[]): string {
  let input = -1;
  if (source.vertex !== undefined) {
    input = inputs.findIndex(({ vertex }) => vertex === source.vertex);
    if (input === -1) input = inputs.push({ vertex: source.vertex, selector: '' }) - 1;
  }
  return JSON.stringify([source.target, source.type, String(input), source.readonly, source.options]);
}

/** The verdict of an input's last mount decides whether its content may match (ops/exec.go, getMountDeps). */
function withContentRoutes(
  inputs: readonly VertexInput[],
  sources: readonly MountSource[],
  root: number | undefined,
): VertexInput[] {
  return inputs.map((input) => {
    const mounts = sources.filter(({ vertex }) => vertex === input.vertex);
    const isRoot = input.vertex === root;
    if (mounts.length === 0) return input;
    const selectors = [...(isRoot ? ['/'] : []), ...mounts.map(({ selector }) => selector)];
    // One of the whole tree stands for all of them (ops/exec.go, toSelectors).
    const compared = selectors.includes('/') ? ['/'] : selectors;
    return { ...input, selector: selectors.join('\0'), content: dedupe(compared.map((path) => query(path))) };
  });
}

/** `debian` → `docker.io/library/debian:latest` (distribution/reference: normalize.go). */
function wholeReference(reference: string): string {
  const first = reference.split('/')[0] ?? '';
  const isHost = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const path = isHost ? reference : `docker.io/${reference.includes('/') ? '' : 'library/'}${reference}`;
  return /[:@][^/]*$/.test(path) ? path : `${path}:latest`;
}
