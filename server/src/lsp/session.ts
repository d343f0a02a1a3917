// Knows: the open documents and their analyses. Text changes make a new Analysis at once; images and settings are put
// into it when they arrive. Handlers only ask for what is here.
import type { CancelSignal } from '../base/platform';
import { DEFAULT_BUILD_OPTIONS, frontendOfEngine, type BaseImage } from '../build/options';
import { parsePlatform, type BuildPlatform } from '../build/platform';
import type { Engine } from '../engine/engine';
import type { Image } from '../image/model';
import { Analysis, type AnalysisInput } from '../insight/analysis';
import type { PlannedBuild } from '../insight/planned';
import type { BuiltImage } from '../insight/sizes';
import { align } from '../layers/align';
import type { KnownPrints } from '../lint/baseline';
import type { LintConfig } from '../lint/config/config';
import { withConfig } from '../lint/config/configMerge';
import { DEFAULT_LINT_OPTIONS, type LintOptions } from '../lint/run';
import type { ShellCheckAnswers } from '../lint/facts/shellCheck';
import type { DocumentChoice } from '../protocol/requests';
import { DEFAULT_SETTINGS, type SettingValues } from '../protocol/settings';
import { createParser } from '../shell/parser';
import { parseDockerfile } from '../syntax/parse';
import type { BuildChoice } from './buildChoice';
import type { BuildSettings } from './buildRequest';
import type { Fit } from './images';
import type { Log } from './log';

interface OpenDocument {
  analysis: Analysis;
  settings: SettingValues;
}

export interface SessionPorts {
  readonly engine: Engine;
  readonly hostPlatform: BuildPlatform;
  settingsOf(uri: string): Promise<SettingValues>;
  /** Bounded look at a base image the engine has; undefined when it has none. */
  baseImage(reference: string, signal: CancelSignal): Promise<BaseImage | undefined>;
  /** What the files of the project say about linting, as far as they are read. */
  lintConfig(uri: string): LintSettings;
  readonly log: Log;
}

export interface LintSettings {
  readonly config: LintConfig;
  /** A file asks not to look at this one. */
  readonly isIgnored: boolean;
  /** Findings that are not told. */
  readonly known: KnownPrints | undefined;
}

export class Session {
  readonly #documents = new Map<string, OpenDocument>();
  readonly #choices = new Map<string, DocumentChoice>();
  readonly #bases = new Map<string, BaseImage | undefined>();
  readonly #builds = new Map<string, BuildChoice>();
  readonly shellParser = createParser();
  readonly #lint = new Map<string, { readonly from: readonly unknown[]; readonly options: LintOptions }>();
  #shellCheck: ShellCheckAnswers = new Map();
  trusted = true;

  constructor(private readonly ports: SessionPorts) {}

  get uris(): readonly string[] {
    return [...this.#documents.keys()];
  }

  analysisOf(uri: string): Analysis | undefined {
    return this.#documents.get(uri)?.analysis;
  }

  settingsOf(uri: string): SettingValues {
    return this.#documents.get(uri)?.settings ?? DEFAULT_SETTINGS;
  }

  choiceOf(uri: string): DocumentChoice {
    return this.#choices.get(uri) ?? { uri, image: { kind: 'auto' }, target: '' };
  }

  /** The stage that "Build and Measure" builds: the chosen one, else the one whose sizes are shown; empty: the last. */
  buildTarget(uri: string): string {
    const target = this.#askedStage(uri);
    const graph = this.analysisOf(uri)?.graph;
    const shown = graph?.target;
    return target !== '' || shown === undefined || shown === graph?.stages.at(-1) ? target : (shown.name ?? '');
  }

  /** What the workspace says about building this Dockerfile. */
  setBuild(uri: string, build: BuildChoice): void {
    this.#builds.set(uri, build);
    this.renew(uri);
  }

  /** What the planner knows by now. */
  setPlanned(uri: string, planned: PlannedBuild | undefined): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    const { planned: _old, ...rest } = document.analysis.input;
    document.analysis = new Analysis({ ...rest, ...(planned && { planned }) }, document.analysis.model);
  }

  buildSettings(uri: string): BuildSettings {
    const settings = this.settingsOf(uri);
    const builder = settings['layerlens.predict.builder'];
    const frontend = /^1\.(\d+)/.exec(settings['layerlens.predict.frontend'])?.[1];
    return {
      hostPlatform: this.ports.hostPlatform,
      builder: builder === 'auto' ? undefined : builder,
      frontend: frontend === undefined ? undefined : Number(frontend),
    };
  }

  /** The stage the user chose, else the one that the workspace's build names; empty: the last. */
  #askedStage(uri: string): string {
    const { target } = this.choiceOf(uri);
    return target === '' ? (this.#builds.get(uri)?.stage ?? '') : target;
  }

  remember(choice: DocumentChoice): void {
    this.#choices.set(choice.uri, choice);
  }

  /**
   * A new text: everything that hangs on it is new, what was measured stays.
   * @param isTyped rules that wait until nobody types may do so, until `settle`
   */
  setText(uri: string, text: string, version: number, isTyped: boolean): void {
    const before = this.#documents.get(uri);
    const settings = before?.settings ?? DEFAULT_SETTINGS;
    const { built, planned } = before?.analysis.input ?? {};
    const model = parseDockerfile(text, before?.analysis.model);
    const carried = isTyped ? before?.analysis.carriedTo(model) : undefined;
    const input: AnalysisInput = {
      text,
      version,
      ...this.#inputs(uri, settings),
      ...(built && { built }),
      ...(planned && { planned }),
      ...(carried && { carried }),
      shellParser: this.shellParser,
      shellCheck: this.#shellCheck,
      lint: this.#lintOptions(uri, settings),
    };
    const analysis = new Analysis(input, model);
    this.#documents.set(uri, { analysis, settings });
  }

