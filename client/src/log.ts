// Knows: the one log channel, and how this extension speaks up: a line in the log and a short text in the status bar.
// Never a pop-up: a missing engine or a failed build is a state, not an event that may take the keyboard away.
import { window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import { plainLabel } from './text';

const STATUS_MILLISECONDS = 8000;

export const createLog = (): LogOutputChannel => window.createOutputChannel('Layerlens', { log: true });

/** One sentence for the user; it leaves the status bar by itself and stays in the log. */
export function say(log: LogOutputChannel, sentence: string): void {
  log.info(sentence);
  window.setStatusBarMessage(`$(layers) ${plainLabel(sentence)}`, STATUS_MILLISECONDS);
}

/** For the log. A refused request names its code and needs no stack; anything else may be a fault of ours and has one. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? `${error.message} (${String(error.code)})` : (error.stack ?? error.message);
}
