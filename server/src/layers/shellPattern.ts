// Knows: the shell's patterns for file names: `*`, `?`, `[…]`, `{a,b}`. Linear in name × pattern, so that no pattern is dear.

/** Alternatives beyond these are nobody's Dockerfile. */
const MOST_ALTERNATIVES = 64;

export const isPattern = (text: string): boolean => /[*?[]|\{[^{}]*,[^{}]*\}/.test(text);

/** `a{b,c}` → `ab`, `ac`. Ranges and braces without a comma stay. */
export function braceAlternatives(text: string): string[] {
  if (!text.includes('{')) return [text];
  let open = [text];
  for (let round = 0; round < 4; round++) {
    const next = open.flatMap((one) => {
      const match = /\{([^{}]*,[^{}]*)\}/.exec(one);
      if (!match) return [one];
      const before = one.slice(0, match.index);
      const after = one.slice(match.index + match[0].length);
      return (match[1] ?? '').split(',').map((middle) => before + middle + after);
    });
    open = next.slice(0, MOST_ALTERNATIVES);
  }
  return open;
}

/** True when a name, which holds no slash, matches. A leading dot is matched by a dot alone. */
export function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    const one = oneOf(pattern, p, name[n] ?? '');
    if (pattern[p] === '*') {
      star = p++;
      mark = n;
    } else if (one > 0) {
      p += one;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** How many characters of the pattern match this one; 0: none do. */
function oneOf(pattern: string, at: number, char: string): number {
  const token = pattern[at];
  if (token === '?') return 1;
  if (token === '[') {
    const end = pattern.indexOf(']', at + 2);
    if (end === -1) return char === '[' ? 1 : 0;
    const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
    let found = false;
    for (let i = at + (negated ? 2 : 1); i < end; i++) {
      const low = pattern[i] ?? '';
      if (pattern[i + 1] === '-' && i + 2 < end) {
        const high = pattern[i + 2] ?? '';
        if (low <= char && char <= high) found = true;
        i += 2;
      } else if (low === char) found = true;
    }
    return found !== negated ? end - at + 1 : 0;
  }
  return token === char ? 1 : 0;
}
