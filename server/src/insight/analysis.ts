// Knows: everything an editor may ask about one version of one Dockerfile, computed when first asked. Immutable.
import { LineIndex } from '../base/lineIndex';
import { buildGraph, type BuildGraph, type Stage } from '../build/graph';
import { frontendOf, type BuildOptions } from '../build/options';
import { align, type Alignment } from '../layers/align';
import { predictHistory, predictStages, type PredictedEntry } from '../layers/predict';
import { withoutKnown, type KnownPrints } from '../lint/baseline';
import { DEFAULT_LINT_OPTIONS, judge, type Judged, type LintOptions } from '../lint/run';
import type { RuleFinding } from '../lint/rule';
import { carried, passOf, type Carried } from '../lint/pass';
import { shellCheckFindings, type ShellCheckAnswers } from '../lint/facts/shellCheck';
import type { ShellParser } from '../shell/model';
import type { DockerfileModel } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import type { ProjectFact } from '../lint/facts/projectFact';
import { imageFactOf } from '../layers/imageFact';
import type { PlannedBuild } from './planned';
import { sizesOf, type BuiltImage, type EntrySize, type Sizes } from './sizes';

export interface AnalysisInput {
  readonly text: string;
  readonly version: number;
  readonly options: BuildOptions;
  /** True when the user said which builder predicts; else the built image tells. */
  readonly builderIsGiven: boolean;
  /** True when the user said which frontend; else the `# syntax=` line does, when it names one. */
  readonly frontendIsGiven: boolean;
  readonly built?: BuiltImage;
  readonly shellParser: ShellParser;
  readonly lint?: LintOptions;
  /** What ShellCheck said, by script. */
  readonly shellCheck?: ShellCheckAnswers;
  /** Findings that the project knows of and does not want to be told. */
  readonly known?: KnownPrints | undefined;
  /** What the planner knows; absent until it was asked. */
  readonly planned?: PlannedBuild;
  /** What other files of the workspace say of this one. */
  readonly project?: ProjectFact;
  /** While somebody types: what the rules of later passes found before. */
  readonly carried?: Carried;
}

export interface PlacedSize {
  readonly size: EntrySize;
  readonly index: number;
}

function byStage({ entries }: Sizes): Map<number, PlacedSize[]> {
  const found = new Map<number, PlacedSize[]>();
  for (const [index, size] of entries.entries()) {
    const stage = size.entry.stage.index;
    const placed = found.get(stage);
    if (placed) placed.push({ size, index });
    else found.set(stage, [{ size, index }]);
  }
  return found;
}

export class Analysis {
  readonly lines: LineIndex;
  readonly model: DockerfileModel;
  #graph: BuildGraph | undefined;
  #entries: readonly PredictedEntry[] | undefined;
  #byStage: readonly (readonly PredictedEntry[])[] | undefined;
  #alignment: Alignment | undefined;
  #sizes: Sizes | undefined;
  #sizesByStage: ReadonlyMap<number, readonly PlacedSize[]> | undefined;
  #judged: Judged | undefined;
  #findings: readonly RuleFinding[] | undefined;

  constructor(
    readonly input: AnalysisInput,
    model?: DockerfileModel,
  ) {
    this.lines = new LineIndex(input.text);
    this.model = model ?? parseDockerfile(input.text);
  }

  /** The same text with another image, settings or parser: nothing that hangs on the text alone is done again. */
  with(change: Partial<Omit<AnalysisInput, 'text' | 'version'>>): Analysis {
    return new Analysis({ ...this.input, ...change }, this.model);
  }

  get options(): BuildOptions {
    const fromText = this.input.frontendIsGiven ? undefined : frontendOf(this.model);
    return fromText === undefined ? this.input.options : { ...this.input.options, frontend: fromText };
  }

  /** As the text and the user's choice say; findings rest on it, so that none hangs on an engine. */
  get textGraph(): BuildGraph {
    return (this.#graph ??= buildGraph(this.model, this.options));
  }

  /** As the built image tells, when there is one that fits: it may have been made of another target. */
  get graph(): BuildGraph {
    return this.alignment && this.alignment.fit !== 'none' ? this.alignment.graph : this.textGraph;
  }

  /** Predicted entries of the target; read as the built image tells when there is one that fits. */
  get entries(): readonly PredictedEntry[] {
    return (this.#entries ??=
      this.alignment && this.alignment.fit !== 'none' ? this.alignment.entries : predictHistory(this.graph));
  }

  /** Predicted entries of one stage, those it stands on left out. */
  ownEntries(stage: Stage): readonly PredictedEntry[] {
    this.#byStage ??= predictStages(this.graph);
    return this.#byStage[stage.index] ?? [];
  }

  /** Undefined without a built image. */
  get alignment(): Alignment | undefined {
    const { built } = this.input;
    if (!built) return undefined;
    return (this.#alignment ??= align(this.model, built.image, this.options, this.input.builderIsGiven));
  }

  get sizes(): Sizes {
    return (this.#sizes ??= sizesOf(this.entries, this.alignment, this.input.built));
  }

  /** The image's entries that one stage made, each with its place in `sizes.entries`. */
  sizesOf(stage: Stage): readonly PlacedSize[] {
    this.#sizesByStage ??= byStage(this.sizes);
    return this.#sizesByStage.get(stage.index) ?? [];
  }

  /** Those of the rules, and ShellCheck's. */
  get findings(): readonly RuleFinding[] {
    const { judged, input } = this;
    if (this.#findings) return this.#findings;
    const found = [
      ...judged.findings,
      ...shellCheckFindings(judged, input.shellCheck ?? new Map(), input.lint ?? DEFAULT_LINT_OPTIONS),
    ];
    return (this.#findings = input.known ? withoutKnown(found, input.text, input.known) : found);
  }

  /** For the analysis of the next text, which is typed right now; undefined where that is judged whole at once. */
  carriedTo(next: DockerfileModel): Carried | undefined {
    const pass = passOf(this.model, next);
    if (pass === undefined) return undefined;
    const judged = this.#judged;
    if (judged) return carried(judged.raw, this.input.text, next.text, pass);
    // Nobody asked for the findings since the last keystroke: those before it are still good, but no rule has seen this text.
    const before = this.input.carried;
    return before && carried(before.findings, this.input.text, next.text, before.pass === 'run' ? pass : before.pass);
  }

  /** False while findings of rules that wait are those of an earlier text. */
  get isWhole(): boolean {
    return this.input.carried === undefined;
  }

  /** The findings, and the comments that silence others. */
  get judged(): Judged {
    const context = this.input.planned?.context;
    const { built } = this.input;
    // An image of another Dockerfile says nothing about this one.
    const image =
      built && this.alignment && this.alignment.fit !== 'none' ? imageFactOf(built.image, this.alignment) : undefined;
    const { project } = this.input;
    const facts = { ...(context && { context }), ...(image && { image }), ...(project && { project }) };
    const { carried: before } = this.input;
    const options = { ...(this.input.lint ?? DEFAULT_LINT_OPTIONS), facts, ...(before && { carried: before }) };
    return (this.#judged ??= judge(this.textGraph, this.input.shellParser, options));
  }
}
