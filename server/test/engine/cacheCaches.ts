// Asks one builder the cache scenarios and random sequences of edits, and says in figures how often the plan was right.
import { ownerOf, type Builder } from '../../../scripts/rig/builders.mjs';
import { scenarios } from '../cacheScenarios/index';
import { asksAll, partOf } from './asked';
import { countsOtherwise, takesAsWell } from './buildahRefusals';
import type { Scenario } from './cacheProject';
import { randomExact, randomOutputs } from './cacheOutputs';
import { randomProject } from './cacheProjects';
import { randomScenario } from './cacheRandom';
import { frontendOf, mergesLayers } from './cacheFlags';
import { askScenario, Tally, type Disagreement, type Uploads } from './cacheTruth';

export interface CacheQuestions {
  readonly scenarios: readonly Scenario[];
  readonly seeds: readonly number[];
}

/** Seeds of one run over all builders: five edits each, so three hundred edits. */
const SEEDS = 60;
/** Buildah takes a second or two for a build: every so many scenarios and seeds. */
const BUILDAH_SHARE = 24;
const BUILDAH_SEEDS = SEEDS;
/** The classic builder is asked every sixth scenario, so that the tier ends in minutes. */
const SHARE = 6;

/**
 * What a builder is asked. `only` is a part of a scenario's name, or `seed=7`, `seed=7-20`, `outputs=7-20`,
 * `exact=7-20`, `projects=7-20`; empty: each scenario is asked
 * of one BuildKit that can take it, a share of the classic builder as well, and the random sequences are dealt out.
 * `LAYERLENS_ASK` (asked.ts) asks for less, or everybody everything, the corpus of the history tier included;
 * `LAYERLENS_SEED` begins with another seed and share.
 */
export function questionsFor(
  builder: Builder,
  builders: readonly Builder[],
  only: string,
  corpus: readonly Scenario[],
): CacheQuestions {
  const asked = scenarios.filter((scenario) => isFor(scenario, builder));
  const [, from, to = from] = /^(?:seed=|random\/)(\d+)(?:-(\d+))?$/.exec(only) ?? [];
  if (from !== undefined) return { scenarios: [], seeds: range(Number(from), Number(to) - Number(from) + 1) };
  const [, what = '', first, last = first] = /^(outputs|exact|projects)[=/](\d+)(?:-(\d+))?$/.exec(only) ?? [];
  if (first !== undefined)
    return {
      scenarios: range(Number(first), Number(last) - Number(first) + 1)
        .flatMap((seed) => GENERATORS[what]?.(seed) ?? [])
        .filter((scenario) => isFor(scenario, builder)),
      seeds: [],
    };
  if (only !== '') return { scenarios: asked.filter(({ name }) => name.includes(only)), seeds: [] };
  const start = Number(process.env['LAYERLENS_SEED'] ?? '0') || 0;
  const seeds = range(start * 100, SEEDS);
  if (asksAll) return { scenarios: [...asked, ...corpus.filter((scenario) => isFor(scenario, builder))], seeds };
  const isMine = (scenario: Scenario, i: number): boolean => {
    if (builder.frontend === 'classic') return scenario.only === 'classic' || i % SHARE === start % SHARE;
    if (builder.frontend === 'buildah') return i % BUILDAH_SHARE === start % BUILDAH_SHARE;
    const able = builders.filter((other) => other.frontend === 'buildkit' && isFor(scenario, other));
    return able[(scenarios.indexOf(scenario) + start) % able.length] === builder;
  };
  if (builders.length === 1) return { scenarios: asked, seeds };
  const others = builders.filter(({ frontend }) => frontend !== 'buildah');
  return {
    scenarios: partOf(asked.filter(isMine)),
    seeds: partOf(
      seeds.filter((seed) =>
        builder.frontend === 'buildah' ? seed % BUILDAH_SEEDS === 0 : seed % others.length === others.indexOf(builder),
      ),
    ),
  };
}

const GENERATORS: Readonly<Record<string, (seed: number) => Scenario>> = {
  outputs: (seed) => randomOutputs(seed),
  exact: randomExact,
  projects: randomProject,
};

const range = (from: number, count: number): number[] => Array.from({ length: Math.max(0, count) }, (_, i) => from + i);

