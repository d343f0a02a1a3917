// Knows: acting at once when a signal is aborted, whether it is an AbortSignal or only a flag.
import type { CancelSignal } from '../base/platform';

const LOOK_EVERY_MS = 50;

/** Calls `act` once when the signal is aborted, at once when it already is. Call what it returns when done. */
export function onCancel(signal: CancelSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  if (signal instanceof AbortSignal) return onAbort(signal, act);
  const timer = setInterval(() => {
    if (!signal.aborted) return;
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}

/** One listener for each signal, however many wait for it: Node warns of a leak from the eleventh on. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

function onAbort(signal: AbortSignal, act: () => void): () => void {
  let acts = waiting.get(signal);
  if (acts === undefined) {
    const added = new Set<() => void>();
    acts = added;
    waiting.set(signal, added);
    signal.addEventListener(
      'abort',
      () => {
        for (const waiter of added) waiter();
      },
      { once: true },
    );
  }
  const mine = acts;
  // Wrapped, so that two waiters with one function are two.
  const waiter = (): void => {
    act();
  };
  mine.add(waiter);
  return () => {
    mine.delete(waiter);
  };
}
