// Knows: which rules run on a keystroke, and which wait until nobody types. Rules about scripts, layers and what lies outside of
// the text wait; of the others, those that never look into a RUN wait too while somebody types there. What waits was found
// before, and stays in its place.
import { difference, type Difference } from '../base/difference';
import type { Span } from '../base/span';
import type { DockerfileModel } from '../syntax/model';
import type { Fact, Finding, RuleMeta } from './rule';

/** What is found by looking at the instructions alone. */
const KEYSTROKE: ReadonlySet<Fact> = new Set(['syntax', 'graph', 'run-words']);

/** About 150 lines: judged whole in little more time than a keystroke may take. */
const EVERYDAY = 6_000;

/** True when judging the whole of it takes longer than a keystroke should. */
export const isLong = (text: string): boolean => text.length > EVERYDAY;

/** `run`: somebody types into the words of a RUN. `keystroke`: somewhere else, or nobody can say. */
export type Pass = 'run' | 'keystroke';

export const runsIn = (pass: Pass, { reads }: RuleMeta): boolean =>
  reads.every((fact) => KEYSTROKE.has(fact)) && (pass === 'keystroke' || reads.includes('run-words'));

/** What a rule found in an earlier text. */
export interface CarriedFinding {
  readonly rule: RuleMeta;
  readonly finding: Finding;
}

/** Findings of an earlier text, and which rules run on this one all the same. */
export interface Carried {
  readonly pass: Pass;
  readonly findings: readonly CarriedFinding[];
}

/**
 * How a text that is typed is judged; undefined: whole, at once. That is a file of everyday length, unless a single letter came
 * or went: whoever pastes, or asks for a fix, is done for now.
 */
export function passOf(before: DockerfileModel, after: DockerfileModel): Pass | undefined {
  const edit = difference(before.text, after.text);
  if (!isLong(after.text) && (edit.removed > 1 || edit.inserted > 1)) return undefined;
  return isInRun(before, after, edit) ? 'run' : 'keystroke';
}

/** The same instructions, comments and lines; only the words of one RUN are others, a heredoc's left out. */
function isInRun(before: DockerfileModel, after: DockerfileModel, edit: Difference): boolean {
  const index = before.instructions.findLastIndex(({ span }) => span.start <= edit.start);
  const [one, other] = [before.instructions[index], after.instructions[index]];
  if (one?.keyword !== 'RUN' || other?.keyword !== 'RUN' || one.form !== 'shell' || other.form !== 'shell')
    return false;
  const words = one.words[0]?.span;
  if (!words || edit.start <= words.start || edit.start + edit.removed > words.end) return false;
  // A finding about the lines of a RUN may begin with the first word of one.
  const lineStart = before.text.lastIndexOf('\n', edit.start - 1) + 1;
  if (before.text.slice(lineStart, edit.start).trim() === '') return false;
  return (
    before.instructions.length === after.instructions.length &&
    one.heredocs.length + other.heredocs.length === 0 &&
    one.endLine === other.endLine &&
    one.flags.length === other.flags.length &&
    one.emptyContinuationLines.length === other.emptyContinuationLines.length &&
    other.words[0]?.span.start === words.start &&
    other.span.end === one.span.end + edit.inserted - edit.removed &&
    before.comments.length === after.comments.length &&
    !before.comments.some(({ span }) => span.start <= edit.start && edit.start <= span.end)
  );
}

/**
 * Findings of rules that wait, where they stand in the next text. Those whose place the edit cut are gone; fixes are left out, as
 * they were made for the text before.
 */
export function carried(found: readonly CarriedFinding[], before: string, after: string, pass: Pass): Carried {
  const edit = difference(before, after);
  const move = mover(edit, isAtLineEnd(edit, before, after));
  const findings = found.flatMap((one) => {
    const { rule, finding } = one;
    if (runsIn(pass, rule)) return [];
    // In front of the edit, and all of it: there is one for most lines of a long file.
    if (!finding.fixes && !finding.related && finding.span.end < edit.start) return [one];
    const span = move(finding.span);
    if (!span) return [];
    const related = finding.related?.flatMap((other) => {
      const place = move(other.span);
      return place ? [{ ...other, span: place }] : [];
    });
    const { fixes: _fixes, ...rest } = finding;
    return [{ rule, finding: { ...rest, span, ...(related && { related }) } }];
  });
  return { pass, findings };
}

/** True when a line became longer at its end. */
const isAtLineEnd = ({ start, removed, inserted }: Difference, before: string, after: string): boolean =>
  removed === 0 &&
  /^(?:\r?\n|$)/.test(before.slice(start, start + 2)) &&
  !/\s/.test(after.slice(start, start + inserted));

function mover({ start, removed, inserted }: Difference, isLonger: boolean): (span: Span) => Span | undefined {
  const end = start + removed;
  const by = inserted - removed;
  return (span) => {
    // What ends with its line still does.
    if (isLonger && span.end === start && span.start < start) return { start: span.start, end: start + inserted };
    if (span.end <= start) return span;
    if (span.start >= end) return { start: span.start + by, end: span.end + by };
    // Typing inside of the words: they are longer now.
    return span.start <= start && end <= span.end ? { start: span.start, end: span.end + by } : undefined;
  };
}
