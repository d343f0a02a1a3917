// Knows: Go's path.Match, with its own idea of which patterns are malformed. Linear in pattern × name.

/** Undefined: the pattern is malformed (Go: path.ErrBadPattern), which Go finds whatever the name is. */
export function goMatch(pattern: string, name: string): boolean | undefined {
  const tokens = tokensOf(pattern);
  return tokens === undefined ? undefined : matches(tokens, Array.from(name));
}

/** The same for many names: the pattern is read once. */
export function compileGoMatch(pattern: string): ((name: string) => boolean) | undefined {
  const tokens = tokensOf(pattern);
  return tokens === undefined ? undefined : (name) => matches(tokens, Array.from(name));
}

/** True when a class of the pattern matches a slash too, so that names cannot be matched one folder at a time. */
export const classSpansFolders = (pattern: string): boolean =>
  tokensOf(pattern)?.some((token) => token.kind === 'class' && matchesOne(token, '/')) === true;

/** As BuildKit decides whether a source is a pattern (moby/buildkit: solver/llbsolver/ops/file.go, containsWildcards). */
export function containsWildcards(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const char = name[i];
    if (char === '*' || char === '?' || char === '[') return true;
    if (char === '\\') i++;
  }
  return false;
}

type Range = readonly [low: number, high: number];
type Token =
  | { readonly kind: 'star' }
  | { readonly kind: 'one' }
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly Range[] };

function tokensOf(pattern: string): readonly Token[] | undefined {
  const chars = Array.from(pattern);
  const tokens: Token[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at++] ?? '';
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (char === '?') {
      tokens.push({ kind: 'one' });
    } else if (char === '\\') {
      const escaped = chars[at++];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: 'char', char: escaped });
    } else if (char === '[') {
      const negated = chars[at] === '^';
      if (negated) at++;
      const ranges: Range[] = [];
      for (;;) {
        if (chars[at] === ']' && ranges.length > 0) break;
        const low = classChar(chars, at);
        if (low === undefined) return undefined;
        at = low.next;
        let high = low;
        if (chars[at] === '-') {
          const end = classChar(chars, at + 1);
          if (end === undefined) return undefined;
          high = end;
          at = end.next;
        }
        ranges.push([low.code, high.code]);
      }
      at++;
      tokens.push({ kind: 'class', negated, ranges });
    } else {
      tokens.push({ kind: 'char', char });
    }
  }
  return tokens;
}

/** One character of a class (Go: path/match.go, getEsc); a class may not end right behind it. */
function classChar(chars: readonly string[], at: number): { readonly code: number; readonly next: number } | undefined {
  let where = at;
  let char = chars[where];
  if (char === undefined || char === '-' || char === ']') return undefined;
  if (char === '\\') {
    char = chars[++where];
    if (char === undefined) return undefined;
  }
  return where + 1 < chars.length ? { code: char.codePointAt(0) ?? 0, next: where + 1 } : undefined;
}

function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  // Only the last star has to be tried again: what stood before an earlier one matched at its first place already.
  let token = 0;
  let at = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length || token < tokens.length) {
    const wanted = tokens[token];
    if (wanted?.kind === 'star') {
      star = token++;
      retry = at;
      continue;
    }
    const char = name[at];
    if (wanted !== undefined && char !== undefined && matchesOne(wanted, char)) {
      token++;
      at++;
      continue;
    }
    // A star never reaches over a slash.
    if (star === -1 || retry >= name.length || name[retry] === '/') return false;
    token = star + 1;
    at = ++retry;
  }
  return true;
}

function matchesOne(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char;
    case 'one':
      return char !== '/';
    case 'class': {
      const code = char.codePointAt(0) ?? 0;
      return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
    }
    case 'star':
      return false;
  }
}
