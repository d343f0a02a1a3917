// Knows: running somebody's build in our place: both its streams handed on byte for byte, its signals and its exit code
// kept, while what passes is listened to. What we do wrong must never be seen by the build.
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { BuildListener, type BuildReport } from './buildReport';

export interface BuildRun {
  /** As a shell says it: 128 + n for an end by signal n, 127 for a program that is not there, 126 for one that cannot run. */
  readonly code: number;
  /** What the system said when the program could not be started. */
  readonly fault?: NodeJS.ErrnoException;
  readonly report: BuildReport;
  /** False when the streams went straight to a terminal and nobody listened. */
  readonly observed: boolean;
}

interface Streams {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export async function runBuild(argv: readonly string[], { stdout, stderr }: Streams = process): Promise<BuildRun> {
  const [program = '', ...args] = argv;
  const listener = new BuildListener();
  // A builder that sees a pipe prints otherwise than on a terminal, so a terminal is handed down as it is.
  const takes = (stream: Streams['stdout']): 'inherit' | 'pipe' => (stream.isTTY === true ? 'inherit' : 'pipe');
  const stdio = ['inherit', takes(stdout), takes(stderr)] as const;
  const observed = stdio[1] === 'pipe' || stdio[2] === 'pipe';
  let child: ChildProcess;
  try {
    child = spawn(program, args, { stdio: [...stdio], shell: false, windowsHide: true });
  } catch (error) {
    return { code: 126, fault: error as NodeJS.ErrnoException, report: listener.end(0), observed };
  }
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  // A terminal tells the whole group itself: the build hears it without us, and we only stay for its end.
  const isOnTerminal = process.stdin.isTTY || stderr.isTTY === true;
  const handlers = FORWARDED.map((signal) => {
    const act = isOnTerminal && /INT|QUIT/.test(signal) ? () => undefined : forward;
    process.on(signal, act);
    return [signal, act] as const;
  });
  const closed = [
    handOn(child.stdout, stdout, (bytes) => listen(listener, 'out', bytes)),
    handOn(child.stderr, stderr, (bytes) => listen(listener, 'err', bytes)),
  ];
  const end = await new Promise<Pick<BuildRun, 'code' | 'fault'>>((resolve) => {
    child.once('error', (fault: NodeJS.ErrnoException) => {
      resolve({ code: fault.code === 'ENOENT' ? 127 : 126, fault });
    });
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
  // Something the build started may hold the pipes longer: its words are handed on too.
  if (end.fault === undefined) await Promise.all(closed);
  for (const [signal, act] of handlers) process.off(signal, act);
  return { ...end, report: listener.end(performance.now()), observed };
}

function listen(listener: BuildListener, stream: 'out' | 'err', bytes: Uint8Array): void {
  try {
    listener.hear(stream, bytes, performance.now());
  } catch {
    // The build's words are handed on whatever we make of them.
  }
}

/** Resolves when `from` has ended and all of it is written. A reader that went away is the build's to notice. */
function handOn(from: Readable | null, to: Writable, hear: (bytes: Uint8Array) => void): Promise<void> {
  if (from === null) return Promise.resolve();
  return new Promise((resolve) => {
    const give = (): void => {
      from.destroy();
      resolve();
    };
    to.once('error', give);
    from.on('data', (bytes: Buffer) => {
      hear(bytes);
      if (to.write(bytes)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.once('error', give);
    from.once('close', () => {
      to.off('error', give);
      resolve();
    });
  });
}

/** Runs a program for what it says of a build that is over; its words go nowhere else. Undefined when it fails. */
export function heardAfterwards(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<BuildReport | undefined> {
  const [program = '', ...args] = argv;
  const listener = new BuildListener();
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, shell: false, windowsHide: true });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.on('data', (bytes: Buffer) => {
      listen(listener, 'out', bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      listen(listener, 'err', bytes);
    });
    child.once('error', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? listener.end(performance.now()) : undefined);
    });
  });
}
