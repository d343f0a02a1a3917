// Knows: what the build lines of a script are once `cd` and simple variables before them are worked out. Runs nothing.
// A variable is believed only when the file assigns it once, outside of conditions; everything else is a hole.
import { settled, unsettled, type BuildSource, type BuildTarget, type Settled } from './buildTarget';
import { readCommand } from './buildCommand';
import { settle, type Hole, type PartialText } from './partialText';
import { isAbsolute, settledPath } from './place';
import type { CommandWord } from './readFlags';
import {
  plainScript,
  splitShell,
  type ScriptText,
  type ShellCommand,
  type ShellItem,
  type ShellWord,
  type WordPart,
} from './shellWords';

export interface ShellPlace {
  readonly cwd: Settled<string>;
  readonly source: BuildSource;
  /** Absolute path of the workspace folder. */
  readonly root: string;
  /** Line of the script's first line in its file. */
  readonly firstLine: number;
  env(name: string): string | undefined;
  readonly exists?: (path: string) => boolean;
  /** Variables given by the file around the script. */
  readonly given?: ReadonlyMap<string, PartialText>;
}

/** `docker compose …` or `docker buildx bake …` in a script: what is built stands in other files. */
export interface OtherCommand {
  readonly kind: 'compose' | 'bake';
  readonly words: readonly CommandWord[];
  readonly cwd: Settled<string>;
  readonly source: BuildSource;
}

export interface FoundBuilds {
  readonly targets: readonly BuildTarget[];
  readonly others: readonly OtherCommand[];
}

export const NO_BUILDS: FoundBuilds = { targets: [], others: [] };
const DEEPEST = 4;
const DECLARES = /^(?:export|readonly|local|declare|typeset)$/;

export function buildsOfScript(script: ScriptText, place: ShellPlace): FoundBuilds {
  // Most scripts build nothing: they need no reading.
  if (!/docker|podman|buildah|nerdctl|buildctl|buildx|finch|\uE000/.test(script.text)) return NO_BUILDS;
  const run = new ScriptRun(place);
  run.run(splitShell(script), 0);
  return { targets: run.targets, others: run.others };
}

class ScriptRun {
  readonly targets: BuildTarget[] = [];
  readonly others: OtherCommand[] = [];
  #cwd: Settled<string>;
  #folders: Settled<string>[] = [];
  /** The folder at the start of each open condition or loop. */
  readonly #conditions: Settled<string>[] = [];
  readonly #variables = new Map<string, PartialText>();
  readonly #assigned = new Map<string, number>();

  constructor(private readonly place: ShellPlace) {
    this.#cwd = place.cwd;
    for (const [name, value] of place.given ?? []) this.#variables.set(name, value);
  }

  run(items: readonly ShellItem[], depth: number): void {
    for (const item of items) {
      if (item.kind === 'command') this.#countAssignments(item.words);
    }
    for (const item of items) {
      if (item.kind === 'command') this.#command(item, depth);
      else if (item.kind === 'open') this.#folders.push(this.#cwd);
      else this.#cwd = this.#folders.pop() ?? this.#cwd;
    }
  }

