// Knows: running other programs: an argv array, never a shell; bounded in time and output; ended by its own process id.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { parse } from 'node:path';
import { Duplex } from 'node:stream';
import { onCancel } from '../engine/cancel';
import type { ProgramEnd, ProgramRun, Programs } from '../engine/programs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Stderr is only for messages. */
const MAX_STDERR = 64 * 1024;
/** How long a program may take to end after being asked to. */
const GRACE_MS = 1000;

export const nodePrograms = (env: Environment): Programs => ({
  run: (run) => runProgram(run, env),
  pipe: (program, args) => {
    try {
      return new ProgramStream(start(program, args, env));
    } catch (error) {
      // Arguments that no program can be given: the caller hears it where it hears all failures, from the stream.
      return new Duplex().destroy(error instanceof Error ? error : new Error(String(error)));
    }
  },
});

/** A home that is not there would look as if the program were not. */
function calmFolder(): string {
  const home = homedir();
  return existsSync(home) ? home : parse(process.execPath).root;
}

/** The home folder, not the workspace: a program or library lying there must not be picked up. */
function start(program: string, args: readonly string[], env: Environment): ChildProcessWithoutNullStreams {
  return spawn(program, [...args], {
    cwd: calmFolder(),
    env: { ...env },
    shell: false,
    windowsHide: true,
    stdio: 'pipe',
  });
}

function runProgram(run: ProgramRun, env: Environment): Promise<ProgramEnd> {
  if (run.signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  // Windows runs scripts through a shell, with rules of its own for arguments (CVE-2024-27980).
  if (/\.(?:bat|cmd)$/i.test(run.program)) return Promise.resolve({ kind: 'not-found' });
  return new Promise((resolve) => {
    let child: ChildProcessWithoutNullStreams;
    try {
      child = start(run.program, run.args, env);
    } catch (error) {
      resolve({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
      return;
    }
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let outBytes = 0;
    let errBytes = 0;
    let early: ProgramEnd | undefined;

    const endEarly = (end: ProgramEnd): void => {
      if (early !== undefined) return;
      early = end;
      stop(child);
    };
    const timer = setTimeout(() => {
      endEarly({ kind: 'timeout' });
    }, run.timeoutMs);
    const forget = onCancel(run.signal, () => {
      endEarly({ kind: 'cancelled' });
    });
    const finish = (end: ProgramEnd): void => {
      clearTimeout(timer);
      forget();
      resolve(early ?? end);
    };

    child.stdout.on('data', (chunk: Buffer) => {
      outBytes += chunk.length;
      if (outBytes > run.maxOutputBytes) endEarly({ kind: 'too-much-output' });
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errBytes += chunk.length;
      if (errBytes <= (run.maxMessageBytes ?? MAX_STDERR)) stderr.push(chunk);
    });
    child.stdin.on('error', ignoreClosedPipe);
    child.stdin.end(run.input ?? '');
    child.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ENOENT' ? { kind: 'not-found' } : { kind: 'failed', detail: error.message });
    });
    child.on('close', (code, signal) => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('utf8');
      if (code === null) finish({ kind: 'failed', detail: `${run.program} was ended by ${String(signal)}` });
      else finish({ kind: 'exited', code, stdout: text(stdout), stderr: text(stderr) });
    });
  });
}

/** Asks the program to end, and makes it when it does not. Its children see their pipes close. */
function stop(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    // Something it started may still hold the pipes; we do not wait for that.
    child.stdout.destroy();
    child.stderr.destroy();
  }, GRACE_MS);
  child.once('close', () => {
    clearTimeout(timer);
  });
}

/** A program that ends before it has read all its input is no error of ours: its exit says what happened. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
}

/**
 * A program's stdin and stdout as one stream, good enough for node:http to use as a socket. The methods that HTTP calls on
 * sockets exist and do nothing: there is no socket here to tune.
 */
class ProgramStream extends Duplex {
  #said = '';

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: true });
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-MAX_STDERR);
    });
    child.stdin.on('error', ignoreClosedPipe);
    child.on('error', (error) => this.destroy(error));
    // Its last words matter more than the end of its output: they say why there was none.
    child.on('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new Error(this.#said.trim() || `${child.spawnfile} ended with ${String(code ?? 'a signal')}`));
    });
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.child.stdin.write(chunk, (error) => {
      done(error);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.child.stdin.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.child.exitCode === null) stop(this.child);
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    this.child.ref();
    return this;
  }

  unref(): this {
    this.child.unref();
    return this;
  }
}
