// Knows: what the builder will be asked for, made of the chosen build, the builder and the user's settings; and a plan
// in which what hangs on an argument that nobody knows is unknown.
import {
  DEFAULT_BUILD_OPTIONS,
  frontendOf,
  frontendOfEngine,
  type BuilderKind,
  type BuildOptions,
} from '../build/options';
import { parsePlatform, type BuildPlatform } from '../build/platform';
import { DEFAULT_FLAGS, listedByEngine, runsGiveKeysByEngine, type BuildFlags } from '../cache/flags';
import type { Costs } from '../cache/costs';
import type { ShellParser } from '../shell/model';
import type { KeyStore } from '../cache/keyStore';
import type { CachePlan } from '../cache/plan';
import { priceOf } from '../cache/price';
import { planState, type BuildState } from '../cache/planner';
import type { Sha256 } from '../context/tree';
import { buildGraph } from '../build/graph';
import { define } from '../cache/definition';
import { factsOf } from '../cache/sources';
import type { DockerfileModel } from '../syntax/model';
import { runOptionsOf } from '../project/runOptions';
import type { BuildTarget, Settled } from '../project/buildTarget';
import type { BuildChoice } from './buildChoice';
import type { PlannedBuilder } from './planPorts';

/** What the user set, over what the files and the engine say. */
export interface BuildSettings {
  readonly hostPlatform: BuildPlatform;
  /** Undefined: as the build or the engine says. */
  readonly builder: BuilderKind | undefined;
  /** N of frontend 1.N. */
  readonly frontend: number | undefined;
}

export interface BuildRequestNow {
  readonly options: BuildOptions;
  readonly flags: BuildFlags;
  readonly unknownArgs: readonly string[];
}

/** @param words the build that Build and Measure would run, as its own words say. */
export function buildRequest(
  words: BuildTarget,
  choice: BuildChoice,
  builder: PlannedBuilder | undefined,
  model: DockerfileModel,
  settings: BuildSettings,
): BuildRequestNow {
  const { hostPlatform } = settings;
  const kind = settings.builder ?? words.builder ?? choice.target.builder ?? builder?.kind ?? 'buildkit';
  const platform = words.platforms.known ? (words.platforms.value[0] ?? '') : '';
  const frontend =
    settings.frontend ?? frontendOf(model) ?? frontendOfEngine(builder?.version ?? '') ?? builder?.frontend;
  const buildArgs = settledValues(words.buildArgs);
  const network = words.extras.network ?? '';
  return {
    options: {
      ...DEFAULT_BUILD_OPTIONS,
      target: words.target.known ? words.target.value : '',
      buildArgs,
      platform: parsePlatform(platform, hostPlatform) ?? hostPlatform,
      buildPlatform: hostPlatform,
      builder: kind,
      frontend: frontend ?? DEFAULT_BUILD_OPTIONS.frontend,
    },
    flags: {
      ...DEFAULT_FLAGS,
      noCache: words.noCache,
      // `default` is what a build without the flag has (builder-semantics §6b.14).
      network: network === 'default' ? '' : network,
      runOptions: runOptionsOf(words, buildArgs),
      epoch: buildArgs['SOURCE_DATE_EPOCH'] ?? '',
      cacheNamespace: buildArgs['BUILDKIT_CACHE_MOUNT_NS'] ?? '',
      namedContexts: settledValues(words.namedContexts),
      mergesLayers: builder?.mergesLayers ?? false,
      listedBy: listedByEngine(builder?.version ?? ''),
      runsGiveKeys: runsGiveKeysByEngine(builder?.version ?? ''),
      cacheFrom: words.cacheFrom,
    },
    unknownArgs: choice.unknownArgs,
  };
}

const settledValues = (values: Readonly<Record<string, Settled<string>>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value.known ? [[name, value.value]] : [])));

/** No author writes this as a value. */
const OTHER = '\u0001layerlens: some other value';

/** The plan with every step unknown whose verdict is another one when the unknown arguments have another value. */
export function doubtful(
  plan: CachePlan,
  state: BuildState,
  { options, flags, unknownArgs }: BuildRequestNow,
  known: { readonly store: KeyStore; readonly costs: Costs; readonly shell?: ShellParser },
  sha256: Sha256,
): CachePlan {
  const buildArgs = { ...options.buildArgs, ...Object.fromEntries(unknownArgs.map((name) => [name, OTHER])) };
  const { bases } = state.facts;
  const graph = buildGraph(plan.graph.model, {
    ...options,
    buildArgs,
    base: (reference) => factsOf(bases, reference)?.config,
  });
  const other = planState({ ...state, graph, definition: define(graph, flags, sha256) }, flags, known, sha256);
  const steps = plan.steps.map((step, i) => {
    const there = other.steps[i];
    if (
      there?.verdict === step.verdict &&
      plan.definition.vertexes[step.vertex]?.digest === other.definition.vertexes[there.vertex]?.digest
    )
      return step;
    return {
      ...step,
      verdict: 'unknown' as const,
      because: step.because.length > 0 ? step.because : [{ kind: 'not-observed' as const }],
    };
  });
  const firstMiss = steps.findIndex(({ verdict }) => verdict === 'miss');
  return { ...plan, steps, firstMiss: firstMiss === -1 ? undefined : firstMiss, price: priceOf(steps) };
}
