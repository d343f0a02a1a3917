// Knows: what a shell has in effect before a command: working directory and variables, as far as the text tells.
import { cleanPath, joinPath } from '../base/posixPath';
import { baseName, type Construct, type ShellCommand, type ShellWord } from '../shell/model';
import type { FlowScope } from './pathFlowModel';

/** Constructs whose `cd` does not reach what follows them. */
const OWN_SHELL = new Set<Construct>(['subshell', 'substitution', 'script']);
const LONGEST_VALUE = 4096;

export class ShellState {
  /** The directory of each nesting depth that is open; undefined: cannot be known. */
  #folders: (string | undefined)[];
  #pushed: (string | undefined)[] = [];
  /** Nesting depth of a `cd` to a place that is known: until it is left nothing is a guess. */
  #placedAt = Infinity;
  readonly #variables = new Map<string, string | undefined>();

  constructor(private readonly scope: FlowScope) {
    this.#folders = [cleanPath(scope.workdir)];
  }

  /** Home of the user in effect; undefined: cannot be known. */
  get home(): string | undefined {
    const set = this.variable('HOME');
    if (set !== undefined) return set;
    const user = this.scope.user.split(':')[0] ?? '';
    return user === '' || user === 'root' || user === '0' ? '/root' : undefined;
  }

  get folder(): string | undefined {
    return this.#folders.at(-1);
  }

  variable(name: string): string | undefined {
    if (this.#variables.has(name)) return this.#variables.get(name);
    return this.scope.get(name);
  }

  /** Takes notice of where the command stands. */
  enter({ depth, joint }: ShellCommand): void {
    if (joint === 'start') this.#folders.length = Math.min(this.#folders.length, Math.max(depth, 1));
    this.#folders.length = Math.min(this.#folders.length, depth + 1);
    if (this.#folders.length <= this.#placedAt) this.#placedAt = Infinity;
    while (this.#folders.length <= depth) this.#folders.push(this.folder);
  }

  /** Takes over what the command changes. */
  leave(command: ShellCommand, isSure: boolean): void {
    const name = baseName(command);
    if (command.name === undefined) {
      for (const { name: variable, value } of command.assignments)
        this.#set(variable, isSure ? (value ? this.text(value) : '') : undefined);
      return;
    }
    if (name === 'cd' || name === 'pushd') {
      const to = command.args.filter(({ raw }) => !/^-[LPe@]+$/.test(raw) && raw !== '--')[0];
      if (name === 'pushd') this.#pushed.push(this.folder);
      if (!to || !this.isGuess(this.text(to))) this.#placedAt = Math.min(this.#placedAt, this.#folders.length - 1);
      this.#go(command, to ? this.absolute(this.text(to)) : this.home, isSure);
    } else if (name === 'popd') this.#go(command, this.#pushed.pop(), isSure);
    else if (name === 'export' || name === 'readonly' || name === 'local' || name === 'declare')
      this.#declare(command, isSure);
    else if (name === 'read' || name === 'unset' || name === 'eval')
      for (const { text } of command.args) if (text !== undefined) this.#set(text, undefined);
  }

  /** The word's text with the variables that are known; undefined when something in it is not. */
  text(word: ShellWord): string | undefined {
    if (word.text !== undefined) return this.#expandHome(word, word.text);
    let text = '';
    for (const part of word.parts) {
      if (part.kind === 'unknown') return undefined;
      const value = part.kind === 'text' ? part.text : this.#value(part.name);
      // Unquoted, such a value may become several words or a pattern.
      if (value === undefined || (part.kind === 'variable' && /[\s*?[]/.test(value))) return undefined;
      text += value;
      if (text.length > LONGEST_VALUE) return undefined;
    }
    return word.parts.length === 0 ? undefined : text;
  }

  /** A path as the command sees it; undefined when the directory, or the path, is not known. */
  absolute(path: string | undefined): string | undefined {
    if (path === undefined || path === '') return undefined;
    if (path.startsWith('/')) return cleanPath(path);
    const { folder } = this;
    return folder === undefined || folder.length > LONGEST_VALUE ? undefined : joinPath('/', folder, path);
  }

  /** True for a path that hangs on a working directory which nobody knows. */
  isGuess(path: string | undefined): boolean {
    return this.scope.isGuess === true && this.#placedAt === Infinity && path?.startsWith('/') === false;
  }

  #value(name: string): string | undefined {
    if (name === 'PWD') return this.folder;
    if (name === 'HOME') return this.home;
    return this.variable(name);
  }

  #expandHome({ raw }: ShellWord, text: string): string | undefined {
    if (!raw.startsWith('~')) return text;
    const { home } = this;
    if (home === undefined) return undefined;
    if (text === '~') return home;
    return text.startsWith('~/') ? `${home}${text.slice(1)}` : undefined;
  }

  #go({ depth, inside, pipe, isBackground, joint }: ShellCommand, folder: string | undefined, isSure: boolean): void {
    if (pipe.of > 1 || isBackground) return;
    // `cd a || cd b`, or a directory chosen by a condition: nobody knows.
    const to =
      isSure && joint !== '||'
        ? folder
        : inside.some((one) => one === 'loop' || one === 'branch' || one === 'condition')
          ? undefined
          : folder;
    for (let at = depth; at >= 0; at--) {
      this.#folders[at] = to;
      if (at === 0 || OWN_SHELL.has(inside[at - 1] ?? 'group')) return;
    }
  }

  #declare({ args }: ShellCommand, isSure: boolean): void {
    for (const word of args) {
      const equals = word.raw.indexOf('=');
      if (equals <= 0) continue;
      const text = isSure ? this.text(word) : undefined;
      this.#set(word.raw.slice(0, equals), text?.slice(equals + 1));
    }
  }

  #set(name: string, value: string | undefined): void {
    if (this.#variables.size < 500 || this.#variables.has(name)) this.#variables.set(name, value);
  }
}
