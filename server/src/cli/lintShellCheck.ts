// Knows: asking ShellCheck about the scripts of a Dockerfile on the command line: each script once, few at a time.
import { resolve } from 'node:path';
import { NEVER_CANCELLED } from '../base/platform';
import { nodePrograms } from '../host/process';
import { runShellCheck, whyNoShellCheck } from '../host/shellCheck';
import type { ShellCheckAnswers, ShellCheckComment, ShellCheckScript } from '../lint/facts/shellCheck';

export class ShellCheckAsker {
  readonly #programs = nodePrograms(process.env);
  readonly #answers = new Map<string, Promise<readonly ShellCheckComment[]>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param most programs that run at the same time. */
  constructor(
    private readonly program: string,
    private readonly most: number,
  ) {}

  async ask(scripts: readonly ShellCheckScript[]): Promise<ShellCheckAnswers> {
    const answers = await Promise.all(scripts.map(async (script) => [script.key, await this.#answer(script)] as const));
    return new Map(answers);
  }

  #answer(script: ShellCheckScript): Promise<readonly ShellCheckComment[]> {
    const known = this.#answers.get(script.key) ?? this.#run(script);
    this.#answers.set(script.key, known);
    return known;
  }

  async #run(script: ShellCheckScript): Promise<readonly ShellCheckComment[]> {
    while (this.#running >= this.most) await new Promise<void>((wake) => this.#waiting.push(wake));
    this.#running++;
    try {
      return (await runShellCheck(this.#programs, this.program, script, NEVER_CANCELLED)) ?? [];
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}

/** A path is relative to the working directory; a bare name is looked up on the PATH. */
export const programNamed = (written: string): string => (/[\\/]/.test(written) ? resolve(written) : written);

/** Undefined: it answers; else why not. */
export const whyNotThere = (program: string): Promise<string | undefined> =>
  whyNoShellCheck(nodePrograms(process.env), program, NEVER_CANCELLED);
