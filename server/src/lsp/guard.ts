// Knows: the fence around every request: cancelled, failed or too late, the editor gets an empty answer and the log the
// detail.
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import type { Log } from './log';

/** A handler whose failure is the log's business; `empty` is what the editor gets then. */
export function guard<P, R>(
  log: Log,
  method: string,
  empty: R,
  handler: (params: P) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<never>> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    // Who cancels is answered at once, also when the handler waits for somebody else.
    let listening: { dispose(): void } | undefined;
    const cancellation = new Promise<ResponseError<never>>((resolve) => {
      listening = token.onCancellationRequested(() => resolve(cancelled()));
    });
    try {
      const answer = await Promise.race([Promise.resolve(handler(params)), cancellation]);
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- cancelled while it was answered
      return token.isCancellationRequested ? cancelled() : answer;
    } catch (error) {
      log.error(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    } finally {
      listening?.dispose();
    }
  };
}

const cancelled = (): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
