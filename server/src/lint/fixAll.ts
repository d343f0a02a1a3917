// Knows: which fixes may be applied together.
import type { TextEdit } from '../base/textEdit';
import type { FixClass, RuleFinding } from './rule';

/**
 * Edits of the first fix of each finding that is of one of the classes and stays in this file. Of fixes that touch each
 * other only the first: when the others are still wanted, the next round finds them.
 */
export function editsTogether(findings: readonly RuleFinding[], classes: readonly FixClass[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes = [] } of findings) {
    const fix = fixes.find(({ class: own, edits, addition }) => classes.includes(own) && edits.length > 0 && !addition);
    if (fix && !fix.edits.some((edit) => taken.some((other) => touches(edit, other) || isSameShell(edit, other))))
      taken.push(...fix.edits);
  }
  return taken;
}

/** A SHELL holds for all that follows in its stage: one may do for several findings. */
const isSameShell = ({ newText }: TextEdit, other: TextEdit): boolean =>
  newText === other.newText && /^[ \t]*SHELL[ \t]/.test(newText);

const touches = ({ span: a }: TextEdit, { span: b }: TextEdit): boolean => a.start <= b.end && b.start <= a.end;
