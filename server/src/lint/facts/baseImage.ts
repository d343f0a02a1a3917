// Knows: what a stage stands on in the end: which image, and what is known of that (imageFacts.ts).
import type { Stage } from '../../build/graph';
import type { RuleContext } from '../context';
import { EMPTY_IMAGE, imageFacts, type BaseFacts } from './imageFacts';

const known = new WeakMap<RuleContext, Map<number, BaseFacts>>();

/** What the bottom of the stage's chain stands on. */
export function baseOf(context: RuleContext, stage: Stage): BaseFacts {
  let facts = known.get(context);
  if (!facts) known.set(context, (facts = new Map<number, BaseFacts>()));
  let found = facts.get(stage.index);
  if (!found) {
    const { base } = context.chainOf(stage)[0] ?? stage;
    found =
      base.kind === 'image' ? imageFacts(base.reference, context.graph.options.base(base.reference)) : EMPTY_IMAGE;
    facts.set(stage.index, found);
  }
  return found;
}
