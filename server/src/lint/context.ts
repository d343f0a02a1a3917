// Knows: what a rule may ask about a Dockerfile. Answers are computed once per run and shared by all rules.
import { chainOf, type BuildGraph, type Stage } from '../build/graph';
import { define } from '../cache/definition';
import { DEFAULT_FLAGS } from '../cache/flags';
import type { ContentQuery } from '../cache/vertex';
import type { ShellCommand, ShellParser } from '../shell/model';
import { runScript, type RunScript } from '../shell/script';
import type {
  AddInstruction,
  CopyInstruction,
  DockerfileModel,
  Instruction,
  OnbuildInstruction,
  Word,
} from '../syntax/model';
import type { ContextFact } from './facts/contextFact';
import type { ImageFact } from './facts/imageFact';
import type { ProjectFact } from './facts/projectFact';
import { StepScopes, type StepScope } from './facts/stepScope';
import type { SuppressionFact } from './suppress/suppress';

/** A RUN whose script the shell model could read, in its stage. */
export interface StageRun extends RunScript {
  readonly stage: Stage;
  /** Index among the stage's steps. */
  readonly index: number;
  /** The ONBUILD that holds it: it runs in the stages that stand on this image, not here. */
  readonly onbuild?: OnbuildInstruction;
}

/** A command of a RUN. */
export interface StageCommand {
  readonly run: StageRun;
  readonly command: ShellCommand;
}

/** What is built and by whom, beside the text; every part may be missing. */
export interface LintFacts {
  /** Undefined while nobody has read it, or nobody knows which folder it is. */
  readonly context?: ContextFact;
  readonly image?: ImageFact;
  readonly project?: ProjectFact;
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
  #everyRun: readonly StageRun[] | undefined;
  #everyCommand: readonly StageCommand[] | undefined;
  #runByInstruction: ReadonlyMap<Instruction, StageRun> | undefined;
  #shipped: ReadonlySet<Stage> | undefined;
  #onTop: ReadonlyMap<number, readonly Stage[]> | undefined;
  readonly #runs = new Map<number, readonly StageRun[]>();
  readonly #onbuildRuns = new Map<number, readonly StageRun[]>();
  readonly #scopes: StepScopes;
  /** Set by the runner when the other rules are done; for rules that read `findings`. */
  suppressions: SuppressionFact | undefined;

  constructor(
    readonly graph: BuildGraph,
    private readonly shellParser: ShellParser,
    readonly facts: LintFacts = {},
  ) {
    this.#scopes = new StepScopes(graph);
  }

  get model(): DockerfileModel {
    return this.graph.model;
  }

  get context(): ContextFact | undefined {
    return this.facts.context;
  }

  /** The target and what it stands on: only the bytes of these stages are in the image. */
  isShipped(stage: Stage): boolean {
    return (this.#shipped ??= new Set(this.graph.chain)).has(stage);
  }

  /** The stage that `stage` stands on; undefined when that is an image or scratch. */
  below(stage: Stage): Stage | undefined {
    return stage.base.kind === 'stage' ? this.graph.stages[stage.base.stage] : undefined;
  }

  /** The stage and all it stands on, bottom first. */
  chainOf(stage: Stage): readonly Stage[] {
    return chainOf(stage, this.graph.stages);
  }

  /** Stages that stand on this one, directly or not, in order of text. */
  above(stage: Stage): readonly Stage[] {
    this.#onTop ??= stagesOnTop(this.graph);
    const found = [...(this.#onTop.get(stage.index) ?? [])];
    for (const one of found) found.push(...(this.#onTop.get(one.index) ?? []));
    return found.sort((a, b) => a.index - b.index);
  }

  /** What is in effect before a step; behind the last: at the stage's end. */
  scopeBefore(stage: Stage, index: number): StepScope {
    return this.#scopes.before(stage, index);
  }

  /** RUNs of a stage with a readable POSIX script, in order, ONBUILD left out. */
  runsOf(stage: Stage): readonly StageRun[] {
    const known = this.#runs.get(stage.index);
    if (known) return known;
    const runs = stage.steps.flatMap((step, index) => this.#read(stage, index, step));
    this.#runs.set(stage.index, runs);
    return runs;
  }

  /** As `runsOf`, for `ONBUILD RUN`. */
  onbuildRunsOf(stage: Stage): readonly StageRun[] {
    const known = this.#onbuildRuns.get(stage.index);
    if (known) return known;
    const runs = stage.steps.flatMap((step, index) =>
      step.keyword === 'ONBUILD' && step.trigger ? this.#read(stage, index, step.trigger, step) : [],
    );
    this.#onbuildRuns.set(stage.index, runs);
    return runs;
  }

  /** Every RUN of the file, those of ONBUILD too, stage by stage. */
  everyRun(): readonly StageRun[] {
    return (this.#everyRun ??= this.graph.stages.flatMap((stage) => [
      ...this.runsOf(stage),
      ...this.onbuildRunsOf(stage),
    ]));
  }

  /** The RUN that an instruction is, a trigger of ONBUILD too; undefined where the shell model does not read it. */
  runAt(instruction: Instruction): StageRun | undefined {
    this.#runByInstruction ??= new Map(this.everyRun().map((run) => [run.run, run]));
    return this.#runByInstruction.get(instruction);
  }

  /** Every command of every RUN, those of ONBUILD too. */
  everyCommand(): readonly StageCommand[] {
    return (this.#everyCommand ??= this.everyRun().flatMap((run) =>
      run.script.commands.map((command) => ({ run, command })),
    ));
  }

  /** Sources whose path is sure. Empty without a context. */
  contextSources(): readonly ContextSource[] {
    const { context } = this;
    return (this.#sources ??= context ? sourcesIn(this.graph, context) : []);
  }

  #read(stage: Stage, index: number, step: Instruction, onbuild?: OnbuildInstruction): StageRun[] {
    if (step.keyword !== 'RUN') return [];
    const { shell } = this.scopeBefore(stage, index);
    const script = runScript(step, this.model, shell, this.shellParser);
    if (!script) return [];
    const { run, source, docSpan } = script;
    const found = { run, script: script.script, source, shell: script.shell, docSpan, stage, index };
    return [onbuild ? { ...found, onbuild } : found];
  }
}

/** What stands directly on each stage, by its index. */
function stagesOnTop({ stages }: BuildGraph): ReadonlyMap<number, readonly Stage[]> {
  const onTop = new Map<number, Stage[]>();
  for (const stage of stages) {
    if (stage.base.kind !== 'stage') continue;
    const list = onTop.get(stage.base.stage);
    if (list) list.push(stage);
    else onTop.set(stage.base.stage, [stage]);
  }
  return onTop;
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
