// Knows: the suites and their order. VS Code calls `run()` inside the extension host; a rejection fails the run.
import { activation } from './activation';
import { crash } from './crash';
import { linting } from './linting';
import { manifest } from './manifest';
import { quickFix } from './quickFix';
import { reading } from './reading';
import { check, finish } from './support';

const SUITES = { activation, manifest, reading, quickFix, linting, crash };

export async function run(): Promise<void> {
  for (const [name, suite] of Object.entries(SUITES)) {
    console.log(`# ${name}`);
    // What fails between the checks of a suite fails the suite, not the ones after it.
    await suite().catch((error: unknown) =>
      check(`${name} runs to its end`, () => {
        throw error;
      }),
    );
  }
  finish();
}
