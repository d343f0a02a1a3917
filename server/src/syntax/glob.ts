// Knows: the patterns of `${A#p}`, `${A%p}` and `${A/p/r}`: `*` and `?`, `\\` escapes, no brackets. Linear per place, so
// that no pattern costs more than the builder's own regular expressions, which never look back.

/** The builder would refuse the text; the message says why. */
export class Refusal extends Error {}

type Token = { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'char'; readonly char: string };

/** Value length × pattern length beyond which a pattern is refused: nobody writes it, and it would cost seconds. */
const MOST_WORK = 2_000_000;

function tokensOf(pattern: string): Token[] {
  const chars = Array.from(pattern);
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '*') tokens.push({ kind: 'any' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else if (char !== '\\') tokens.push({ kind: 'char', char });
    else {
      const next = chars[i + 1];
      // `\\}` and `\\/` only keep the character from ending the substitution.
      if (next === '}' || next === '/') continue;
      i++;
      if (next !== '*' && next !== '?' && next !== '\\') throw new Refusal(`invalid escape '\\${next ?? ''}'`);
      tokens.push({ kind: 'char', char: next });
    }
  }
  return tokens;
}

/** Where a match that begins at `start` ends: the longest or the shortest one; undefined when there is none. */
function matchEnd(
  tokens: readonly Token[],
  chars: readonly string[],
  start: number,
  longest: boolean,
): number | undefined {
  let ends = new Set([start]);
  for (const token of tokens) {
    const next = new Set<number>();
    if (token.kind === 'any') {
      // A line end stops `*`, as in Go. One sweep from the first place on covers all of them.
      let reach = -1;
      for (let at = Math.min(...ends); at <= chars.length; at++) {
        if (ends.has(at)) reach = at;
        if (reach === -1) continue;
        next.add(at);
        if (chars[at] === '\n') reach = -1;
      }
    } else {
      for (const at of ends) {
        const char = chars[at];
        if (char !== undefined && (token.kind === 'one' ? char !== '\n' : char === token.char)) next.add(at + 1);
      }
    }
    if (next.size === 0) return undefined;
    ends = next;
  }
  let best: number | undefined;
  for (const end of ends) if (best === undefined || (longest ? end > best : end < best)) best = end;
  return best;
}

function checkWork(pattern: string, chars: readonly string[], starts: number): void {
  if ((pattern.length + 1) * chars.length * starts > MOST_WORK)
    throw new Refusal('the pattern is too long for the value');
}

/** `${A#p}` and `${A##p}`. */
export function cutStart(pattern: string, value: string, longest: boolean): string {
  const chars = Array.from(value);
  checkWork(pattern, chars, 1);
  const end = matchEnd(tokensOf(pattern), chars, 0, longest);
  return end === undefined ? value : chars.slice(end).join('');
}

/** `${A%p}` and `${A%%p}`: the same on the reversed text. */
export function cutEnd(pattern: string, value: string, longest: boolean): string {
  const reversed = cutStart(reversePattern(pattern), Array.from(value).reverse().join(''), longest);
  return Array.from(reversed).reverse().join('');
}

/** `${A/p/r}` and `${A//p/r}`: the leftmost match, longest first. */
export function replaceGlob(pattern: string, replacement: string, value: string, all: boolean): string {
  const tokens = tokensOf(pattern);
  const chars = Array.from(value);
  checkWork(pattern, chars, tokens.some(({ kind }) => kind === 'any') ? chars.length : 1);
  // With `//` Go reads $1 and ${name} in the replacement; there are no groups, so all of them become empty.
  const text = all
    ? replacement.replace(/\$(\$|\{\w+\}|\w+)/g, (_, what: string) => (what === '$' ? '$' : ''))
    : replacement;
  let result = '';
  let at = 0;
  while (at <= chars.length) {
    const end = matchEnd(tokens, chars, at, true);
    if (end === undefined) {
      result += chars[at] ?? '';
      at++;
      continue;
    }
    result += text;
    if (!all) return result + chars.slice(end).join('');
    // Behind an empty match the next character stands as it is.
    if (end === at) result += chars[at] ?? '';
    at = end === at ? at + 1 : end;
  }
  return result;
}

/** Reverses a pattern but keeps each escape before its character. */
function reversePattern(pattern: string): string {
  const parts = pattern.match(/\\[^]|[^]/gu) ?? [];
  return parts.reverse().join('');
}
