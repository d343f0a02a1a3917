// Knows: when a history entry is the one that an instruction made, although versions or patches print it differently.
import { UNKNOWN_HASH } from './classicText';

export type TextMatch = 'exact' | 'equivalent' | 'different';

/** What compareTexts needs of a predicted entry. */
export interface ExpectedText {
  readonly createdBy: string;
  readonly alternatives: readonly string[];
}

export function compareTexts({ createdBy, alternatives }: ExpectedText, actual: string): TextMatch {
  if (createdBy === actual) return 'exact';
  if (createdBy.includes(UNKNOWN_HASH) && hashMatches(createdBy, actual)) return 'exact';
  if (alternatives.some((text) => text === actual || (text.includes(UNKNOWN_HASH) && hashMatches(text, actual))))
    return 'equivalent';
  if (createdBy.includes(UNKNOWN_HASH)) return 'different';
  return sameCommand(createdBy, actual) ? 'equivalent' : 'different';
}

/** True when the text holds the hash of files, which only the builder knows. */
export const hangsOnHash = (createdBy: string): boolean => createdBy.includes(UNKNOWN_HASH);

/** The hashes of files are the one thing the text cannot tell; the word before one hangs on the files too. */
function hashMatches(predicted: string, actual: string): boolean {
  const [first = '', ...others] = predicted.split(UNKNOWN_HASH);
  const last = others.at(-1) ?? '';
  let at = 0;
  for (const piece of [first, ...others.slice(0, -1)]) {
    const fixed = piece.replace(/(?:file|multi):$/, '');
    if (!actual.startsWith(fixed, at)) return false;
    HASH.lastIndex = at + fixed.length;
    const hash = HASH.exec(actual);
    if (!hash) return false;
    at = HASH.lastIndex;
  }
  return actual.slice(at).trimEnd() === last.trimEnd();
}

const HASH = /(?:(?:file|dir|multi|sha256):)?[0-9a-f]{64}/y;

/** The same command behind another `|2 A=1 B=2 `: which ARGs count has changed between versions. */
function sameCommand(predicted: string, actual: string): boolean {
  const [ours, theirs] = [withoutArgs(predicted), withoutArgs(actual)];
  return ours === theirs && (ours !== predicted || theirs !== actual);
}

/** The text without `|2 A=1 B=2 ` before the shell: `/bin/sh -c `, `cmd /S /C `. Values may hold anything, `|` too. */
export function withoutArgs(text: string): string {
  const prefix = /^(RUN )?\|\d+ /.exec(text);
  if (!prefix) return text;
  const from = prefix[0].length;
  const ends = [startOfShell(text, from), text.indexOf('cmd /S /C ', from)].filter((at) => at !== -1);
  return ends.length === 0 ? text : (prefix[1] ?? '') + text.slice(Math.min(...ends));
}

/** Where the first word with a slash before ` -c ` has its slash; -1 when there is none. */
function startOfShell(text: string, from: number): number {
  for (let at = text.indexOf(' -c ', from); at !== -1; at = text.indexOf(' -c ', at + 1)) {
    let start = at;
    while (start > from && !/\s/.test(text[start - 1] ?? '')) start--;
    const slash = text.indexOf('/', start);
    if (slash !== -1 && slash < at - 1) return slash;
  }
  return -1;
}
