// Knows: the fix that keeps entries of the build context out: lines for the ignore file in effect.
import type { ContextFact } from '../facts/contextFact';
import { ignoreEntries, patternFor } from './ignoreEntry';
import type { Fix } from '../rule';

/** No fix where the lines would not do what they say. */
export function keepOut(fact: ContextFact, paths: readonly string[]): Fix[] {
  const addition = ignoreEntries(fact, paths.map(patternFor));
  if (!addition) return [];
  const shown = paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} …`;
  const title = addition.create
    ? `Create ${addition.name} that keeps ${shown} out`
    : `Keep ${shown} out: add to ${addition.name}`;
  return [{ class: 'confirm', title, edits: [], addition }];
}
