// Asks one builder all its scenarios and random sequences, and says in figures how often we were right.
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { scenarios } from '../cacheScenarios/index';
import type { Scenario } from './cacheProject';
import { randomScenario } from './cacheRandom';
import { askScenario, frontendOf, mergesLayers, Tally, type Disagreement, type Uploads } from './cacheTruth';

export async function askCaches(builder: Builder, only: string, seeds: readonly number[] = []): Promise<{ passed: number; failed: number }> {
  const tally = new Tally();
  const uploads: Uploads = new Map();
  const started = Date.now();
  let failed = 0;
  const ours = [...scenarios.filter((scenario) => scenario.name.includes(only) && isFor(scenario, builder)), ...seeds.map((seed) => randomScenario(seed, { builder: builder.frontend === 'classic' ? 'classic' : 'buildkit', frontend: frontendOf(builder) }))];
  for (const scenario of ours) {
    const before = tally.disagreements.length;
    await askScenario(builder, scenario, uploads, tally);
    const found = tally.disagreements.slice(before);
    if (found.length > 0) failed++;
    for (const disagreement of found) console.log(worded(builder, disagreement));
  }
  console.log(figures(builder, tally, (Date.now() - started) / 1000));
  return { passed: ours.length - failed, failed };
}

function isFor({ only, since, merges }: Scenario, builder: Builder): boolean {
  if (only !== undefined && only !== builder.frontend) return false;
  if (merges !== undefined && merges !== mergesLayers(builder)) return false;
  return since === undefined || (builder.frontend === 'buildkit' && frontendOf(builder) >= since);
}

function worded({ id }: Builder, { scenario, build, edit, step, detail, before, after }: Disagreement): string {
  const texts = before === after || before === '' ? `Dockerfile:\n${after}` : `Dockerfile before:\n${before}Dockerfile:\n${after}`;
  return `not ok ${id} cache:${scenario} build ${String(build)} (${edit})\n    ${step}\n    ${detail}\n${texts.replace(/^/gm, '        ')}`;
}

function figures({ id, version }: Builder, tally: Tally, seconds: number): string {
  const { scenarios: count, builds, failedBuilds, steps, hits, misses, unknown, reasons, disagreements } = tally;
  const told = steps - unknown;
  const wrong = disagreements.length;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)}%`);
  const why = [...reasons].map(([kind, times]) => `${kind} ${String(times)}`).join(', ');
  return (
    `cache ${id} (${version}): ${String(count)} scenarios, ${String(builds)} builds (${String(failedBuilds)} of them failing), ${String(steps)} steps: ` +
    `${String(hits)} hits, ${String(misses)} misses, ${String(unknown)} unknown (${share(unknown, steps)}${why === '' ? '' : `: ${why}`}); ` +
    `${String(wrong)} disagreements, ${share(told - wrong, told)} agreement; ${seconds.toFixed(0)} s`
  );
}
