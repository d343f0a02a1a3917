// The engine tier: asks real builders whether our predictions hold. Prints `N passed, N failed` per builder.
// Exit code 77 with a last line `SKIPPED: reason` when this machine can have no builder at all.
// Usage: main.mjs [builder id …] [-- case name part]
import { join } from 'node:path';
import { BUILDER_IDS, ensureBuilders, type BuilderId } from '../../../scripts/rig/builders.mjs';
import { readCorpus, type CorpusCase } from './corpus';
import { askHistory, type Verdict } from './history';

const args = process.argv.slice(2);
const divider = args.indexOf('--');
const ids = (divider === -1 ? args : args.slice(0, divider)) as BuilderId[];
const only = divider === -1 ? '' : (args[divider + 1] ?? '');

const cases = (await readCorpus(join(process.cwd(), 'server/test/corpus'))).filter(({ name }) => name.includes(only));
const { builders, unavailable, dispose } = await ensureBuilders(ids.length > 0 ? ids : BUILDER_IDS);
let failures = 0;
let passes = 0;
try {
  for (const builder of builders) {
    const started = Date.now();
    const verdicts: [CorpusCase, Verdict][] = [];
    for (const corpusCase of cases) {
      const verdict = await askHistory(builder, corpusCase);
      verdicts.push([corpusCase, verdict]);
      if (verdict.kind === 'failed') console.log(`not ok ${builder.id} ${corpusCase.name}\n${verdict.detail.replace(/^/gm, '    ')}`);
    }
    const count = (kind: Verdict['kind']): number => verdicts.filter(([, verdict]) => verdict.kind === kind).length;
    const entries = verdicts.reduce((sum, [, verdict]) => sum + verdict.entries, 0);
    const unknown = verdicts.reduce((sum, [, verdict]) => sum + verdict.unknown, 0);
    failures += count('failed');
    passes += count('passed');
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(
      `history ${builder.id} (${builder.version}): ${String(count('passed'))} passed, ${String(count('failed'))} failed, ${String(count('skipped'))} not for it; ` +
        `${String(entries)} entries, emptiness unknown beforehand for ${String(unknown)}; ${seconds} s`,
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
  console.log(`engine tier: ${String(passes)} passed, ${String(failures)} failed`);
  process.exitCode = failures > 0 ? 1 : 0;
}
