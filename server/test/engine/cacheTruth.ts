// Asks a real builder: for each edit of a scenario, is the plan made before the build what the build then does? Both ways:
// a predicted hit that ran and a predicted miss that was cached are errors alike.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf, type Builder } from '../../../scripts/rig/builders.mjs';
import type { BuildFlags } from '../../src/cache/flags';
import { KeyStore } from '../../src/cache/keyStore';
import { learnBuild } from '../../src/cache/learn';
import type { CachePlan, PreviousBuild, StepPlan } from '../../src/cache/plan';
import { planState, readState, type BuildState, type PlannedContext } from '../../src/cache/planner';
import { joinBuildahSteps, joinClassicSteps, joinSteps, observer, type ReportedStep } from '../../src/cache/progress';
import type { BaseFacts } from '../../src/cache/sources';
import { compileMatcher } from '../../src/context/ignoreMatcher';
import { ignoreFilesOf, parseIgnoreFile } from '../../src/context/ignoreFile';
import type { DirectoryNode } from '../../src/context/tree';
import { nodePlatform } from '../../src/host/nodePlatform';
import type { ShellParser } from '../../src/shell/model';
import { parseDockerfile } from '../../src/syntax/parse';
import type { StoredImage } from '../../../scripts/rig/baseImages.mjs';
import { shellParser } from '../support/shell';
import { filesOfBase } from './cacheBaseFiles';
import { EngineListing } from './cacheListing';
import { factsOfBase, makeBase, needsOf, type BaseSpec } from './cacheBases';
import { hangOnRuns } from './cacheAnew';
import { buildForReal, type RealBuild } from './cacheBuild';
import { plainReader, ProjectDisk } from './cacheDisk';
import { flagsOf, optionsOf, runsGiveKeys } from './cacheFlags';
import { statesOf, textOf, withSalt, type Edit, type ProjectState, type Scenario } from './cacheProject';

export interface Disagreement {
  readonly scenario: string;
  readonly build: number;
  readonly edit: string;
  readonly step: string;
  readonly detail: string;
  /** The Dockerfile of the build before, and of this one. */
  readonly before: string;
  readonly after: string;
}

export class Tally {
  scenarios = 0;
  builds = 0;
  failedBuilds = 0;
  steps = 0;
  hits = 0;
  misses = 0;
  unknown = 0;
  /** Of the unknown ones: those that a scenario says nobody can know, each of them checked. */
  controls = 0;
  /** Of the unknown ones: those that hang on files of a stage in which a program ran in this very build. */
  ranAnew = 0;
  /** Steps that the builder names otherwise than we do: told, not counted as wrong. */
  readonly otherNames: string[] = [];
  /** By kind of the first reason. */
  readonly reasons = new Map<string, number>();
  readonly disagreements: Disagreement[] = [];
}

const sha256 = nodePlatform.sha256;

/** What a builder holds of contexts that were uploaded to it, by the name under which it keeps them. */
export type Uploads = Map<string, DirectoryNode>;

let runs = 0;
const RUN = Date.now().toString(36);

