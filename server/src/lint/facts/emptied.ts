// Knows: which folders a RUN removes or empties, command by command, as far as the text tells.
import { cleanPath, joinPath } from '../../base/posixPath';
import { baseName, type ShellCommand, type ShellWord } from '../../shell/model';
import { MADE, type CachePlace } from './cachePaths';
import type { RuleContext, StageRun } from '../context';

export interface Removal {
  /** Where in the script it takes effect; the end for a function's body and a trap. */
  readonly at: number;
  readonly command: ShellCommand;
  /** The word that names what goes; undefined for `cd x && rm *`. */
  readonly word: ShellWord;
  /** Absolute, or below a home (`~/.cache`), perhaps a pattern; undefined: cannot be known. */
  readonly path: string | undefined;
}

const known = new WeakMap<StageRun, readonly Removal[]>();
const REMOVERS: ReadonlySet<string> = new Set([
  'rm',
  'rmdir',
  'unlink',
  'shred',
  'find',
  'trap',
  'eval',
  'cd',
  'pushd',
]);
/** More are nobody's RUN. */
const MOST_REMOVALS = 3000;
/** Of `{a,b}{c,d}…` no more are looked at. */
const MOST_WORDS = 200;

/** Everything that the RUN removes, in order. */
export function removalsOf(context: RuleContext, run: StageRun): readonly Removal[] {
  let removals = known.get(run);
  if (!removals) {
    removals = readRemovals(context, run);
    known.set(run, removals);
  }
  return removals;
}

function readRemovals(context: RuleContext, run: StageRun): Removal[] {
  const scope = context.scopeBefore(run.stage, run.index);
  const set = settings(run.script.commands);
  const get = (name: string): string | undefined =>
    set.has(name) ? set.get(name) : name === 'HOME' ? '~' : scope.get(name);
  let folder: string | undefined = scope.workdir;
  const found: Removal[] = [];
  for (const command of run.script.commands) {
    const program = baseName(command) ?? '';
    if (!REMOVERS.has(program)) continue;
    if (program === 'cd' || program === 'pushd') {
      const to = command.args[0] && valueOf(command.args[0], get);
      folder = to === undefined ? undefined : resolved(to, folder);
      continue;
    }
    const at = command.inside.includes('function') || program === 'trap' ? Infinity : command.span.start;
    if (found.length > MOST_REMOVALS) break;
    for (const { word, text } of program === 'find' ? findPaths(command, get) : operands(program, command, get))
      found.push({ at, command, word, path: text === undefined ? undefined : resolved(text, folder) });
  }
  return found;
}

