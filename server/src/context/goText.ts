// Knows: what Go calls white space, where JavaScript's trim() differs (U+0085 is space, U+FEFF is not).

const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING = new RegExp(`^${SPACE}+`);

/** How many UTF-16 units of white space stand in front. */
export const leadingSpace = (text: string): number => LEADING.exec(text)?.[0].length ?? 0;

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  const start = leadingSpace(text);
  let end = text.length;
  // A pattern anchored at the end would be tried at every blank of a long line.
  while (end > start && LEADING.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
