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
  if (createdBy.includes(UNKNOWN_HASH)) return hashMatches(createdBy, actual) ? 'exact' : 'different';
  if (alternatives.includes(actual)) return 'equivalent';
  return sameCommand(createdBy, actual) ? 'equivalent' : 'different';
}

/** The hash of the copied files is the one thing the text cannot tell; the word before it hangs on the files too. */
function hashMatches(predicted: string, actual: string): boolean {
  const [before = '', after = ''] = predicted.split(UNKNOWN_HASH);
  const start = before.replace(/(?:file|multi):$/, '');
  if (!actual.startsWith(start)) return false;
  const rest = /^(?:(?:file|dir|multi):)?[0-9a-f]{64}(.*)$/s.exec(actual.slice(start.length));
  return rest !== null && (rest[1] ?? '').trimEnd() === after.trimEnd();
}

/** The same command behind another `|2 A=1 B=2 `: which ARGs count has changed between versions. */
function sameCommand(predicted: string, actual: string): boolean {
  const [ours, theirs] = [withoutArgs(predicted), withoutArgs(actual)];
  return ours === theirs && (ours !== predicted || theirs !== actual);
}

const withoutArgs = (text: string): string => text.replace(/^(RUN )?\|\d+ .*?(?=\/\S+ -c |cmd \/S \/C )/s, '$1');
