// Knows: what the engine room asks of other programs, as a port. host/process.ts answers it, tests answer it from memory.
import type { Duplex } from 'node:stream';
import type { CancelSignal } from '../base/platform';

export interface ProgramRun {
  /** A name to look up in PATH, or an absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads from its standard input; absent: nothing. */
  readonly input?: string;
  readonly timeoutMs: number;
  /** More than this on stdout ends the program. */
  readonly maxOutputBytes: number;
  /** As much is kept of stderr; absent: what messages need. */
  readonly maxMessageBytes?: number;
  readonly signal: CancelSignal;
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'too-much-output' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface Programs {
  /** Runs to the end. Never rejects. */
  run(run: ProgramRun): Promise<ProgramEnd>;
  /** Starts a program and speaks through its stdin and stdout. Its failure is an error of the stream. */
  pipe(program: string, args: readonly string[]): Duplex;
}
