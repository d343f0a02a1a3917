// Knows: whether a list of ignore patterns keeps a path out, by the very rules of moby/patternmatcher (patternmatcher.go:
// New, compile, match, MatchesUsingParentResults), and by which pattern. Compiled once; any path costs linear time.
import { cleanPath } from '../base/posixPath';
import { goMatch } from './goMatch';
import { compileGoRegexp } from './goRegexp';
import { trimSpace } from './goText';

/** Which patterns matched a directory: what is below it need not ask them again. */
export type MatchState = readonly boolean[];

export interface Verdict {
  /** True: some pattern matches and no later one takes it back. */
  readonly matched: boolean;
  /** Index of the pattern that decided; undefined: none spoke. */
  readonly by: number | undefined;
}

export interface DirectoryVerdict extends Verdict {
  readonly state: MatchState;
}

export interface MatcherProblem {
  /** Index in the given list. */
  readonly pattern: number;
  /** `refused`: the builder stops with an error. `unsure`: what the builder makes of it is not known here. */
  readonly kind: 'refused' | 'unsure';
  readonly message: string;
}

/** Who walks the context. The classic builder's client takes wildcards of an exception for letters (moby/go-archive: archive.go). */
export type Sender = 'buildkit' | 'classic';

export interface ContextMatcher {
  readonly patterns: readonly string[];
  readonly problems: readonly MatcherProblem[];
  /** Equal for matchers that decide alike. */
  readonly key: string;
  /** `parent`: state of the directory the path lies in; undefined at the top. */
  verdict(path: string, parent: MatchState | undefined): Verdict;
  directory(path: string, parent: MatchState | undefined): DirectoryVerdict;
  /** Of an ignored directory: true when nothing below it can be let in, as the sender decides it. */
  prunesIgnored(path: string, sender?: Sender): boolean;
  /** Of a directory that an include list does not match: true when nothing below it can be, as the sender decides it. */
  prunesUnmatched(path: string): boolean;
}

interface Compiled {
  readonly text: string;
  readonly isException: boolean;
  readonly matches: (path: string) => boolean;
  readonly index: number;
}

const NEVER = (): boolean => false;

export function compileMatcher(patterns: readonly string[]): ContextMatcher {
  const problems: MatcherProblem[] = [];
  const compiled: Compiled[] = [];
  patterns.forEach((given, index) => {
    const pattern = trimSpace(given);
    if (pattern === '') return;
    const clean = cleanPath(pattern);
    const isException = clean.startsWith('!');
    const text = isException ? clean.slice(1) : clean;
    const refuse = (kind: MatcherProblem['kind'], message: string): void =>
      void problems.push({ pattern: index, kind, message });
    if (text === '') {
      refuse('refused', 'A pattern of "!" alone is an error to the builder.');
      return;
    }
    if (goMatch(text, '.') === undefined) {
      refuse('refused', `The builder cannot read the pattern "${text}".`);
      return;
    }
    const matches = compilePattern(text);
    if (matches === 'refused') refuse('refused', `The builder cannot read the pattern "${text}".`);
    else if (matches === 'unsure') refuse('unsure', `What the pattern "${text}" matches is not known.`);
    compiled.push({ text, isException, matches: typeof matches === 'string' ? NEVER : matches, index });
  });
  return new Matcher(patterns, compiled, problems);
}

class Matcher implements ContextMatcher {
  readonly key: string;
  readonly #exceptions: readonly string[] | undefined;
  readonly #plain: readonly string[] | undefined;

  constructor(
    readonly patterns: readonly string[],
    private readonly compiled: readonly Compiled[],
    readonly problems: readonly MatcherProblem[],
  ) {
    this.key = patterns.join('\n');
    this.#exceptions = plainPrefixes(compiled.filter(({ isException }) => isException));
    this.#plain = plainPrefixes(compiled.filter(({ isException }) => !isException));
  }

