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
    try {
      const answer = await handler(params);
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- cancelled while it was answered
      return token.isCancellationRequested ? cancelled() : answer;
    } catch (error) {
      log.error(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    }
  };
}

const cancelled = (): ResponseError<never> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
