// Knows: what `chmod` makes of a mode (POSIX chmod; without letters for who, the umask counts, which is 022 in builds).

/** Octal digits, or undefined when the outcome hangs on a mode that is not known. */
export function modeAfter(change: string | undefined, before: number | undefined): string | undefined {
  if (change === undefined) return undefined;
  if (/^[0-7]{3,4}$/.test(change)) return change;
  if (before === undefined) return undefined;
  let mode = before;
  for (const part of change.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(part);
    if (!match) return undefined;
    const [, who = '', operator, rights = ''] = match;
    const masked = who === '';
    for (const one of masked || who.includes('a')
      ? ['u', 'g', 'o']
      : ['u', 'g', 'o'].filter((one) => who.includes(one))) {
      const shift = one === 'u' ? 6 : one === 'g' ? 3 : 0;
      const executable = rights.includes('x') || (rights.includes('X') && (mode & 0o111) !== 0);
      let bits = ((rights.includes('r') ? 4 : 0) + (rights.includes('w') ? 2 : 0) + (executable ? 1 : 0)) << shift;
      if (masked) bits &= ~0o022;
      mode = operator === '+' ? mode | bits : operator === '-' ? mode & ~bits : (mode & ~(7 << shift)) | bits;
    }
  }
  return mode.toString(8);
}
