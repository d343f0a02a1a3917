// Knows: the checks of a part that drives a real window: a failing one leaves a picture of what was to be seen.
import { join } from 'node:path';
import type { OpenWorkbench } from './browser';

/** Runs one check under a name, and counts it. */
export type Check = (name: string, run: () => Promise<void>) => Promise<void>;

export const seeing =
  (check: Check, { workbench }: Pick<OpenWorkbench, 'workbench'>): Check =>
  (name, run) =>
    check(name, async () => {
      try {
        await run();
      } catch (error) {
        await workbench.screenshot(join(process.cwd(), 'out/editor-failure.png'));
        throw error;
      }
    });
