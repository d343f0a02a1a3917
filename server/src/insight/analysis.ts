// Knows: everything an editor may ask about one version of one Dockerfile, computed when first asked. Immutable.
import { LineIndex } from '../base/lineIndex';
import { buildGraph, type BuildGraph } from '../build/graph';
import { frontendOf, type BuildOptions } from '../build/options';
import { align, type Alignment } from '../layers/align';
import { predictHistory, type PredictedEntry } from '../layers/predict';
import { DEFAULT_LINT_OPTIONS, lint, type LintOptions } from '../lint/run';
import type { RuleFinding } from '../lint/rule';
import type { ShellParser } from '../shell/model';
import type { DockerfileModel } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import { sizesOf, type BuiltImage, type Sizes } from './sizes';

export interface AnalysisInput {
  readonly text: string;
  readonly version: number;
  readonly options: BuildOptions;
  /** True when the user said which builder predicts; else the built image tells. */
  readonly builderIsGiven: boolean;
  /** True when the user said which frontend; else the `# syntax=` line does, when it names one. */
  readonly frontendIsGiven: boolean;
  readonly built?: BuiltImage;
  readonly shellParser?: ShellParser;
  readonly lint?: LintOptions;
}

export class Analysis {
  readonly lines: LineIndex;
  readonly model: DockerfileModel;
  #graph: BuildGraph | undefined;
  #entries: readonly PredictedEntry[] | undefined;
  #alignment: Alignment | undefined;
  #sizes: Sizes | undefined;
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

  get graph(): BuildGraph {
    return (this.#graph ??= buildGraph(this.model, this.options));
  }

  /** Predicted entries of the target; read as the built image tells when there is one that fits. */
  get entries(): readonly PredictedEntry[] {
    return (this.#entries ??=
      this.alignment && this.alignment.fit !== 'none' ? this.alignment.entries : predictHistory(this.graph));
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

  get findings(): readonly RuleFinding[] {
    return (this.#findings ??= lint(this.graph, this.input.shellParser, this.input.lint ?? DEFAULT_LINT_OPTIONS));
  }
}
