// Waiting for conditions: asks again until the answer is there. Never a fixed sleep, always a name for what is awaited.

const PATIENCE_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 50;

/**
 * Asks until the answer is neither undefined, null nor false; an `ask` that throws is asked again.
 * @returns the answer
 * @throws after `milliseconds`, naming what was awaited, with the last error as cause
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  milliseconds = PATIENCE_MILLISECONDS,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + milliseconds;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as Exclude<T, undefined | null | false>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`Waited ${milliseconds / 1000} s in vain for: ${what}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
