// Knows: paths with forward slashes, as Go's `path` package treats them. Knows no disk.

/** Most paths are clean already. */
const CLEAN = /^(?:\/(?!\.{0,2}(?:\/|$))[^/]+)+$/;

/** Shortest equal path: no `.`, no inner `..`, no doubled or trailing slash; empty becomes `.` (Go: path.Clean). */
export function cleanPath(path: string): string {
  if (CLEAN.test(path)) return path;
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
      else if (!rooted) parts.push('..');
      continue;
    }
    parts.push(part);
  }
  const joined = parts.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** Go's path.Join: empty parts are left out, the rest is joined and cleaned. */
export const joinPath = (...parts: string[]): string => {
  const used = parts.filter((part) => part !== '');
  return used.length === 0 ? '' : cleanPath(used.join('/'));
};