  /** Every rule has its say about the text as it is now. */
  settle(uri: string): Analysis | undefined {
    const document = this.#documents.get(uri);
    if (!document || document.analysis.isWhole) return document?.analysis;
    const { carried: _carried, ...rest } = document.analysis.input;
    return (document.analysis = new Analysis(rest, document.analysis.model));
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#lint.delete(uri);
    this.#builds.delete(uri);
  }

  /** Asks for the document's settings again; true when something changed. */
  async refreshSettings(uri: string): Promise<boolean> {
    const settings = await this.ports.settingsOf(uri);
    const document = this.#documents.get(uri);
    if (!document || JSON.stringify(document.settings) === JSON.stringify(settings)) return false;
    document.settings = settings;
    this.renew(uri);
    return true;
  }

  /** Puts what is known now (engine, settings) into the document's analysis. */
  renew(uri: string): void {
    this.show(uri, this.#documents.get(uri)?.analysis.input.built);
  }

  /** The same, with another built image, or none. */
  show(uri: string, built: BuiltImage | undefined): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    const { built: _old, ...rest } = document.analysis.input;
    const change = {
      ...this.#inputs(uri, document.settings),
      lint: this.#lintOptions(uri, document.settings),
      shellCheck: this.#shellCheck,
      shellParser: this.shellParser,
    };
    document.analysis = new Analysis({ ...rest, ...change, ...(built && { built }) }, document.analysis.model);
  }

  /** What ShellCheck said so far, by script. */
  setShellCheck(answers: ShellCheckAnswers): void {
    this.#shellCheck = answers;
    for (const uri of this.uris) this.renew(uri);
  }

  fitOf(uri: string, image: Image): Fit {
    const analysis = this.analysisOf(uri);
    if (!analysis) return { fit: 'none', matched: 0, predicted: 0, isAskedTarget: false };
    const alignment = align(analysis.model, image, analysis.options, analysis.input.builderIsGiven);
    const { fit, matched, entries, graph } = alignment;
    const isAskedTarget = graph.target?.index === analysis.textGraph.target?.index;
    return { fit, matched, predicted: entries.length, isAskedTarget };
  }

  /** Looks at the base images of a document that the engine has; true when something new was learned. */
  async learnBases(uri: string, signal: CancelSignal): Promise<boolean> {
    const analysis = this.analysisOf(uri);
    let learned = false;
    for (const { base } of analysis?.graph.chain ?? []) {
      if (base.kind !== 'image' || base.reference === '' || this.#bases.has(base.reference)) continue;
      const known = await this.ports.baseImage(base.reference, signal);
      this.#bases.set(base.reference, known);
      learned ||= known !== undefined;
    }
    if (learned) this.renew(uri);
    return learned;
  }

  /** Images changed: what a name stands for may have too. */
  forgetBases(): void {
    this.#bases.clear();
  }

  #inputs(
    uri: string,
    settings: SettingValues,
  ): Pick<AnalysisInput, 'options' | 'builderIsGiven' | 'frontendIsGiven' | 'project' | 'known'> {
    const { hostPlatform, engine } = this.ports;
    const builder = settings['layerlens.predict.builder'];
    const frontend = /^1\.(\d+)/.exec(settings['layerlens.predict.frontend'])?.[1];
    const { state } = engine;
    const build = this.#builds.get(uri);
    const ownPlatform = settings['layerlens.predict.platform'];
    const platform = ownPlatform === '' ? (build?.platform ?? '') : ownPlatform;
    const embedded =
      state.kind === 'answering' && state.product === 'docker' ? frontendOfEngine(state.version) : undefined;
    return {
      ...(build?.project && { project: build.project }),
      known: this.ports.lintConfig(uri).known,
      options: {
        ...DEFAULT_BUILD_OPTIONS,
        target: this.#askedStage(uri),
        buildArgs: build?.buildArgs ?? {},
        platform: parsePlatform(platform, hostPlatform) ?? hostPlatform,
        buildPlatform: hostPlatform,
        builder: builder === 'auto' ? 'buildkit' : builder,
        frontend: frontend === undefined ? (embedded ?? DEFAULT_BUILD_OPTIONS.frontend) : Number(frontend),
        base: (reference) => this.#bases.get(reference),
      },
      builderIsGiven: builder !== 'auto',
      frontendIsGiven: frontend !== undefined,
    };
  }

  /** The same object until something of it changes: what is found by it need not be found anew on each keystroke. */
  #lintOptions(uri: string, settings: SettingValues): LintOptions {
    const { config, isIgnored } = this.ports.lintConfig(uri);
    const severities = settings['layerlens.lint.rules'];
    const today = new Date().toISOString().slice(0, 10);
    const from: readonly unknown[] = [config, isIgnored, severities, today];
    const known = this.#lint.get(uri);
    if (known?.from.every((one, i) => one === from[i]) === true) return known.options;
    const options = this.#newLintOptions(config, isIgnored, severities, today);
    this.#lint.set(uri, { from, options });
    return options;
  }

  #newLintOptions(
    config: LintConfig,
    isIgnored: boolean,
    severities: LintOptions['severities'],
    today: string,
  ): LintOptions {
    const given: LintOptions = {
      ...DEFAULT_LINT_OPTIONS,
      severities,
      today,
      onRuleError: (rule, error) => {
        this.ports.log.error(
          `rule ${rule} failed and was left out: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      },
    };
    return isIgnored ? { ...given, severities: {}, preset: 'off' } : withConfig(config, given);
  }
}
