// The engine tier: asks real builders whether our predictions hold. Prints `N passed, N failed` per builder.
// Exit code 77 with a last line `SKIPPED: reason` when this machine can have no builder at all.
// Usage: main.mjs [builder id …] [-- case name part | bake: | cli: | lint:<rule> | cache: | cache:<scenario name part> | cache:seed=<n>[-<m>]]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILDER_IDS, ensureBuilders, type Builder, type BuilderId } from '../../../scripts/rig/builders.mjs';
import { askAdapter } from './adapter';
import { asksAll, isTurnOf, partOf, words } from './asked';
import { askBake } from './bake';
import { askChecks } from './checks';
import { askCaches, questionsFor } from './cacheCaches';
import { corpusScenario } from './cacheCorpus';
import { askCacheCli } from './cacheCli';
import { askEarlier } from './cacheEarlier';
import { askElsewhere } from './cacheElsewhere';
import { askContext } from './context';
import { readCorpus, type CorpusCase } from './corpus';
import { askHistory, type Verdict } from './history';
import { askLayerRules } from './layerRules';

const args = process.argv.slice(2);
const divider = args.indexOf('--');
const ids = (divider === -1 ? args : args.slice(0, divider)) as BuilderId[];
const only = divider === -1 ? '' : (args[divider + 1] ?? '');

/** LAYERLENS_CORPUS names another folder of `*.Dockerfile`, for trying the harness on files that are not ours. */
const folder = process.env['LAYERLENS_CORPUS'] ?? join(process.cwd(), 'server/test/corpus');
const cases = (await readCorpus(folder)).filter(({ name }) => name.includes(only));
/** The engine of 2020 is asked by name only: its parser differs in corners that we do not follow (text behind JSON). */
const usual = BUILDER_IDS.filter((id) => !id.startsWith('old'));
const { builders, unavailable, dispose } = await ensureBuilders(ids.length > 0 ? ids : usual);
let failures = 0;
let passes = 0;

/**
 * Each case is asked of the newest BuildKit or of the classic builder, whichever can build it, every other one of each. The two
 * stores of one engine have one frontend, between these two: each is asked a sixth. Buildah is slow, and asked a twelfth.
 * All is asked when all is asked for.
 */
const DEALT: Readonly<Partial<Record<BuilderId, (i: number, one: CorpusCase) => boolean>>> = {
  'buildkit-0.32': (i, { builders }) => i % 2 === 0 || !builders.includes('classic'),
  classic: (i, { builders }) => i % 2 === 1 || !builders.includes('buildkit'),
  'docker-buildkit': (i) => i % 6 === 3,
  'docker-buildkit-containerd': (i) => i % 6 === 5,
  buildah: (i) => i % 12 === 0,
};

function casesFor({ id }: Builder): readonly CorpusCase[] {
  const isDealt = DEALT[id];
  if (only !== '' || ids.length > 0 || asksAll || !isDealt) return cases;
  return partOf(cases.filter((one, i) => isDealt(i, one)));
}

async function ask(builder: Builder): Promise<void> {
  const started = Date.now();
  if (only === '' || only === 'checks:') await askForChecks(builder);
  if (only === 'checks:') return;
  if (only === '' || only === 'bake:') await askForBake(builder);
  if (only === 'bake:') return;
  if (only === '') await askEngine(builder);
  // Of buildah history and cache alone are asked.
  const isBuildah = builder.frontend === 'buildah';
  const others = builders.filter(({ frontend }) => frontend !== 'buildah');
  const isAsked = !isBuildah && isTurnOf(builder, others);
  if (only === 'cli:' ? !isBuildah : only === '' && isAsked) await askCache(builder);
  if (only === 'cli:') return;
  if (only === '' && isAsked && !(await askContext(builder))) failures++;
  const verdicts: [CorpusCase, Verdict][] = [];
  for (const corpusCase of casesFor(builder)) {
    const verdict = await askHistory(builder, corpusCase);
    verdicts.push([corpusCase, verdict]);
    if (verdict.kind === 'failed')
      console.log(`not ok ${builder.id} ${corpusCase.name}\n${verdict.detail.replace(/^/gm, '    ')}`);
  }
  // What a layer holds, one builder says for all; last, because its base images take the names of the others.
  if ((only === '' && builder.id === 'docker-buildkit') || only.startsWith('lint:'))
    if (await askLayerRules(builder, only.slice('lint:'.length))) passes++;
    else failures++;
  const count = (kind: Verdict['kind']): number => verdicts.filter(([, verdict]) => verdict.kind === kind).length;
  const entries = verdicts.reduce((sum, [, verdict]) => sum + verdict.entries, 0);
  const unknown = verdicts.reduce((sum, [, verdict]) => sum + verdict.unknown, 0);
  failures += count('failed');
  passes += count('passed');
  const refused = verdicts
    .filter(([, { kind, detail }]) => kind === 'skipped' && detail !== '')
    .map(([, { detail }]) => detail);
  const reasons = [...new Set(refused)].map(
    (reason) => `${reason} ${String(refused.filter((one) => one === reason).length)}`,
  );
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `history ${builder.id} (${builder.version}): ${String(count('passed'))} passed, ${String(count('failed'))} failed, ${String(count('skipped'))} not for it${isBuildah && reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}; ` +
      `${String(entries)} entries, emptiness unknown beforehand for ${String(unknown)}; ${seconds} s`,
  );
}

