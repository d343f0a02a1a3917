// Knows: instructions of which only the last in a stage counts: CMD, ENTRYPOINT, HEALTHCHECK.
// Source: moby/buildkit: dockerfile2llb/validations.go (validateUsedOnce).
import type { Keyword } from '../../syntax/model';
import type { RuleContext } from '../context';
import { dispatched, type Dispatched } from './dispatch';

export interface Overridden {
  readonly earlier: Dispatched;
  /** The next of its kind: it takes the earlier one's place. */
  readonly later: Dispatched;
}

/** Each that has no effect, with the next one; triggers of the image below come first. */
export function overridden(context: RuleContext, keyword: Keyword): Overridden[] {
  const found: Overridden[] = [];
  let last: Dispatched | undefined;
  for (const one of dispatched(context)) {
    if (one.acts.keyword !== keyword) continue;
    if (last && last.stage === one.stage) found.push({ earlier: last, later: one });
    last = one;
  }
  return found;
}

export const overriddenMessage = ({ later }: Overridden): string =>
  `Multiple ${later.acts.name} instructions should not be used in the same stage because only the last one will be used`;
