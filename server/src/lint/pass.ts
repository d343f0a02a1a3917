// Knows: which rules run on each keystroke, and which wait until nobody types. A file of everyday length is judged whole
// each time; of longer ones scripts, layers and what lies outside of the text wait, and what was found of these before stays
// in its place.
import type { Span } from '../base/span';
import type { Fact, Finding, RuleMeta } from './rule';

/** What rules may read that run on each keystroke in a long file: what is found by looking at the instructions alone. */
const KEYSTROKE: ReadonlySet<Fact> = new Set(['syntax', 'graph']);

/** About 150 lines: judged whole in the time that others need for the keystroke alone. */
const ALWAYS_WHOLE = 6_000;

/** True when judging the whole of it takes longer than a keystroke should. */
export const hasPasses = (text: string): boolean => text.length > ALWAYS_WHOLE;

export const onKeystroke = ({ reads }: RuleMeta): boolean => reads.every((fact) => KEYSTROKE.has(fact));

/** What a rule found in an earlier text. */
export interface CarriedFinding {
  readonly rule: RuleMeta;
  readonly finding: Finding;
}

/**
 * Findings of rules that wait, where they stand in the next text. Those whose place the edit cut are gone; fixes are left out, as
 * they were made for the text before.
 */
export function carried(found: readonly CarriedFinding[], before: string, after: string): CarriedFinding[] {
  const move = mover(before, after);
  return found.flatMap(({ rule, finding }) => {
    if (onKeystroke(rule)) return [];
    const span = move(finding.span);
    if (!span) return [];
    const related = finding.related?.flatMap((one) => {
      const place = move(one.span);
      return place ? [{ ...one, span: place }] : [];
    });
    const { fixes: _fixes, ...rest } = finding;
    return [{ rule, finding: { ...rest, span, ...(related && { related }) } }];
  });
}

/** Both texts are equal in front of the edit and behind it. */
function mover(before: string, after: string): (span: Span) => Span | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  const end = before.length - tail;
  const by = after.length - before.length;
  return (span) => {
    if (span.end <= start) return span;
    if (span.start >= end) return { start: span.start + by, end: span.end + by };
    // Typing inside of the words: they are longer now.
    return span.start <= start && end <= span.end ? { start: span.start, end: span.end + by } : undefined;
  };
}