/** Two builders of one engine see one registry, whose images are those of one scenario at a time. */
const turns = new WeakMap<object, Promise<unknown>>();

function inTurn<T>(builder: Builder, work: () => Promise<T>): Promise<T> {
  const owner = ownerOf(builder);
  const turn = (turns.get(owner) ?? Promise.resolve()).then(work);
  turns.set(
    owner,
    turn.catch(() => undefined),
  );
  return turn;
}

export async function askCaches(
  builder: Builder,
  { scenarios: ours, seeds }: CacheQuestions,
): Promise<{ passed: number; failed: number; steps: number; unknown: number; wrong: number }> {
  const uploads: Uploads = new Map();
  const all = { steps: 0, unknown: 0, wrong: 0 };
  let failed = 0;
  const ask = async (what: string, questions: readonly Scenario[]): Promise<void> => {
    const tally = new Tally();
    const started = Date.now();
    for (const scenario of questions) {
      const before = tally.disagreements.length;
      await inTurn(builder, () => askScenario(builder, scenario, uploads, tally));
      const found = tally.disagreements.slice(before);
      if (found.length > 0) failed++;
      for (const disagreement of found) console.log(worded(builder, disagreement));
    }
    all.steps += tally.steps;
    all.unknown += tally.unknown;
    all.wrong += tally.disagreements.length;
    if (questions.length > 0) console.log(figures(what, builder, tally, (Date.now() - started) / 1000));
    if (process.env['LAYERLENS_CACHE_UNKNOWN'])
      for (const name of new Set(tally.otherNames)) console.log(`other name: ${name}`);
  };
  await ask('scenarios', ours);
  const dialect = { builder: builder.frontend, frontend: frontendOf(builder) };
  const [first = 0] = seeds;
  await ask(
    `random sequences, seeds ${String(first)} to ${String(seeds.at(-1) ?? first)},`,
    seeds.map((seed) => randomScenario(seed, dialect)),
  );
  return { passed: ours.length + seeds.length - failed, failed, ...all };
}

function isFor({ name, only, since, merges }: Scenario, builder: Builder): boolean {
  const isBuildah = builder.frontend === 'buildah';
  if (isBuildah && (countsOtherwise(name) || takesAsWell(name))) return takesAsWell(name);
  if (only !== undefined && only !== builder.frontend) return false;
  if (merges !== undefined && merges !== mergesLayers(builder)) return false;
  return since === undefined || (builder.frontend === 'buildkit' && frontendOf(builder) >= since);
}

function worded({ id }: Builder, { scenario, build, edit, step, detail, before, after }: Disagreement): string {
  const old = before === after || before === '' ? '' : `Dockerfile before:\n${before}`;
  const texts = `${old}Dockerfile:\n${after}`;
  return `not ok ${id} cache:${scenario} build ${String(build)} (${edit})\n    ${step}\n    ${detail}\n${texts.replace(/^/gm, '        ')}`;
}

function figures(what: string, { id, version }: Builder, tally: Tally, seconds: number): string {
  const {
    scenarios: count,
    builds,
    failedBuilds,
    steps,
    hits,
    misses,
    unknown,
    controls,
    ranAnew,
    reasons,
    disagreements,
    otherNames,
  } = tally;
  const told = hits + misses;
  const wrong = disagreements.length;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)}%`);
  const apart =
    controls === 0
      ? ''
      : `; ${String(controls)} of them are controls whose answer no one can know before the build, without them ${share(unknown - controls, steps - controls)}`;
  const anew = `${String(ranAnew)} of them hang on what a program writes in that very build`;
  const why = [...reasons].map(([kind, times]) => `${kind} ${String(times)}`).join(', ');
  return (
    `cache ${id} (${version}): ${String(count)} ${what} ${String(builds)} builds (${String(failedBuilds)} of them failing), ${String(steps)} steps: ` +
    `${String(hits)} hits, ${String(misses)} misses, ${String(unknown)} unknown (${share(unknown, steps)}${why === '' ? '' : `: ${why}; ${anew}${apart}`}); ` +
    `${String(wrong)} disagreements, ${share(told - wrong, told)} agreement; ${String(otherNames.length)} steps are named otherwise; ${seconds.toFixed(0)} s`
  );
}
