// Knows: what a RUN can have written, told by its script alone: for commands that do only what their words say. A command
// that is not known, a place that is not written out, a shell that reads more than its script: it may write anything.
// What it wrote has no bytes here: equal acts on equal files leave equal files, and of unequal ones nothing is said. So a
// base whose programs are not what their names say does no harm as long as they do the same each time. Where somebody
// listed the base, and its programs look like what they are called, some acts tell the very files (runExact.ts).
import { cleanPath, joinPath } from '../base/posixPath';
import type { ShellCommand, ShellParser, ShellScript, ShellWord } from '../shell/model';
import { isPosixShell } from '../shell/script';
import { FLEETING, isWithin } from './twinPaths';
import { COMMANDS, TALKERS, type Operand, type Place, type Touched } from './runCommands';
import type { FileEffect, RunAct, RunOutput, RunWrite } from './vertex';

export interface RunStart {
  /** The shell and its options, the script last: as the builder starts it. */
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly workdir: string;
  readonly user: string;
}

/** More than this is no preparing of folders. */
const MOST_COMMANDS = 100;
const MOST_PLACES = 300;

/** Undefined: it may have written anything. */
export function runOutput(run: RunStart, parser: ShellParser): RunOutput | undefined {
  const shell = run.argv.slice(0, -1);
  const text = run.argv.at(-1) ?? '';
  if (!isPlainShell(shell) || [...run.environment.keys()].some((name) => BEFORE.test(name))) return undefined;
  const script = parser.parse(text);
  if (!script.parsed || script.commands.length === 0 || script.commands.length > MOST_COMMANDS) return undefined;
  const acts = new ScriptReader(run, script).acts();
  const workdir = run.workdir === '' ? '/' : cleanPath(run.workdir);
  return acts && { acts, workdir, start: JSON.stringify([run.argv, [...run.environment], run.workdir, run.user]) };
}

/** A login shell, an interactive one and zsh read files first. */
const isPlainShell = (shell: readonly string[]): boolean =>
  isPosixShell(shell) &&
  !/zsh$/.test(shell[0] ?? '') &&
  /^-\w*c$/.test(shell.at(-1) ?? '') &&
  shell.slice(1).every((word) => /^-[euxo]*c?$/.test(word) || word === 'pipefail');

/** Variables that have a shell or a program run something else first. */
const BEFORE = /^(?:BASH_ENV|BASH_FUNC.*|LD_.*|GLIBC_.*)$/;

/** Variables that change what a shell or its programs do without being mentioned. */
const UNMENTIONED = /^(?:PATH|HOME|IFS|ENV|CDPATH|TZ|LANG.*|LC_.*|LD_.*|BASH.*|SHELL.*|GLOB.*|POSIX.*|GLIBC_.*)$/;
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Of a longer one the rest holds no program of the system. */
const MOST_FOLDERS = 30;

/** Folders of the system: links lead out of them, programs and devices lie in them. */
const SYSTEM =
  /^\/(?:(?:bin|sbin|lib\w*|dev|proc|sys|boot|etc|run)(?:\/|$)|usr\/(?:bin|sbin|lib\w*)(?:\/|$)|var\/(?:run|lock)(?:\/|$)|$)/;
const SINKS = /^\/dev\/(?:null|stdout|stderr|tty)$/;

class ScriptReader {
  readonly #assigned: ReadonlySet<string>;
  #workdir: string;

