import { ensureBuilders, type BuilderId } from '../../../scripts/rig/builders.mjs';
import { readCorpus } from './corpus';
import { corpusScenario } from './cacheCorpus';
import { askScenario, frontendOf, Tally, type Uploads } from './cacheTruth';
const [id = 'docker-buildkit', folder = 'server/test/corpus', only = '', from = '0', to = '9999'] = process.argv.slice(2);
const cases = (await readCorpus(folder)).filter(({ name }) => name.includes(only)).slice(Number(from), Number(to));
const { builders, dispose } = await ensureBuilders([id as BuilderId]);
try {
  for (const builder of builders) {
    const tally = new Tally();
    const uploads: Uploads = new Map();
    for (const one of cases) {
      let scenario;
      try { scenario = corpusScenario(one); } catch (error) { console.log('skip', one.name, String(error)); continue; }
      if (!scenario || (scenario.only && scenario.only !== builder.frontend) || (scenario.since ?? 0) > frontendOf(builder)) continue;
      const before = tally.disagreements.length;
      try { await askScenario(builder, scenario, uploads, tally); } catch (error) { console.log('threw', one.name, String((error as Error).stack).slice(0, 400)); }
      for (const { edit, step, detail, build, after } of tally.disagreements.slice(before).slice(0, 3)) console.log(`not ok ${one.name} build ${String(build)} (${edit})\n   ${step}\n   ${detail}` + (before === tally.disagreements.length - 1 ? `\n${after.slice(0, 500)}` : ''));
    }
    const { scenarios, builds, failedBuilds, steps, hits, misses, unknown, disagreements, reasons } = tally;
    console.log(JSON.stringify({ id: builder.id, scenarios, builds, failedBuilds, steps, hits, misses, unknown, wrong: disagreements.length, reasons: [...reasons] }));
  }
} finally { await dispose(); }