/** What the script gives its variables; undefined for a value that cannot be read, or that changes. */
function settings(commands: readonly ShellCommand[]): ReadonlyMap<string, string | undefined> {
  const set = new Map<string, string | undefined>();
  const put = (name: string, raw: string): void => {
    const text = /^"?(?:\$\(|`)\s*mktemp\b/.test(raw) ? MADE : /^(["']?)([\w./-]*)\1$/.exec(raw)?.[2];
    set.set(name, !set.has(name) || set.get(name) === text ? text : undefined);
  };
  for (const { name, args, assignments } of commands) {
    if (name === undefined || name.text === 'export')
      for (const one of assignments) put(one.name, one.value?.raw ?? '');
    if (name?.text === 'export' || name?.text === 'local')
      for (const { raw } of args) {
        const [, variable, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(raw) ?? [];
        if (variable !== undefined) put(variable, value ?? '');
      }
  }
  return set;
}

interface Named {
  readonly word: ShellWord;
  readonly text: string | undefined;
}

type Get = (name: string) => string | undefined;

function operands(program: string, { args }: ShellCommand, get: Get): Named[] {
  if (program === 'trap' || program === 'eval') {
    // A script in a word: its paths are read from the text.
    return args.flatMap((word) =>
      /\brm\b/.test(word.text ?? word.raw)
        ? [...(word.text ?? word.raw).matchAll(/[~/][^\s;&|'"]*/g)]
            .slice(0, MOST_WORDS)
            .map(([text]) => ({ word, text }))
        : [],
    );
  }
  return args.filter(({ raw }) => !raw.startsWith('-')).flatMap((word) => expanded(word, get));
}

/** The places that `find … -delete` or `find … -exec rm` empties; with a test of names only below the place itself. */
function findPaths({ args }: ShellCommand, get: Get): Named[] {
  const texts = args.map((word) => word.text ?? word.raw);
  const deletes =
    texts.includes('-delete') || texts.some((text, i) => /^-exec/.test(text) && /\brm$/.test(texts[i + 1] ?? ''));
  if (!deletes) return [];
  const first = texts.findIndex((text) => /^[-(!]/.test(text) && !/^-[HLP]$/.test(text));
  const filtered = texts.some((text) => /^-i?(?:name|path|regex|wholename)$/.test(text));
  return (
    args
      .slice(0, first)
      .filter(({ raw }) => !raw.startsWith('-'))
      .flatMap((word) => expanded(word, get))
      // What a test of names lets through is not known: only files directly named so, never what lies above.
      .map(({ word, text }) => ({
        word,
        text: text === undefined ? undefined : `${text.replace(/\/+$/, '')}/${filtered ? '*?' : '*'}`,
      }))
  );
}

/** A word with its variables and braces. */
function expanded(word: ShellWord, get: Get): Named[] {
  const text = valueOf(word, get);
  if (text === undefined) return [{ word, text }];
  return braces(text, word.isPattern).map((one) => ({ word, text: one }));
}

function valueOf(word: ShellWord, get: Get): string | undefined {
  if (word.text !== undefined) return word.text;
  let text = '';
  for (const part of word.parts) {
    const piece = part.kind === 'text' ? part.text : part.kind === 'variable' ? get(part.name) : undefined;
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

function braces(text: string, isPattern: boolean): string[] {
  let done = [text];
  while (isPattern && done.length < MOST_WORDS) {
    const next = done.flatMap((one) => {
      const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(one);
      return match ? (match[2] ?? '').split(',').map((item) => `${match[1] ?? ''}${item}${match[3] ?? ''}`) : [one];
    });
    if (next.length === done.length) break;
    done = next;
  }
  return done.slice(0, MOST_WORDS);
}

function resolved(text: string, folder: string | undefined): string | undefined {
  if (text.startsWith('/') || text === '~' || text.startsWith('~/')) return cleanPath(text);
  return folder === undefined ? undefined : joinPath(folder.startsWith('~') ? '' : '/', folder, text);
}

/**
 * True when removing `path` empties the place: the place itself, what lies above it, or what lies in it. `all`: a pattern
 * must leave nothing of it.
 */
export function empties(path: string, { path: place, inHome }: CachePlace, all = false): boolean {
  if (all && /[^/*][^/]*\*[^/]*$|\*[^/*]+$/.test(path)) return false;
  if (place !== undefined && fits(path, place)) return true;
  if (inHome === undefined) return false;
  if (path === '~' || path.startsWith('~/')) return fits(path, `~/${inHome}`);
  // Whose home it is may be unknown: any folder of that name counts.
  const at = `/${inHome.split('/')[0] ?? ''}`;
  const start = path.indexOf(`${at}/`) === -1 && path.endsWith(at) ? path.length - at.length : path.indexOf(`${at}/`);
  return start > 0 && fits(path.slice(start), `/${inHome}`);
}

function fits(pattern: string, place: string): boolean {
  const wanted = pattern.split('/');
  const steps = place.split('/');
  if (wanted.length > steps.length + 1) return false;
  for (const [i, one] of wanted.entries()) {
    const step = steps[i];
    // One level below: all there is in the place, or a good part of it.
    if (step === undefined) return one.includes('*');
    if (!matches(one, step)) return false;
  }
  return wanted[wanted.length - 1] !== '*?' || wanted.length > steps.length;
}

/** A name against a pattern with `*` and `?`; a set in brackets fits any letter. Linear but for the last star. */
function matches(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  const text = pattern.replace(/\[[^\]]*\]/g, '?');
  while (n < name.length) {
    if (text[p] === '*') {
      star = p++;
      mark = n;
    } else if (text[p] === '?' || text[p] === name[n]) {
      p++;
      n++;
    } else if (star !== -1) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (text[p] === '*') p++;
  return p === text.length;
}
