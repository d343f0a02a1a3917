// Knows: acting at once when a signal is aborted, whether it is an AbortSignal or only a flag.
import type { CancelSignal } from '../base/platform';

const LOOK_EVERY_MS = 50;

/** Calls `act` once when the signal is aborted, at once when it already is. Call what it returns when done. */
export function onCancel(signal: CancelSignal, act: () => void): () => void {
  if (signal.aborted) {
    act();
    return () => undefined;
  }
  if (signal instanceof AbortSignal) {
    signal.addEventListener('abort', act, { once: true });
    return () => {
      signal.removeEventListener('abort', act);
    };
  }
  const timer = setInterval(() => {
    if (!signal.aborted) return;
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