  verdict(path: string, parent: MatchState | undefined): Verdict {
    return this.#decide(path, parent, undefined);
  }

  directory(path: string, parent: MatchState | undefined): DirectoryVerdict {
    const state = new Array<boolean>(this.compiled.length).fill(false);
    return { ...this.#decide(path, parent, state), state };
  }

  #decide(path: string, parent: MatchState | undefined, state: boolean[] | undefined): Verdict {
    let matched = false;
    let by: number | undefined;
    for (let i = 0; i < this.compiled.length; i++) {
      const pattern = this.compiled[i];
      if (pattern === undefined) continue;
      // A pattern is asked only where it can change something; what it would have said of a parent is then not known
      // further down. That is a quirk, and it is followed (docker/buildx#850).
      const match =
        parent?.[i] === true ||
        (pattern.isException === matched &&
          (pattern.matches(path) || (parent === undefined && matchesParent(pattern, path))));
      if (!match) continue;
      if (state) state[i] = true;
      matched = !pattern.isException;
      by = pattern.index;
    }
    return { matched, by };
  }

  prunesIgnored(path: string, sender: Sender = 'buildkit'): boolean {
    if (sender === 'classic')
      return !this.compiled.some(({ isException, text }) => isException && `${text}/`.startsWith(`${path}/`));
    return this.#exceptions?.some((exception) => exception.startsWith(`${path}/`)) === false;
  }

  prunesUnmatched(path: string): boolean {
    return this.#plain?.some((prefix) => prefix.startsWith(`${path}/`)) === false;
  }
}

/** Without a state of the parent every directory above is asked for. */
function matchesParent(pattern: Compiled, path: string): boolean {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    if (pattern.matches(path.slice(0, slash))) return true;
  return false;
}

/**
 * What the patterns begin with, each with a slash at its end; undefined when one of them may match at any depth
 * (tonistiigi/fsutil: filter.go, onlyPrefixExcludeExceptions).
 */
function plainPrefixes(patterns: readonly Compiled[]): readonly string[] | undefined {
  const prefixes = patterns.map(({ text }) => text.replace(/\/\*\*$/, '').replace(/\/\*$/, ''));
  return prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix)) ? undefined : prefixes.map((prefix) => `${prefix}/`);
}

/** The characters that are escaped before the regular expression sees them; the table has no room for `|`, `{`, `}`. */
const ESCAPED = '.+()$';

/** One pattern, without its `!`. What it becomes depends on which wildcards it has. */
export function compilePattern(text: string): ((path: string) => boolean) | 'refused' | 'unsure' {
  const chars = Array.from(text);
  // Go's text/scanner leaves out a byte order mark at the very beginning.
  let at = chars[0] === '\ufeff' ? 1 : 0;
  let expression = '^';
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact';
  for (let token = 0; at < chars.length; token++) {
    const char = chars[at++] ?? '';
    if (char === '*' && chars[at] === '*') {
      at++;
      // `**/` is `**`.
      if (chars[at] === '/') at++;
      if (at < chars.length) {
        expression += '(.*/)?';
        kind = 'expression';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        expression += '.*';
        kind = 'expression';
      }
      if (token === 0) kind = 'suffix';
    } else if (char === '*' || char === '?') {
      expression += char === '*' ? '[^/]*' : '[^/]';
      kind = 'expression';
    } else if (ESCAPED.includes(char)) {
      expression += `\\${char}`;
    } else if (char === '\\') {
      expression += `\\${chars[at++] ?? ''}`;
      kind = 'expression';
    } else {
      expression += char;
      if (char === '[' || char === ']') kind = 'expression';
    }
  }
  switch (kind) {
    case 'exact':
      return (path) => path === text;
    case 'prefix': {
      const prefix = text.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = text.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
    }
    case 'expression': {
      const read = compileGoRegexp(`${expression}$`);
      return read.kind === 'ok' ? (path) => read.regexp.test(path) : read.kind;
    }
  }
}
