// Knows: taking one of an instruction's items out, as one `A=1` out of an ENV; and where comments lie.
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';
import type { DockerfileModel, Instruction, OnbuildInstruction } from '../../syntax/model';
import { removeInstruction } from './instructions';

/** Takes one of an instruction's items (`A=1 B=2`) out; the last one takes the instruction along. */
export function dropItem(
  model: DockerfileModel,
  step: Instruction,
  items: readonly Span[],
  at: number,
  onbuild?: OnbuildInstruction,
): TextEdit[] | undefined {
  const item = items[at];
  const previous = items[at - 1];
  const next = items[at + 1];
  if (!item) return undefined;
  if (!previous && !next) return [removeInstruction(model, onbuild ?? step)];
  const span = previous ? between(model, previous.end, item.end) : next && between(model, item.start, next.start);
  return span && [{ span, newText: '' }];
}

/** A stretch that may be deleted: no comment of the author lies in it. */
function between(model: DockerfileModel, start: number, end: number): Span | undefined {
  return start > end || hasComment(model, start, end) ? undefined : { start, end };
}

/** True when a comment line starts in the stretch. */
export const hasComment = (model: DockerfileModel, start: number, end: number): boolean =>
  (model.comments[firstComment(model, start)]?.span.start ?? Infinity) < end;

/** True for an offset inside a comment line. */
export function isInComment(model: DockerfileModel, offset: number): boolean {
  const before = model.comments[firstComment(model, offset + 1) - 1];
  return before !== undefined && offset <= before.span.end;
}

/** Index of the first comment that starts at the offset or behind it. */
function firstComment({ comments }: DockerfileModel, offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
