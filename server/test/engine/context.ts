// Asks a builder about build contexts: what an ignore file lets in, and when copied content is known again. Prints how
// often it agrees with us; LAYERLENS_SEED makes a run's random patterns again.
import { join } from 'node:path';
import type { Builder } from '../../../scripts/rig/builders.mjs';
import { SEED } from './asked';
import { askContentHash } from './contentHash';
import { askIgnore } from './ignore';

/** The bundle of the reader's worker, as esbuild.mjs leaves it. */
const WORKER = join(process.cwd(), 'dist/contextWorker.js');

/** @returns whether the builder agrees in everything */
export async function askContext(builder: Builder): Promise<boolean> {
  const ignore = await askIgnore(builder, SEED);
  tell(
    builder,
    ignore.wrong,
    `ignore ${builder.id}: ${String(ignore.pairs)} pairs of ${String(ignore.cases)} files, seed ${String(SEED)}`,
  );
  if (builder.frontend !== 'buildkit') return ignore.wrong.length === 0;
  const hash = await askContentHash(builder, WORKER);
  tell(
    builder,
    hash.wrong,
    `content ${builder.id}: ${String(hash.hits)} hits, ${String(hash.misses)} misses, ${String(hash.failures)} failures`,
  );
  return ignore.wrong.length + hash.wrong.length === 0;
}

function tell(builder: Builder, wrong: readonly string[], what: string): void {
  for (const line of wrong) console.log(`not ok ${builder.id} context\n    ${line}`);
  console.log(`${what}; ${wrong.length === 0 ? 'all agree' : `${String(wrong.length)} do not agree`}`);
}