/** The product's engine adapter and archive reader, on what this builder makes. */
async function askEngine(builder: Builder): Promise<void> {
  if (!builder.engine) return;
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-adapter-'));
  try {
    const wrong = await askAdapter(builder, join(folder, 'image.tar'));
    if (wrong.length > 0) {
      failures++;
      console.log(`not ok ${builder.id} adapter\n${wrong.join('\n').replace(/^/gm, '    ')}`);
    } else {
      passes++;
      console.log(`adapter ${builder.id}: rows, bytes, diff IDs and the saved archive agree with the engine`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bake files are read by the client alone: one is asked. */
async function askForBake({ id, engine }: Builder): Promise<void> {
  if (id !== 'docker-buildkit' || !engine) return;
  const { values, told, refused, wrong } = await askBake(engine);
  if (wrong.length > 0 || values === 0) {
    failures++;
    console.log(`not ok ${id} bake files\n${wrong.join('\n').replace(/^/gm, '    ')}`);
    return;
  }
  passes++;
  console.log(
    `bake files ${id}: ${String(values)} values agree with buildx, ${String(told)} of them it alone tells; refused by it: ${refused.join(', ')}`,
  );
}

/** The newest frontend, and the one that current engines embed: the others have the checks of one of these, or none. */
async function askForChecks(builder: Builder): Promise<void> {
  if (builder.id !== 'buildkit-0.32' && builder.id !== 'docker-buildkit') return;
  if (await askChecks(builder)) passes++;
  else failures++;
}

/** The command line's plans, before builds that it then records. */
async function askCache(builder: Builder): Promise<void> {
  const wrong = [...(await askCacheCli(builder)), ...(await askElsewhere(builder)), ...(await askEarlier(builder))];
  if (wrong.length > 0) {
    failures++;
    console.log(`not ok ${builder.id} cache command line\n${wrong.join('\n').replace(/^/gm, '    ')}`);
  } else {
    passes++;
    console.log(`cache command line ${builder.id}: plans and builds agree`);
  }
}

try {
  // Builders are engines of their own: two at a time use both processors.
  const waiting = [...builders];
  const work = async (): Promise<void> => {
    for (let builder = waiting.shift(); builder; builder = waiting.shift()) await ask(builder);
  };
  if (!only.startsWith('cache:')) await Promise.all([work(), work()]);
  // A scenario names the images of an engine's registry, so caches come when nothing else is built there.
  if (only === '' || only.startsWith('cache:')) {
    const places = [...builders];
    const corpus = asksAll ? cases.flatMap((corpusCase) => corpusScenario(corpusCase) ?? []) : [];
    let [steps, unknown, wrong] = [0, 0, 0];
    const askAll = async (): Promise<void> => {
      for (let next = places.shift(); next; next = places.shift()) {
        const counts = await askCaches(next, questionsFor(next, builders, only.slice('cache:'.length), corpus));
        passes += counts.passed;
        failures += counts.failed;
        steps += counts.steps;
        unknown += counts.unknown;
        wrong += counts.wrong;
      }
    };
    await Promise.all([askAll(), askAll()]);
    const share = ((100 * unknown) / Math.max(1, steps)).toFixed(2);
    console.log(
      `cache, all builders: ${String(steps)} steps, ${String(unknown)} unknown (${share}%), ${String(wrong)} disagreements`,
    );
  }
} finally {
  await dispose();
}
for (const { id, reason } of unavailable) console.log(`history ${id}: not here: ${reason}`);
if (builders.length === 0) {
  console.log(`SKIPPED: ${unavailable.map(({ id, reason }) => `${id}: ${reason}`).join('; ')}`);
  process.exitCode = 77;
} else {
  console.log(`engine tier (${words}): ${String(passes)} passed, ${String(failures)} failed`);
  process.exitCode = failures > 0 ? 1 : 0;
}
