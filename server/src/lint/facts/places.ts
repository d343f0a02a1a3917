// Knows: where a finding stands that has no words of its own: on the FROM of the image that is built, or on the
// instruction that made a layer.
import type { Span } from '../../base/span';
import { instructionOnLine } from '../../syntax/walk';
import type { RuleContext } from '../context';

/** The words of the target's FROM; the last FROM when no target is known. Undefined in a file without one. */
export function targetPlace({ graph }: RuleContext): Span | undefined {
  const from = (graph.target ?? graph.stages.at(-1))?.from;
  return from && (from.image?.span ?? from.keywordSpan);
}

/** The keyword on a line that made a layer; the target's FROM for a layer of the base, or when nobody knows. */
export function layerPlace(context: RuleContext, line: number | undefined): Span | undefined {
  const instruction = line === undefined ? undefined : instructionOnLine(context.model, line);
  return instruction?.keywordSpan ?? targetPlace(context);
}
