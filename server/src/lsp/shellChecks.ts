// Knows: asking ShellCheck about the scripts of the open documents, when nobody types. Each script is asked about once.
import type { ShellCheckAnswers, ShellCheckComment, ShellCheckScript } from '../lint/facts/shellCheck';
import type { Log } from './log';

export interface ShellChecksPorts {
  /** Undefined: the program is not there. */
  check(program: string, script: ShellCheckScript): Promise<readonly ShellCheckComment[] | undefined>;
  /** False where no program may be run. */
  mayRun(): boolean;
  /** As the setting says; empty: on the PATH. */
  program(): string;
  /** The scripts of a document as it is now. */
  scripts(uri: string): readonly ShellCheckScript[];
  answered(answers: ShellCheckAnswers): void;
  readonly log: Log;
}

/** Long enough that a word is typed to its end. */
const PAUSE_MS = 400;
/** Older answers are forgotten: a session may see many scripts. */
const MOST_KEPT = 2000;

export class ShellChecks {
  readonly #answers = new Map<string, readonly ShellCheckComment[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** One program at a time: it is quick, and the machine is the user's. */
  #turn: Promise<void> = Promise.resolve();
  #isMissing = false;

  constructor(private readonly ports: ShellChecksPorts) {}

  /** The text changed, or was opened. */
  changed(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    if (this.#isMissing || !this.ports.mayRun()) return;
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      this.#turn = this.#turn.then(() => this.#look(uri));
    }, PAUSE_MS);
    timer.unref();
    this.#timers.set(uri, timer);
  }

  close(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
  }

  /** Another program, or trust: what was missing may be there now. */
  reset(): void {
    this.#isMissing = false;
    if (this.#answers.size === 0) return;
    this.#answers.clear();
    this.ports.answered(new Map());
  }

  dispose(): void {
    for (const uri of [...this.#timers.keys()]) this.close(uri);
  }

  async #look(uri: string): Promise<void> {
    try {
      const scripts = this.ports.scripts(uri);
      let isNew = false;
      for (const script of scripts) {
        if (this.#answers.has(script.key) || this.#isMissing || !this.ports.mayRun()) continue;
        const answer = await this.ports.check(this.ports.program(), script);
        this.#isMissing = answer === undefined;
        if (!answer) continue;
        this.#answers.set(script.key, answer);
        isNew ||= answer.length > 0;
      }
      while (this.#answers.size > MOST_KEPT) this.#answers.delete(this.#answers.keys().next().value ?? '');
      if (isNew) this.ports.answered(new Map(this.#answers));
    } catch (error) {
      this.ports.log.warn(`ShellCheck could not be asked: ${String(error)}`);
    }
  }
}
