// Knows: a build as a terminal that VS Code draws: its output as it comes, its end, and that closing the terminal stops
// it. The build's streams are pipes, so that it prints one line per step. Argv only, never a shell.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { EventEmitter } from 'vscode';
import type { Event, Pseudoterminal } from 'vscode';

export interface BuildTerminalOptions {
  readonly cwd: string;
  /** Beside that of VS Code's extension host. */
  readonly env: Readonly<Record<string, string>>;
  /** The command, shown above its output. */
  readonly title: string;
}

/** As shells do: the program could not be started. */
const NOT_STARTED = 127;
const KILL_AFTER_MILLISECONDS = 5000;

export class BuildTerminal implements Pseudoterminal {
  readonly #output = new EventEmitter<string>();
  readonly #ends = new EventEmitter<number>();
  readonly #argv: readonly [string, ...string[]];
  readonly #options: BuildTerminalOptions;
  #child: ChildProcess | undefined;
  #ended = false;

  constructor(argv: readonly [string, ...string[]], options: BuildTerminalOptions) {
    this.#argv = argv;
    this.#options = options;
  }

  readonly onDidWrite: Event<string> = this.#output.event;
  readonly onDidClose: Event<number> = this.#ends.event;

  open(): void {
    const [program, ...args] = this.#argv;
    const { cwd, env, title } = this.#options;
    this.#write(`> ${title}\n\n`);
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8');
      stream.on('data', (bytes: Buffer) => this.#write(decoder.write(bytes)));
    }
    child.once('error', (error) => {
      this.#write(`\n${error.message}\n`);
      this.#end(NOT_STARTED);
    });
    child.once('close', (code) => this.#end(code ?? 1));
  }

  /** The user closed the terminal, or stopped the task. */
  close(): void {
    const child = this.#child;
    if (this.#ended || !child) return;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MILLISECONDS).unref();
  }

  /** A terminal needs both: carriage return and line feed. */
  #write(text: string): void {
    this.#output.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ends.fire(code);
  }
}
