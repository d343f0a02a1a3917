// Knows: ignore files worth asking a builder about: one case for each rule of builder-semantics §3, and random ones that
// a printed seed makes again.
import { parseIgnoreFile } from '../../src/context/ignoreFile';

export interface IgnoreCase {
  readonly ignore: string;
  /** Folders end in a slash. */
  readonly paths: readonly string[];
  /** Also for the classic builder. */
  readonly classic?: boolean;
}

const one = (ignore: string, paths: string): IgnoreCase => ({ ignore, paths: paths.split(' ') });
const both = (ignore: string, paths: string): IgnoreCase => ({ ...one(ignore, paths), classic: true });

export const IGNORE_CASES: readonly IgnoreCase[] = [
  // Lines.
  one('\ufeffa', 'a b'),
  both('#a\n #b\nc', 'a b c #a #b'),
  both('  a  \n\t b\t\n', 'a b c'),
  one('a\r\nb\r\n', 'a b c'),
  both('! a', 'a b'),
  both('*\n! a', 'a b'),
  both('./a\nb/../c\nd//e\n', 'a b/x c d/e'),
  both('/a\n//b', 'a b c'),
  both('a/\n', 'a b/a'),
  one('a/\n', 'a/x b'),
  both('.\n', 'a b/c'),
  one('/\n', 'a b/c'),
  one('..\n../a\n', 'a b/c'),
  one('\u00a0a\u00a0\n\ufeffb', 'a b'),
  // Wildcards.
  both('*', 'a b/c .d'),
  both('*.md', 'a.md b/c.md .md'),
  both('*/*.md', 'a.md b/c.md b/c/d.md'),
  both('a?', 'a ab abc b/ab'),
  both('[ab]', 'a b c d/a'),
  one('[^ab]', 'a b c d/a'),
  one('[!a]', 'a b !'),
  one('[a-c]x', 'ax bx dx -x'),
  one('a\\*', 'a* ab'),
  one('a\\d', 'ad a1 a'),
  one('a[^x]b', 'axb ayb a/b'),
  one('a[*]b', 'a*b a[b ab] a/b'),
  one('a.c', 'a.c abc'),
  one('a+c*', 'a+c aac a+cd'),
  one('(a)*', '(a) a (a)b'),
  one('a$*', 'a$ a a$b'),
  one('a*|b', 'a|b ax b xb c/b'),
  one('a|b', 'a|b a b'),
  one('x{2}*', 'xx x{2} xxy x'),
  one('a{b}*', 'a{b} a{b}c ab'),
  one('a^*', 'a^ a^b a'),
  // Any depth.
  both('**/a', 'a b/a b/c/a b/ca'),
  both('a/**', 'a/b a/c/d b/a'),
  both('a/**/b', 'a/b a/x/b a/x/y/b a/xb'),
  both('**', 'a b/c'),
  one('**/*.md', 'a.md b/c.md b/c/d.md e'),
  one('**.md', 'a.md b/c.md md'),
  one('a**', 'a/x ab abc/c b/a'),
  one('a**b', 'ab axb a/b a/x/b a/xb'),
  one('**/a/**', 'b/a c/a/c a/d d/a/'),
  one('**/**', 'a b/c'),
  one('**a', 'a ba b/ca ab'),
  // Order and exceptions.
  both('*.md\n!README.md', 'README.md a.md b/README.md'),
  both('*.md\n!README*.md\nREADME-x.md', 'README.md README-x.md README-y.md a.md'),
  both('*.md\nREADME-x.md\n!README*.md', 'README.md README-x.md README-y.md a.md'),
  both('a\n!a/b', 'a/b a/c a/d/e'),
  one('a\n!a/b/c', 'a/b/c a/b/d a/e/f'),
  both('a\n!a/*/c', 'a/b/c a/b/d a/e/f'),
  both('a\n!**/c', 'a/b/c a/b/d c'),
  one('a/*\n!a/b', 'a/b a/c'),
  both('*\n!a/**/*.js\n!b/*\n!**/c', 'a/x.js a/b/y.js b/z b/d/e d/c c'),
  both('**\n!b/c', 'a b/c b/d'),
  both('*\n!b/c', 'a b/c b/d'),
  one('a/b\n!a', 'a/b a/c'),
  one('!a\na', 'a b'),
  one('a\n!!a', 'a !a'),
  one('a/b\n!a/b/c\na/b/c/d', 'a/b/c/d a/b/c/e a/b/f'),
  one('**/x\n!a/*', 'a/x a/y/x x'),
  // What stays of folders.
  one('a', 'a/b a/c/'),
  one('a/*', 'a/b a/c/'),
  one('a/**', 'a/b a/c/'),
  one('a/*\n', 'a/b/ b'),
  one('A', 'a A B/a'),
  one('.dockerignore', 'a'),
  one('*\n!.dockerignore', 'a'),
  one('ü*\nb?c', 'ü üx bäc b😀c bc'),
];

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = [
  'a',
  'b',
  'ab',
  'ba',
  'abc',
  'a.b',
  '.a',
  'b.md',
  'a b',
  'A',
  'x{2}',
  'xx',
  'a|b',
  '[a]',
  'ü',
  'a-b',
  '1',
];
const PIECES = [
  ...NAMES,
  '*',
  '*',
  '**',
  '?',
  '[ab]',
  '[^a]',
  '[a-c]',
  '\\a',
  '\\*',
  '.*',
  '*.md',
  '{2}',
  '|',
  '^',
  '$',
  '+',
  '\\d',
];

export function randomCases(seed: number, count: number): IgnoreCase[] {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const upTo = (most: number): number => Math.floor(next() * most);
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
  const path = (): string => list(1 + upTo(4), () => pick(NAMES)).join('/');
  const component = (): string => list(1 + upTo(3), () => pick(PIECES)).join('');
  const pattern = (): string => {
    const parts = list(1 + upTo(3), () => (next() < 0.4 ? pick(NAMES) : next() < 0.3 ? '**' : component()));
    const ends = `${next() < 0.1 ? '/' : ''}${parts.join('/')}${next() < 0.1 ? '/' : ''}`;
    return `${next() < 0.3 ? '!' : ''}${ends}`;
  };
  return list(count, () => {
    let ignore: string;
    // Refused patterns would stop the whole build; those are asked for one by one.
    do ignore = `${list(1 + upTo(5), pattern).join('\n')}\n`;
    while (parseIgnoreFile(ignore).problems.length > 0);
    return { ignore, paths: settled(list(60, path)) };
  });
}

/** Without paths that another one makes a folder of; at most forty. */
function settled(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))).slice(0, 40);
}
