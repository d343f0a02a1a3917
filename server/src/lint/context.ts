// Knows: what a rule may ask about a Dockerfile. Answers are computed once per run and shared by all rules.
import type { BuildGraph, Stage } from '../build/graph';
import { mountsOf } from '../build/mounts';
import { define } from '../cache/definition';
import { DEFAULT_FLAGS } from '../cache/flags';
import type { ContentQuery } from '../cache/vertex';
import { scopeOnBase } from '../layers/predict';
import type { ShellParser } from '../shell/model';
import { runScript, type RunScript } from '../shell/script';
import type { AddInstruction, CopyInstruction, DockerfileModel, RunInstruction, Word } from '../syntax/model';
import type { ContextFact } from './contextFact';

/** A RUN whose script the shell model could read, in its stage. */
export interface StageRun extends RunScript {
  readonly stage: Stage;
  /** Index among the stage's steps. */
  readonly index: number;
}

/** One source of a COPY or ADD that is taken from the build context, in a stage that the target needs. */
export interface ContextSource {
  readonly stage: Stage;
  readonly instruction: CopyInstruction | AddInstruction;
  readonly word: Word;
  /** What the builder asks of the context for it. */
  readonly query: ContentQuery;
}

export class RuleContext {
  #sources: readonly ContextSource[] | undefined;
  readonly #runs = new Map<number, readonly StageRun[]>();
  readonly #shells = new Map<number, readonly string[]>();

  constructor(
    readonly graph: BuildGraph,
    private readonly shellParser: ShellParser | undefined,
    /** The build context; undefined while nobody has read it, or nobody knows which folder it is. */
    readonly context?: ContextFact,
  ) {}

  get model(): DockerfileModel {
    return this.graph.model;
  }

  /** The target and what it stands on: only the bytes of these stages are in the image. */
  isShipped(stage: Stage): boolean {
    return this.graph.chain.includes(stage);
  }

  /** RUNs of a stage with a readable POSIX script, in order. Empty while the shell parser is still loading. */
  runsOf(stage: Stage): readonly StageRun[] {
    const known = this.#runs.get(stage.index);
    if (known) return known;
    const runs = this.shellParser ? this.#readRuns(stage, this.shellParser) : [];
    this.#runs.set(stage.index, runs);
    return runs;
  }

  /** Sources whose path is sure. Empty without a context. */
  contextSources(): readonly ContextSource[] {
    const { context } = this;
    return (this.#sources ??= context ? sourcesIn(this.graph, context) : []);
  }

  #readRuns(stage: Stage, parser: ShellParser): StageRun[] {
    const runs: StageRun[] = [];
    let shell = this.#shellAtStart(stage);
    for (const [index, step] of stage.steps.entries()) {
      if (step.keyword === 'SHELL' && step.json) shell = step.words.map(({ text }) => text);
      if (step.keyword !== 'RUN') continue;
      const script = runScript(step, this.model, shell, parser);
      if (script) runs.push({ ...script, stage, index });
    }
    return runs;
  }

  #shellAtStart(stage: Stage): readonly string[] {
    const known = this.#shells.get(stage.index);
    if (known) return known;
    const below = stage.base.kind === 'stage' ? this.graph.stages[stage.base.stage] : undefined;
    const shell = below ? this.#shellAtEnd(below) : scopeOnBase(stage, this.graph).shell;
    this.#shells.set(stage.index, shell);
    return shell;
  }

  #shellAtEnd(stage: Stage): readonly string[] {
    const last = stage.steps.findLast((step) => step.keyword === 'SHELL' && step.json);
    return last ? last.words.map(({ text }) => text) : this.#shellAtStart(stage);
  }
}

function sourcesIn(graph: BuildGraph, { sha256 }: ContextFact): ContextSource[] {
  const { vertexes } = define(graph, DEFAULT_FLAGS, sha256);
  const found: ContextSource[] = [];
  for (const { effect, inputs, step } of vertexes) {
    const instruction = step?.instruction;
    // What a trigger copies has no line here.
    if (effect.kind !== 'copy' || !step || step.trigger) continue;
    if (instruction?.keyword !== 'COPY' && instruction?.keyword !== 'ADD') continue;
    // Copies come in the order of the words; inline files stand behind them.
    for (const [i, word] of instruction.sources.entries()) {
      const action = effect.actions[i];
      const from = vertexes[inputs[action?.input ?? -1]?.vertex ?? -1]?.effect;
      // A variable may come from the base image or from the command line: its path is not sure.
      if (!action || from?.kind !== 'local' || from.name !== 'context' || word.text.includes('$')) continue;
      found.push({ stage: step.stage, instruction, word, query: action.query });
    }
  }
  return found;
}

/** True when a cache or tmpfs mount of the RUN holds `path`, so that what is written there never reaches the layer. */
export function mountCovers(run: RunInstruction, path: string): boolean {
  return mountsOf(run).some(({ type, target }) => {
    if (type !== 'cache' && type !== 'tmpfs') return false;
    const clean = target.replace(/\/+$/, '');
    return clean === path || path.startsWith(`${clean}/`);
  });
}