  /** Only words at the beginning assign, or those behind `export`. */
  #countAssignments(words: readonly ShellWord[]): void {
    const first = words[0]?.[0];
    const declares = first?.kind === 'text' && DECLARES.test(first.text);
    for (const word of declares ? words.slice(1) : words) {
      const part = word[0];
      const name = part?.kind === 'text' && !part.quoted ? /^([A-Za-z_]\w*)\+?=/.exec(part.text)?.[1] : undefined;
      if (name === undefined && !declares) return;
      if (name !== undefined) this.#assigned.set(name, (this.#assigned.get(name) ?? 0) + 1);
    }
  }

  #command(item: ShellCommand, depth: number): void {
    let words = item.words.flatMap((word) => this.#expand(word));
    let first = words[0] === undefined ? undefined : known(words[0]);
    while (first !== undefined && /^(?:if|then|elif|else|while|until|do|!|\{)$/.test(first)) {
      if (/^(?:if|while|until)$/.test(first)) this.#conditions.push(this.#cwd);
      if (/^el/.test(first)) this.#cwd = this.#conditions.at(-1) ?? this.#cwd;
      words = words.slice(1);
      first = words[0] === undefined ? undefined : known(words[0]);
    }
    if (first === 'for' || first === 'case' || first === 'select') this.#conditions.push(this.#cwd);
    if (first === 'fi' || first === 'done' || first === 'esac') this.#endCondition();
    if (first === undefined && !item.words.some((word) => assignment(word) !== undefined)) return;
    if (this.#assigns(item.words, first)) return;
    if (first === 'cd' || first === 'pushd') return this.#enter(words.slice(1));
    if (first === 'popd') {
      this.#cwd = this.#folders.pop() ?? this.#cwd;
      return;
    }
    const script = nestedScript(words);
    if (script !== undefined && depth < DEEPEST) {
      const before = this.#cwd;
      this.run(splitShell(plainScript(script)), depth + 1);
      this.#cwd = before;
      return;
    }
    this.#build(words, item);
  }

  /** Nobody can say whether a branch was taken that changed the folder. */
  #endCondition(): void {
    const before = this.#conditions.pop();
    if (before === undefined || (before.known && this.#cwd.known && before.value === this.#cwd.value)) return;
    this.#cwd = unsettled('The script changes its folder only in some cases.', 'cd');
  }

  #build(words: readonly CommandWord[], item: ShellCommand): void {
    const source = { ...this.place.source, line: this.place.firstLine + item.line };
    const stdin = item.stdin === undefined ? undefined : this.#expand(item.stdin)[0];
    const { exists } = this.place;
    const found = readCommand(words, {
      cwd: this.#cwd,
      source,
      env: (name) => this.#valueForCommand(name),
      ...(exists === undefined ? {} : { exists }),
      ...(stdin === undefined ? {} : { stdin: settledPath(this.#cwd, settle(stdin.text)) }),
    });
    if (found?.kind === 'build') this.targets.push(found.target);
    else if (found !== undefined) this.others.push({ kind: found.kind, words: found.words, cwd: this.#cwd, source });
  }

  #valueForCommand(name: string): string | undefined {
    const value = this.#variables.get(name);
    const text = value === undefined ? undefined : settle(value);
    return text?.known === true ? text.value : this.place.env(name);
  }

  /** `A=1 B=2` alone, or behind `export`: remembers them. */
  #assigns(words: readonly ShellWord[], first: string | undefined): boolean {
    const declares = first !== undefined && DECLARES.test(first);
    if (!declares && !words.every((word) => assignment(word) !== undefined)) return false;
    for (const word of words) {
      const assigned = assignment(word);
      if (assigned === undefined) continue;
      const { name, value } = assigned;
      const text = value.flatMap((part) => this.#part(part));
      const doubtful = this.#conditions.length > 0 || (this.#assigned.get(name) ?? 0) > 1;
      const hole: Hole = { written: `$${name}`, why: `${name} has not the same value in all cases.` };
      this.#variables.set(name, doubtful ? [hole] : text);
    }
    return true;
  }

  #enter(words: readonly CommandWord[]): void {
    const operand = words.find((word) => known(word)?.startsWith('-') !== true);
    this.#folders.push(this.#cwd);
    if (operand === undefined) {
      this.#cwd = unsettled('The script changes its folder in a way that cannot be followed.', 'cd');
      return;
    }
    this.#cwd = settledPath(this.#cwd, settle(operand.text));
  }

  /** One word, or several when an unquoted variable holds blanks. */
  #expand(word: ShellWord): CommandWord[] {
    const made: CommandWord[] = [];
    let text: (string | Hole)[] = [];
    let many = false;
    let written = false;
    const flush = (): void => {
      if (written) made.push({ text: text.length === 0 ? [''] : joinPieces(text), mayBeMany: many });
      text = [];
      many = false;
      written = false;
    };
    for (const part of word) {
      const pieces = this.#part(part);
      if (part.quoted || part.kind === 'text') {
        text.push(...pieces);
        written = true;
        continue;
      }
      for (const piece of pieces) {
        if (typeof piece !== 'string') {
          text.push(piece);
          many = true;
          written = true;
          continue;
        }
        piece.split(/[ \t\n]+/).forEach((field, i) => {
          if (i > 0) flush();
          if (field === '') return;
          text.push(field);
          written = true;
        });
      }
    }
    flush();
    return made;
  }

  #part(part: WordPart): PartialText {
    if (part.kind === 'text') return [part.text];
    if (part.kind === 'hole') return [part.hole];
    if (part.kind === 'command') return this.#commandValue(part.script, part.written);
    return this.#variable(part.expression, part.written, 0);
  }

  #variable(expression: string, written: string, depth: number): PartialText {
    if (/^(?:BASH_SOURCE(?:\[0\])?|0)%\/\*$/.test(expression)) return this.#ownFolder(written);
    const found = /^([A-Za-z_]\w*|[0-9@*#?!$-])(?:(:?[-+])([^]*))?$/.exec(expression);
    if (found === null) return [{ written, why: 'This substitution is not worked out.' }];
    const [, name = '', operator, operand = ''] = found;
    if (name === 'PWD') return this.#absolute(this.#cwd, written);
    const value: PartialText | undefined =
      this.#variables.get(name) ??
      ((this.#assigned.get(name) ?? 0) > 0
        ? [{ written, why: `${name} is assigned later.` }]
        : this.#fromEnvironment(name));
    if (operator === undefined) return value ?? [{ written, why: `${name} is not set in the file.` }];
    const settledValue = value === undefined ? undefined : settle(value);
    if (settledValue?.known === false) return [{ written, why: settledValue.why }];
    const missing = settledValue === undefined || (operator.startsWith(':') && settledValue.value === '');
    if (/^[0-9@*#?!$-]$/.test(name) && value === undefined)
      return [{ written, why: 'It is given when the script is run.' }];
    if (operator.endsWith('-')) return missing ? this.#operand(operand, depth) : [settledValue.value];
    return missing ? [''] : this.#operand(operand, depth);
  }

  #fromEnvironment(name: string): PartialText | undefined {
    const value = this.place.env(name);
    return value === undefined ? undefined : [value];
  }

  #operand(operand: string, depth: number): PartialText {
    if (depth > DEEPEST) return [{ written: operand, why: 'Substitutions are nested too deeply.' }];
    const item = splitShell(plainScript(`"${operand.replace(/^(["'])(.*)\1$/, '$2')}"`))[0];
    return item?.kind === 'command' ? (item.words[0] ?? []).flatMap((part) => this.#part(part)) : [''];
  }

  /** The few commands whose output is known: where the script is, and where it runs. */
  #commandValue(script: string, written: string): PartialText {
    const text = script.trim();
    if (/^pwd(?: -[LP])?$/.test(text)) return this.#absolute(this.#cwd, written);
    if (text === 'git rev-parse --show-toplevel' && this.place.exists?.('.git') === true) return [this.place.root];
    const self = String.raw`"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})"?`;
    const folder = String.raw`(?:dirname (?:-- )?${self}|dirname (?:-- )?"?\$\((?:readlink -f|realpath) ${self}\)"?)`;
    if (new RegExp(`^${folder}$`).test(text)) return this.#ownFolder(written);
    const entering = new RegExp(
      String.raw`^cd (?:-P |-- )*"?\$\(${folder}\)"?((?:/[\w.-]+)*)/?"?(?: *&?> ?/dev/null(?: 2>&1)?)? *(?:&&|;) *pwd(?: -P)?$`,
    ).exec(text);
    if (entering === null) return [{ written, why: 'It is the output of a command.' }];
    return [...this.#ownFolder(written), entering[1] ?? ''];
  }

  #ownFolder(written: string): PartialText {
    const { file, kind } = this.place.source;
    if (kind !== 'script') return [{ written, why: 'There is no script file that it could mean.' }];
    const slash = file.lastIndexOf('/');
    return this.#absolute(settled(slash === -1 ? '.' : file.slice(0, slash)), written);
  }

  #absolute(folder: Settled<string>, written: string): PartialText {
    if (!folder.known) return [{ written, why: folder.why }];
    if (isAbsolute(folder.value)) return [folder.value];
    return [folder.value === '.' ? this.place.root : `${this.place.root}/${folder.value}`];
  }
}

const known = (word: CommandWord): string | undefined => {
  const text = settle(word.text);
  return text.known ? text.value : undefined;
};

function assignment(word: ShellWord): { name: string; value: ShellWord } | undefined {
  const first = word[0];
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const head = /^([A-Za-z_]\w*)=/.exec(first.text);
  if (head === null) return undefined;
  const rest = first.text.slice(head[0].length);
  return { name: head[1] ?? '', value: [...(rest === '' ? [] : [{ ...first, text: rest }]), ...word.slice(1)] };
}

/** The script of `bash -c '…'`. */
function nestedScript(words: readonly CommandWord[]): string | undefined {
  const program = words[0] === undefined ? undefined : known(words[0]);
  if (program === undefined || !/^(?:.*\/)?(?:ba|da|z|k)?sh$/.test(program)) return undefined;
  const at = words.findIndex((word) => /^-[a-z]*c$/.test(known(word) ?? ''));
  const script = at === -1 ? undefined : words[at + 1];
  return script === undefined ? undefined : known(script);
}

function joinPieces(pieces: PartialText): PartialText {
  const joined: (string | Hole)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}
