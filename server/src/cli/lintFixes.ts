// Knows: what a file would be with its fixes applied, and that as a unified diff. Writes nothing.
import { applyEdits } from '../base/textEdit';
import { editsTogether } from '../lint/fixAll';
import type { FixClass, RuleFinding } from '../lint/rule';
import { shownPath } from './formats/places';
import { unifiedDiff } from './unifiedDiff';

/** Fixes may open the way for others; a text that never comes to rest is left where it is. */
const MOST_ROUNDS = 10;

/** @param lintAgain findings of a text. @returns the diff; empty when there is nothing to do. */
export function fixesAsDiff(
  path: string,
  text: string,
  findings: readonly RuleFinding[],
  classes: readonly FixClass[],
  lintAgain: (text: string) => readonly RuleFinding[],
): string {
  let fixed = text;
  let left = findings;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = applyEdits(fixed, editsTogether(left, classes));
    if (next === fixed) break;
    fixed = next;
    left = lintAgain(fixed);
  }
  // As git writes them: what leads from the root has no second slash.
  const shown = shownPath(path).replace(/^\/+/, '');
  return unifiedDiff(text, fixed, `a/${shown}`, `b/${shown}`);
}
