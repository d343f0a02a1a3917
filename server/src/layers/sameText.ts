// Knows: when two history texts mean the same instruction although builders, versions or patches print it differently.
import { UNKNOWN_HASH } from './classicText';
import { healthcheckWords } from './healthcheck';

export type TextMatch = 'exact' | 'equivalent' | 'different';

export function compareTexts(predicted: string, actual: string): TextMatch {
  if (predicted === actual) return 'exact';
  if (predicted.includes(UNKNOWN_HASH)) return hashMatches(predicted, actual) ? 'exact' : 'different';
  return sameInstruction(predicted, actual) ? 'equivalent' : 'different';
}

/** The hash of the copied files is the one thing the text cannot tell; `file:`, `dir:` and `multi:` hang on the files too. */
function hashMatches(predicted: string, actual: string): boolean {
  const [before = '', after = ''] = predicted.split(UNKNOWN_HASH);
  const start = before.replace(/(?:file|multi):$/, '');
  if (!actual.startsWith(start)) return false;
  const rest = /^(?:file|dir|multi):[0-9a-f]{64}(.*)$/s.exec(actual.slice(start.length));
  return rest !== null && (rest[1] ?? '').trimEnd() === after.trimEnd();
}

function sameInstruction(predicted: string, actual: string): boolean {
  const keyword = /^(?:.* #\(nop\) +)?([A-Z]+)/s.exec(predicted)?.[1];
  if (keyword === 'HEALTHCHECK') return healthcheckWords(predicted) === healthcheckWords(actual);
  if (keyword === 'EXPOSE') return exposeWords(predicted) === exposeWords(actual);
  if (withoutArgs(predicted) === withoutArgs(actual)) return predicted !== withoutArgs(predicted) || actual !== withoutArgs(actual);
  return false;
}

/** `[80/tcp]`, `map[80/tcp:{}]` and `80` alike. */
const exposeWords = (text: string): string =>
  text
    .replace(/^map\[|^.*EXPOSE (?:map)?\[?/s, '')
    .replace(/:\{\}|\/tcp\b|\]/g, '')
    .split(' ')
    .sort()
    .join(' ');

/** Without the `|2 A=1 B=2 ` that stands before the shell: which ARGs count has changed between versions. */
const withoutArgs = (text: string): string => text.replace(/^(RUN )?\|\d+ .*?(?=\/\S+ -c |cmd \/S \/C )/s, '$1');
