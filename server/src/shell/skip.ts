// Knows: where a quoted or bracketed stretch of shell text ends. Every function takes the offset of its first character
// and returns the offset behind it; a stretch that never ends, ends with the text.

/** Brackets in brackets deeper than this are no scripts of people. */
const DEEPEST = 100;

/** Behind `'…'`: nothing is special in it. */
export function skipSingle(text: string, at: number): number {
  const end = text.indexOf("'", at + 1);
  return end === -1 ? text.length : end + 1;
}

/** Behind `$'…'`, in which a backslash takes the next character. */
export function skipAnsi(text: string, at: number): number {
  let i = at + 2;
  while (i < text.length && text[i] !== "'") i += text[i] === '\\' ? 2 : 1;
  return Math.min(i + 1, text.length);
}

/** Behind `"…"`. */
export function skipDouble(text: string, at: number, depth = 0): number {
  let i = at + 1;
  while (i < text.length) {
    const c = text[i];
    if (c === '"') return i + 1;
    if (c === '\\') i += 2;
    else if (c === '$') i = skipDollar(text, i, depth);
    else if (c === '`') i = skipBackticks(text, i);
    else i++;
  }
  return text.length;
}

/** Behind `` `…` ``. */
export function skipBackticks(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && text[i] !== '`') i += text[i] === '\\' ? 2 : 1;
  return Math.min(i + 1, text.length);
}

/** Behind an expansion that starts with `$`, or behind the `$` alone when it is none. */
export function skipDollar(text: string, at: number, depth = 0): number {
  const next = text[at + 1];
  if (next === '(') return skipBrackets(text, at + 1, '(', ')', depth);
  if (next === '{') return skipBrackets(text, at + 1, '{', '}', depth);
  NAME.lastIndex = at + 1;
  return NAME.test(text) ? NAME.lastIndex : at + 1;
}

const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;

/** Behind the bracket that closes the one at `at`, quotes and inner brackets left out. */
export function skipBrackets(text: string, at: number, open: '(' | '{', close: ')' | '}', depth = 0): number {
  if (depth > DEEPEST) return text.length;
  let level = 0;
  let i = at;
  while (i < text.length) {
    const c = text[i];
    if (c === '\\') i += 2;
    else if (c === "'") i = skipSingle(text, i);
    else if (c === '"') i = skipDouble(text, i, depth + 1);
    else if (c === '`') i = skipBackticks(text, i);
    else if (c === '$' && (text[i + 1] === '(' || text[i + 1] === '{')) i = skipDollar(text, i, depth + 1);
    else if (c === '#' && open === '(' && /\s/.test(text[i - 1] ?? '')) i = lineEnd(text, i);
    else {
      if (c === open) level++;
      if (c === close) level--;
      i++;
      if (level === 0) return i;
    }
  }
  return text.length;
}

/** Offset of the line end at or behind `at`, or of the text's end. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