  constructor(
    private readonly run: RunStart,
    private readonly script: ShellScript,
  ) {
    this.#assigned = new Set([
      ...[...script.text.matchAll(/\b(?:for|select)\s+(\w+)/g)].map(([, name = '']) => name),
      ...script.commands.flatMap(({ assignments, name, args }) => [
        ...assignments.map((one) => one.name),
        ...(/^(?:export|local|readonly|declare|typeset|read|unset)$/.test(name?.text ?? '')
          ? args.map(({ raw }) => raw.replace(/=.*/s, ''))
          : []),
      ]),
    ]);
    this.#workdir = run.workdir === '' ? '/' : run.workdir;
  }

  acts(): RunAct[] | undefined {
    const { commands, text } = this.script;
    // Arithmetic may assign as well.
    if (!this.#variablesAreKnown() || /[<>]\(|\(\(/.test(text)) return undefined;
    if ([...this.#assigned].some((name) => UNMENTIONED.test(name))) return undefined;
    if (!commands.every((command) => isPlainCommand(command))) return undefined;
    const acts = this.#isList() ? this.#listed() : this.#whole();
    const places = acts?.reduce((sum, { reads, writes }) => sum + reads.length + writes.length, 0) ?? 0;
    return places > MOST_PLACES ? undefined : acts?.filter(({ writes }) => writes.length > 0);
  }

  /** Whatever the script mentions is in its environment or set by itself; `$RANDOM`, `$$` and their like are neither. */
  #variablesAreKnown(): boolean {
    for (const [, braced, bare] of this.script.text.matchAll(/\$(?:\{[#!]?(\w+|[^\w}])|(\w+|[@*#?$!-]))/g)) {
      const name = braced ?? bare ?? '';
      if (!this.run.environment.has(name) && !this.#assigned.has(name)) return false;
    }
    return true;
  }

  /** A plain list in which each command is judged by itself: none hangs on whether another one failed. */
  #isList(): boolean {
    const { commands, elements, text } = this.script;
    return (
      elements.length > 0 &&
      elements.every(({ joint }) => joint === 'start' || joint === '&&') &&
      commands.every(({ depth, isBackground }) => depth === 0 && !isBackground) &&
      this.#assigned.size === 0 &&
      // The body of a heredoc is no part of its command's own text.
      !text.includes('<<')
    );
  }

  #listed(): RunAct[] | undefined {
    const acts: RunAct[] = [];
    for (const [index, { span }] of this.script.elements.entries()) {
      const commands = this.script.commands.filter(({ element }) => element === index);
      const [first] = commands;
      if (commands.length === 1 && first?.name?.text === 'cd') {
        if (!this.#enter(first)) return undefined;
        continue;
      }
      const touched = this.#allTouched(commands, true);
      if (!touched) return undefined;
      const said = this.script.text.slice(span.start, span.end).trim();
      const each = commands.length === 1 && first?.redirects.length === 0 ? touched[0] : undefined;
      if (first && each?.isEach === true) acts.push(...this.#eachAct(first, each));
      else {
        const act = this.#act(said, commands, touched);
        const effects = first && commands.length === 1 ? (each?.effects ?? this.#printed(first)) : undefined;
        acts.push(first && effects ? { ...act, ...this.#exact(first, effects) } : act);
      }
    }
    return acts;
  }

  /** Loops, conditions, lists that go on after a failure: all that it may do, as one act of its whole text. */
  #whole(): RunAct[] | undefined {
    const { commands, text } = this.script;
    if (commands.some(({ name }) => name?.text === 'cd')) return undefined;
    const touched = this.#allTouched(commands, false);
    return touched && [this.#act(text, commands, touched)];
  }

  /** Members of a pipeline run at the same time: only the last one may write, and not what another one reads. */
  #allTouched(commands: readonly ShellCommand[], isList: boolean): Touched[] | undefined {
    const all: Touched[] = [];
    const piped = { reads: new Set<string>(), writes: new Set<string>() };
    for (const command of commands) {
      const touched = this.#touched(command, isList);
      const { at, of } = command.pipe;
      if (!touched || (at < of - 1 && touched.writes.length > 0)) return undefined;
      all.push(touched);
      if (of === 1) continue;
      for (const path of touched.reads) piped.reads.add(path);
      for (const { path } of touched.writes) piped.writes.add(path);
    }
    const meet = [...piped.writes].some((path) =>
      [...piped.reads].some((read) => isWithin(path, read) || isWithin(read, path)),
    );
    return meet ? undefined : all;
  }

  #eachAct(command: ShellCommand, touched: Touched): RunAct[] {
    const words = command.args.map(({ raw }) => raw);
    const options = words.filter((word) => word.startsWith('-'));
    return touched.writes.map((write, i) => {
      const act = this.#act(
        JSON.stringify([command.name?.text, options, write]),
        [command],
        [{ ...touched, writes: [write] }],
      );
      const effect = touched.effects?.[i];
      return effect ? { ...act, ...this.#exact(command, [effect]) } : act;
    });
  }

  /** Who is not root may not, and its files are its own. */
  #exact({ name }: ShellCommand, effects: readonly FileEffect[]): Pick<RunAct, 'exact'> {
    if (!/^(?:(?:root|0)(?::(?:root|0))?)?$/.test(this.run.user)) return {};
    const title = name?.text ?? '';
    const programs = [this.run.argv[0] ?? '', ...(SAYS.has(title) ? [] : [title])];
    return { exact: { effects, programs: programs.map((program) => this.#placesOf(program)) } };
  }

  /** What a command prints into a file, as far as every shell prints the same. */
  #printed({ name, args, redirects }: ShellCommand): FileEffect[] | undefined {
    const [redirect] = redirects;
    const { operator = '<', target, descriptor = 1 } = redirect ?? {};
    if (!target || redirects.length !== 1 || descriptor !== 1 || !/^>>?$/.test(operator)) return undefined;
    const path = this.#operand(target)?.place?.path;
    if (path === undefined) return undefined;
    const appends = operator === '>>';
    if (name?.text === 'cat') {
      const from = args.length === 1 && args[0] ? this.#operand(args[0])?.place : undefined;
      const isPlain = from && !from.isPattern && !args[0]?.raw.startsWith('-') && !appends && from.path !== path;
      return isPlain ? [{ kind: 'content', path, from: from.path }] : undefined;
    }
    const words = args.map((word) => this.#printedWord(word));
    const said = words.every((word) => word !== undefined) ? textOf(name?.text, words) : undefined;
    return said === undefined ? undefined : [{ kind: 'text', path, text: said, appends }];
  }

  /** Undefined where one shell would make something else of it than another. */
  #printedWord(word: ShellWord): string | undefined {
    return /~|\$['"]|(?<!\$)\{/.test(word.raw) ? undefined : this.#textOf(word);
  }

  #act(said: string, commands: readonly ShellCommand[], touched: readonly Touched[]): RunAct {
    const { environment, user, argv } = this.run;
    const mentioned = (name: string): boolean => UNMENTIONED.test(name) || said.includes(name);
    const isOther = user !== '' && !/^(?:root|0)(?::|$)/.test(user);
    const reads = [...touched.flatMap((one) => one.reads), ...(isOther ? ['/etc/passwd', '/etc/group'] : [])];
    const writes = touched.flatMap((one) => one.writes);
    return {
      text: JSON.stringify([
        said,
        argv.slice(0, -1),
        user,
        reads,
        writes,
        [...environment].filter(([name]) => mentioned(name)).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]),
      reads,
      moved: touched.flatMap(({ moved }) => moved),
      writes,
      programs: this.#programs([argv[0] ?? '', ...commands.map(({ name }) => name?.text ?? '')]),
    };
  }

  /** Where a program of one of these names would be found, and what it is made of. */
  #programs(names: readonly string[]): string[] {
    const all = new Set([...names.filter((name) => name !== ''), 'busybox', 'coreutils']);
    const found = [...all].flatMap((name) => this.#placesOf(name));
    return [...new Set(found), '/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib', '/etc/ld.so.preload'];
  }

  #placesOf(name: string): string[] {
    if (name.startsWith('/')) return [cleanPath(name)];
    const path = this.run.environment.get('PATH') ?? DEFAULT_PATH;
    const folders = path.split(':', MOST_FOLDERS).filter((folder) => folder.startsWith('/'));
    return [...folders, '/bin', '/usr/bin'].map((folder) => joinPath(folder, name));
  }

  #enter({ args, redirects }: ShellCommand): boolean {
    const [to] = args;
    const place = to && args.length === 1 && redirects.length === 0 ? this.#operand(to)?.place : undefined;
    if (!to || !place || place.isPattern) return false;
    if (to.raw.startsWith('-') || this.run.environment.has('CDPATH')) return false;
    this.#workdir = place.path;
    return true;
  }

  #touched(command: ShellCommand, isList: boolean): Touched | undefined {
    const own = this.#ownTouched(command, isList);
    const redirected = this.#redirected(command);
    if (!own || !redirected) return undefined;
    const reads = [...own.reads, ...redirected.reads];
    const writes = [...own.writes, ...redirected.writes];
    if (writes.some(({ path }) => SYSTEM.test(path))) return undefined;
    if (reads.some((path) => FLEETING.test(path))) return undefined;
    return { ...own, reads, writes };
  }

  #ownTouched({ name, args, pipe, redirects }: ShellCommand, isList: boolean): Touched | undefined {
    const title = name?.text;
    const nothing: Touched = { reads: [], moved: [], writes: [] };
    // Assignments alone: what they say is in the text.
    if (name === undefined) return nothing;
    if (title === undefined) return undefined;
    if (title === 'set') return args.every(({ raw }) => /^[-+][euxo]+$|^pipefail$/.test(raw)) ? nothing : undefined;
    if (title === 'export') return nothing;
    // Whether they fail may decide what comes next, but not in a list that ends there.
    if (TALKERS.has(title)) return isList && pipe.of === 1 && redirects.length === 0 ? nothing : undefined;
    const command = COMMANDS.get(/^\/(?:usr\/)?bin\/(\w+)$/.exec(title)?.[1] ?? title);
    if (!command) return undefined;
    if (title === 'echo' || title === 'printf' || title === ':')
      // `printf %(…)T` tells the time, `printf -v` sets a variable.
      return args.some(({ isPattern, raw }) => isPattern || /%\(|^-v/.test(raw)) ? undefined : nothing;
    const operands: Operand[] = [];
    let letters = '';
    const long: string[] = [];
    let isOver = false;
    for (const arg of args) {
      const operand = this.#operand(arg);
      if (!operand) return undefined;
      const { text } = operand;
      if (title === 'test' || title === '[' || isOver || text === '-' || !text.startsWith('-')) operands.push(operand);
      else if (text === '--') isOver = true;
      else if (text.startsWith('--')) long.push(text);
      else letters += text.slice(1);
    }
    return command({ letters, long, operands });
  }

  #redirected({ redirects }: ShellCommand): { reads: string[]; writes: RunWrite[] } | undefined {
    const reads: string[] = [];
    const writes: RunWrite[] = [];
    for (const { operator, target } of redirects) {
      if (operator === '<<' || operator === '<<<') continue;
      if (!target) return undefined;
      if ((operator === '>&' || operator === '<&') && /^\d+$|^-$/.test(target.raw)) continue;
      const place = this.#operand(target)?.place;
      if (!place || place.isPattern) return undefined;
      if (SINKS.test(place.path)) continue;
      if (operator === '<' || operator === '<&' || operator === '<>') reads.push(place.path);
      if (operator !== '<' && operator !== '<&') writes.push({ path: place.path, scope: 'entry' });
    }
    return { reads, writes };
  }

  /** Undefined when the shell alone knows what it says. */
  #operand(word: ShellWord): Operand | undefined {
    const text = this.#textOf(word);
    if (text === undefined) return undefined;
    return { text, place: text === '' ? undefined : this.#placeOf(text, word.isPattern) };
  }

  #textOf({ text, parts }: ShellWord): string | undefined {
    if (text !== undefined) return text;
    if (parts.length === 0) return undefined;
    let whole = '';
    for (const part of parts) {
      if (part.kind === 'text') whole += part.text;
      else if (part.kind === 'unknown' || this.#assigned.has(part.name)) return undefined;
      else {
        const value = this.run.environment.get(part.name);
        // An empty value, blanks and patterns would make other words of it.
        if (value === undefined || !/^[\w./:@%+=,-]+$/.test(value)) return undefined;
        whole += value;
      }
    }
    return whole;
  }

  #placeOf(text: string, isPattern: boolean): Place | undefined {
    if (text.startsWith('~') || text.split('/').includes('..')) return undefined;
    const marked = isPattern || /[*?[{]/.test(text);
    const path = joinPath(text.startsWith('/') ? '/' : this.#workdir, text);
    if (!path.startsWith('/')) return undefined;
    if (!marked) return { path, isPattern: false, isFolder: /\/\.?$/.test(text) || text === '.' };
    const parts = path.split('/');
    const fixed = parts
      .slice(
        0,
        parts.findIndex((part) => /[*?[{]/.test(part)),
      )
      .join('/');
    return { path: fixed === '' ? '/' : fixed, isPattern: true, isFolder: false };
  }
}

/** Every shell has them itself. */
const SAYS: ReadonlySet<string> = new Set(['echo', 'printf']);

/** What `echo` and `printf` print of words that no shell reads otherwise. */
function textOf(name: string | undefined, words: readonly string[]): string | undefined {
  const [first = '', ...rest] = words;
  // eslint-disable-next-line no-control-regex -- shells differ in what they make of them
  const isPlain = (word: string): boolean => !/[\\\0-\x1f\x7f]/.test(word);
  if (first.startsWith('-')) return undefined;
  if (name === 'echo') return words.every(isPlain) ? `${words.join(' ')}\n` : undefined;
  if (name !== 'printf' || !rest.every(isPlain)) return undefined;
  const pieces = first.replaceAll('\\n', '\n').split('%s');
  if (
    rest.length !== pieces.length - 1 ||
    !pieces.every((piece) => isPlain(piece.replaceAll('\n', '')) && !piece.includes('%'))
  )
    return undefined;
  return pieces.map((piece, i) => piece + (rest[i] ?? '')).join('');
}

const isPlainCommand = ({ wrappers, inside, isBackground }: ShellCommand): boolean =>
  wrappers.length === 0 && !isBackground && !inside.includes('function');
