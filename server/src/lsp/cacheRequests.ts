// Knows: the answers to the requests of the Cache and Context views and of the build target picker.
import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';
import { sayProblem } from '../base/outcome';
import { churnOf, type Churn, type Commit } from '../cache/churn';
import type { CachePlan } from '../cache/plan';
import { planAfter } from '../cache/whatIf';
import type { Sha256 } from '../context/tree';
import type { EngineState } from '../engine/engine';
import { cacheTree } from '../insight/cacheTree';
import type { SourceChurn } from '../insight/churnRows';
import { contextTree } from '../insight/contextTree';
import { whatIf } from '../insight/whatIf';
import { ignoreEntries, patternFor } from '../lint/edits/ignoreEntry';
import type { BuildPlan, FileChange, RequestTypes } from '../protocol/requests';
import type { CacheTreeModel, ContextTreeModel } from '../protocol/viewModels';
import { buildCommand, buildPlan, flagsOf, type Recorder } from './buildPlan';
import { whyNoFolder, type BuildChoice } from './buildChoice';
import type { CommitHistory } from './commitHistory';
import type { BuildCommand } from './planPorts';
import { uriOfPath, type Planning } from './planning';
import type { Session } from './session';

export class CacheRequests {
  /** By plan and history, which are new when anything that counts is. */
  readonly #churns = new WeakMap<CachePlan, { readonly commits: readonly Commit[]; readonly churn: Churn }>();

  constructor(
    private readonly session: Session,
    private readonly planning: Planning,
    private readonly engineState: () => EngineState,
    private readonly ports: { readonly recorder?: Recorder; readonly plan: { readonly sha256: Sha256 } },
    private readonly history: CommitHistory,
  ) {}

  cacheTree(uri: string): CacheTreeModel | null {
    const analysis = this.session.analysisOf(uri);
    if (!analysis) return null;
    return analysis.input.planned
      ? cacheTree(analysis, uri, this.#churn(uri, analysis.input.planned.plan))
      : { uri, title: '', message: this.#whyNoPlan(uri), roots: [] };
  }

  contextTree(uri: string): ContextTreeModel | null {
    const analysis = this.session.analysisOf(uri);
    if (!analysis) return null;
    return analysis.input.planned
      ? contextTree(analysis, uri, uriOfPath)
      : { uri, title: '', message: this.#whyNoPlan(uri), roots: [] };
  }

  /** Only a view that is open asks, so that git runs for those who look. */
  #churn(uri: string, plan: CachePlan | undefined): SourceChurn | undefined {
    const open = this.planning.plan(uri);
    const folder = open?.contextFolder;
    const isWanted = this.session.trusted && this.session.settingsOf(uri)['layerlens.cache.history'];
    if (!isWanted || !plan || folder === undefined) return undefined;
    const answer = this.history.of(folder);
    if (!answer) return { kind: 'reading' };
    if (!answer.ok) {
      if (answer.problem.code === 'git/no-repository') return undefined;
      return { kind: 'unknown', sentence: sayProblem(answer.problem) };
    }
    const commits = answer.value;
    const known = this.#churns.get(plan);
    if (known?.commits === commits) return { kind: 'known', churn: known.churn };
    const churn = churnOf(plan, open?.last?.state.facts.context, commits, this.ports.plan.sha256);
    this.#churns.set(plan, { commits, churn });
    return { kind: 'known', churn };
  }

  /** A document was closed, or trust was withdrawn: git need not go on for folders that nobody shows. */
  letGo(): void {
    const shown = this.session.trusted ? this.session.uris : [];
    this.history.keep(new Set(shown.flatMap((uri) => this.planning.plan(uri)?.contextFolder ?? [])));
  }

  refresh(): void {
    this.history.forget();
  }

  #whyNoPlan(uri: string): string {
    if (!uri.startsWith('file:')) return 'Only a Dockerfile that is saved on disk has a build context.';
    return this.session.settingsOf(uri)['layerlens.cache.enabled']
      ? 'The build is being planned.'
      : 'The setting layerlens.cache.enabled is off.';
  }

  ignoreEntry(uri: string, path: string): FileChange | { unavailable: string } {
    const fact = this.planning.planned(uri)?.context;
    if (!fact) return { unavailable: 'The build context was not read yet.' };
    const addition = ignoreEntries(fact, [patternFor(path)]);
    if (!addition) return { unavailable: `${path} cannot be written as a pattern of an ignore file.` };
    const { create, at, newText } = addition;
    return { uri: uriOfPath(addition.path), create, at, newText };
  }

  /** The build of a document as it would be run, whether or not anything can build it now. */
  command(uri: string, choice: BuildChoice, contextFolder: string): BuildCommand {
    const file = fileURLToPath(uri);
    return buildCommand(dirname(file), file, this.session.buildTarget(uri), this.#extra(uri), this.engineState(), {
      context: contextFolder,
      flags: flagsOf(choice),
    });
  }

  buildPlan(uri: string): BuildPlan | { unavailable: string } {
    if (!this.session.trusted) return { unavailable: 'This folder is not trusted, so that nothing is built from it.' };
    if (!uri.startsWith('file:')) return { unavailable: 'Only a Dockerfile that is saved on disk can be built.' };
    const file = fileURLToPath(uri);
    const choice = this.planning.choice(uri);
    const why = choice && whyNoFolder(choice);
    if (why !== undefined) return { unavailable: why };
    return buildPlan(dirname(file), file, this.session.buildTarget(uri), this.#extra(uri), this.engineState(), {
      ...(choice?.contextFolder === undefined ? {} : { context: choice.contextFolder }),
      ...(choice && { flags: flagsOf(choice) }),
      ...(this.ports.recorder && { recorder: this.ports.recorder }),
    });
  }

  whatIf(params: RequestTypes['layerlens/whatIf']['params']): RequestTypes['layerlens/whatIf']['result'] {
    const last = this.planning.plan(params.uri)?.last;
    if (!last) return { unavailable: 'The build was not planned yet.' };
    const { state, request, known } = last;
    const change =
      'path' in params ? { kind: 'path' as const, path: params.path } : { kind: 'line' as const, line: params.line };
    const { graph, facts } = state;
    const { store, costs } = known;
    const answer = planAfter(
      { graph, facts, flags: request.flags, store, costs, sha256: this.ports.plan.sha256 },
      change,
    );
    if (answer.kind === 'not-in-context') return { unavailable: 'No COPY or ADD takes this file.' };
    if (answer.kind === 'no-instruction') return { unavailable: 'There is no instruction on this line.' };
    return whatIf('path' in params ? params.path : `line ${String(params.line + 1)}`, answer.plan);
  }

  #extra(uri: string): readonly string[] {
    return this.session.settingsOf(uri)['layerlens.build.arguments'];
  }
}