export async function askScenario(builder: Builder, scenario: Scenario, uploads: Uploads, tally: Tally): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'layerlens-cache-'));
  try {
    const salt = `${RUN}x${String(++runs)}`;
    const asked = new ScenarioRun(builder, scenario, root, salt, uploads, tally, shellParser());
    await asked.run().finally(() => asked.dispose());
    tally.scenarios++;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

class ScenarioRun {
  readonly #store = new KeyStore();
  readonly #images = new Map<string, { readonly spec: string; readonly image: StoredImage }>();
  readonly #disk: ProjectDisk;
  readonly #states: readonly ProjectState[];
  readonly #withFacts: boolean;
  /** `told`: by the plain reading, where no engine holds the images. */
  readonly #lists: 'engine' | 'told' | 'none';
  readonly #listing: EngineListing;
  #previous: PreviousBuild | undefined;

  constructor(
    private readonly builder: Builder,
    private readonly scenario: Scenario,
    private readonly root: string,
    private readonly salt: string,
    private readonly uploads: Uploads,
    private readonly tally: Tally,
    private readonly shell: ShellParser,
  ) {
    this.#disk = new ProjectDisk(join(root, 'project'), salt, Date.now() - 3_600_000 + runs * 10_000);
    this.#states = statesOf(scenario);
    const told = process.env['LAYERLENS_CACHE_BASE_FILES'];
    this.#lists =
      told === 'none'
        ? 'none'
        : builder.engine
          ? 'engine'
          : told === 'all' || scenario.listsBases === true
            ? 'told'
            : 'none';
    this.#listing = new EngineListing(builder, root);
    this.#withFacts = this.#states.some(({ bases }) => Object.keys(bases).length > 0);
  }

  async run(): Promise<void> {
    const texts = this.#states.map((state) => this.#text(state));
    writeFileSync(join(this.root, 'secret'), this.salt);
    writeFileSync(join(this.root, 'other-secret'), `other ${this.salt}`);
    const needs = needsOf(
      [...new Set(texts)],
      join(this.root, 'scratch'),
      this.#states[0]?.args ?? {},
      this.scenario.present ?? [],
    );
    for (const [i, state] of this.#states.entries()) {
      this.#disk.write(state);
      const { registry } = ownerOf(this.builder);
      const bases = async (references: readonly string[]): Promise<Record<string, BaseFacts>> => {
        const facts: Record<string, BaseFacts> = {};
        for (const reference of references) {
          const spec: BaseSpec = state.bases[reference] ?? {};
          const known = this.#images.get(reference);
          if (known?.spec !== JSON.stringify(spec)) {
            const image = await makeBase(reference, spec, needs, this.salt);
            this.#images.set(reference, { spec: JSON.stringify(spec), image });
            registry?.register(reference, image);
          }
          const { image } = this.#images.get(reference) ?? {};
          if (this.#withFacts && image) facts[reference] = factsOfBase(image, this.builder);
        }
        return facts;
      };
      await this.#build(i, state, bases, (references) => this.#filesOf(references));
    }
  }

  async #filesOf(references: readonly string[]): Promise<Record<string, DirectoryNode>> {
    const files: Record<string, DirectoryNode> = {};
    for (const reference of references) {
      const { image } = this.#images.get(reference) ?? {};
      if (!image || this.#lists === 'none') continue;
      const tree = this.#lists === 'told' ? filesOfBase(image) : await this.#listing.files(reference, image);
      if (tree) files[reference] = tree;
    }
    return files;
  }

  dispose(): Promise<void> {
    return this.#listing.dispose();
  }

  #text(state: ProjectState): string {
    return withSalt(textOf(state, state.dockerfile) ?? '', this.salt);
  }

  async #build(
    build: number,
    state: ProjectState,
    bases: (references: readonly string[]) => Promise<Record<string, BaseFacts>>,
    baseFiles: (references: readonly string[]) => Promise<Record<string, DirectoryNode>>,
  ): Promise<void> {
    const { builder, tally } = this;
    const flags = flagsOf(builder, state);
    const contexts = this.#contexts(state);
    const read = await readState({
      model: parseDockerfile(this.#text(state)),
      options: optionsOf(builder, state),
      flags,
      contexts: Object.fromEntries(Object.entries(contexts).map(([name, { context }]) => [name, context])),
      sha256,
      signal: { aborted: false },
      bases,
      baseFiles,
      shell: this.shell,
    });
    if (!read.ok) throw new Error(`${this.scenario.name}: ${read.problem.what}`);
    const plan = planState(
      read.value,
      flags,
      { store: this.#store, costs: new Map(), shell: this.shell, ...(this.#previous && { previous: this.#previous }) },
      sha256,
    );
    const real = await buildForReal(builder, state, this.#disk);
    if (process.env['LAYERLENS_CACHE_LOGS'])
      writeFileSync(
        join(
          process.env['LAYERLENS_CACHE_LOGS'],
          `${builder.id}-${this.scenario.name.replaceAll('/', '-')}-${String(build)}.log`,
        ),
        real.log,
      );
    tally.builds++;
    if (!real.ok) tally.failedBuilds++;
    const joined = this.#join(plan, real);
    this.#compare(build, plan, joined, real);
    const letGo = this.#learn(build, read.value, flags, joined, real);
    for (const [name, { key }] of Object.entries(contexts)) {
      const tree = name === 'context' ? read.value.facts.context : read.value.facts.namedContexts[name];
      if (letGo.has(name)) this.uploads.delete(key);
      else if (tree) this.uploads.set(key, tree);
    }
  }

  #contexts(state: ProjectState): Record<string, { readonly context: PlannedContext; readonly key: string }> {
    const { builder, uploads } = this;
    const main = this.#disk.context(state);
    // buildctl names no folder: all its contexts share one copy (moby/buildkit: source/local/source.go, sharedKey).
    const shared = builder.buildkit ? '' : (main.split('/').at(-1) ?? '');
    const planned = (
      folder: string,
      name: string,
      patterns: readonly string[],
    ): { context: PlannedContext; key: string } => {
      const key = `${name} ${shared}`;
      const uploaded = uploads.get(key);
      return {
        key,
        context: {
          reader: plainReader(folder),
          matcher: compileMatcher(patterns),
          baseName: shared,
          ...(uploaded && { uploaded }),
        },
      };
    };
    const patternsOf = (text: string | undefined): string[] =>
      parseIgnoreFile(withSalt(text ?? '', this.salt)).patterns.map((pattern) => pattern.text);
    const ignoreFiles = ignoreFilesOf(state.dockerfile, '', builder.frontend);
    const found = ignoreFiles.map((path) => textOf(state, path.replace(/^\//, ''))).find((text) => text !== undefined);
    const result: Record<string, { context: PlannedContext; key: string }> = {
      context: planned(main, 'context', patternsOf(found)),
    };
    for (const [name, what] of Object.entries(state.contexts))
      if (what === 'folder')
        result[name] = planned(this.#disk.named(name), name, patternsOf(textOf(state, `@${name}/.dockerignore`)));
    return result;
  }

  #join(plan: CachePlan, real: RealBuild): ReadonlyMap<number, ReportedStep> {
    if (this.builder.frontend === 'buildah') return joinBuildahSteps(plan.definition, real.steps);
    return this.builder.frontend === 'classic'
      ? joinClassicSteps(plan.definition, real.steps)
      : joinSteps(plan.definition, real.steps, plan.graph.stages.length);
  }

  #learn(
    build: number,
    { graph, facts }: BuildState,
    flags: BuildFlags,
    joined: ReadonlyMap<number, ReportedStep>,
    real: RealBuild,
  ): ReadonlySet<string> {
    const { letGo } = learnBuild({
      graph,
      flags,
      facts,
      store: this.#store,
      sha256,
      shell: this.shell,
      buildId: `b${String(build)}`,
      observe: () => observer(joined, real.ok),
    });
    this.#previous = { graph, flags, facts };
    return letGo;
  }

  #compare(build: number, plan: CachePlan, joined: ReadonlyMap<number, ReportedStep>, real: RealBuild): void {
    const { tally } = this;
    const told = new Set(joined.values());
    const anew = hangOnRuns(plan, joined);
    const controls = new Set(this.#unknowable(build));
    const judgedControls = new Set<string>();
    for (const step of plan.steps) {
      const report = joined.get(step.vertex);
      if (!report) {
        // The classic builder tells nothing of the triggers of a base.
        const isTold =
          this.builder.frontend !== 'classic' || plan.definition.vertexes[step.vertex]?.step?.trigger === undefined;
        if (real.ok && isTold)
          this.#disagree(
            build,
            stepName(step),
            `planned as ${step.verdict}, and the builder told of no such step`,
            real,
          );
        continue;
      }
      const isJudged = report.cached || report.completed;
      if (!isJudged) {
        if (real.ok)
          this.#disagree(build, stepName(step), `planned as ${step.verdict}, and it neither ran nor was cached`, real);
        continue;
      }
      // A step on nothing is announced by the mere asking for its key, cached or not (moby/buildkit: solver/jobs.go, CacheMap).
      if (this.builder.frontend === 'buildkit' && plan.definition.vertexes[step.vertex]?.inputs.length === 0) continue;
      tally.steps++;
      if (step.verdict === 'hit') tally.hits++;
      else if (step.verdict === 'miss') tally.misses++;
      else tally.unknown++;
      const control = [...controls].find((start) => step.text.startsWith(start));
      if (control !== undefined) {
        judgedControls.add(control);
        if (step.verdict === 'unknown') tally.controls++;
        else this.#disagree(build, stepName(step), `nobody can know it, and it was planned as ${step.verdict}`, real);
      }
      if (step.verdict === 'unknown' && anew.has(step.vertex)) tally.ranAnew++;
      const name = report.name.replace(/^(?:\[\d+\/\d+\] )?Step \d+\/\d+ : |^\[[^\]]*\] /, '');
      if (name !== step.text) tally.otherNames.push(`${step.text} | ${name}`);
      const [first] = step.because;
      if (step.verdict !== 'hit' && !first)
        this.#disagree(build, stepName(step), `${step.verdict} without a reason`, real);
      if (step.verdict === 'unknown') {
        const kind = first?.kind ?? 'no reason';
        tally.reasons.set(kind, (tally.reasons.get(kind) ?? 0) + 1);
        if (process.env['LAYERLENS_CACHE_UNKNOWN'])
          console.log(
            `unknown${control === undefined ? '' : ' control'}${anew.has(step.vertex) ? ' anew' : ''} ${this.scenario.name} build ${String(build)} (${this.#editName(build)}): ${stepName(step)} ${JSON.stringify(step.because)}; it ${report.cached ? 'was cached' : 'ran'}`,
          );
      } else if ((step.verdict === 'hit') !== report.cached) {
        this.#disagree(
          build,
          `${stepName(step)} = ${report.name}`,
          `predicted ${step.verdict} ${JSON.stringify(step.because)}, it ${report.cached ? 'was cached' : 'ran'}`,
          real,
        );
      }
    }
    if (real.ok)
      for (const control of controls)
        if (!judgedControls.has(control)) this.#disagree(build, control, 'a control, and there is no such step', real);
    const first =
      this.builder.frontend === 'classic'
        ? Math.max(
            0,
            real.steps.findIndex(({ name }) => /: FROM\b/i.test(name)),
          )
        : 0;
    for (const report of real.steps.slice(first))
      if (isOwnStep(report) && !told.has(report))
        this.#disagree(build, report.name, 'a step that was not planned', real);
  }

  #unknowable(build: number): readonly string[] {
    const { unknowable = [], noCache, bases } = this.scenario.edits[build - 1] ?? {};
    // To buildah an image with another config and the same layers is the same.
    if (this.builder.frontend === 'buildah' && bases !== undefined) return [];
    // Where forced steps give their keys away, what stands on them is known by these.
    if (noCache !== undefined && runsGiveKeys(this.builder)) return [];
    return unknowable.map((start) => withSalt(start, this.salt));
  }

  #editName(build: number): string {
    return build === 0 ? 'first build' : (this.scenario.edits[build - 1]?.name ?? '');
  }

  #disagree(build: number, step: string, detail: string, real: RealBuild): void {
    const at = (i: number): string => {
      const state = this.#states[i];
      return state ? this.#text(state) : '';
    };
    this.tally.disagreements.push({
      scenario: this.scenario.name,
      build,
      edit: this.#editName(build),
      step,
      detail: real.ok ? detail : `${detail} (the build failed: ${lastError(real)})`,
      before: at(build - 1),
      after: at(build),
    });
  }
}

const lastError = ({ log }: RealBuild): string =>
  (/^ERROR: .*$/m.exec(log)?.[0] ?? log.trim().slice(-300)).slice(0, 300);

/** FROM is not judged: whether it counts as cached varies between builds (builder-semantics §6b.9). */
const isOwnStep = ({ name }: ReportedStep): boolean =>
  (/^\[(?:.* )?\d+\/\d+\] /s.test(name) || name.startsWith('Step ')) &&
  !/^(?:\[[^\]]*\]|Step \d+\/\d+ :) FROM\b/i.test(name);

const stepName = ({ stage, line, text }: StepPlan): string => `${stage.label}:${String(line + 1)} ${text}`;

export type { Edit };
