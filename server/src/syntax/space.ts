// Knows: what builders take for a blank: Go's unicode.IsSpace.

const RARE = /[\s\u0085]/;

/** One UTF-16 unit; false for undefined, so that a look behind the end needs no care. */
export function isSpace(char: string | undefined): boolean {
  if (char === undefined) return false;
  const code = char.charCodeAt(0);
  // Most characters are told by their number: asking a pattern for each costs more than reading the file.
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return RARE.test(char) && char !== '\uFEFF';
}
