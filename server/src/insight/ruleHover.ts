// Knows: what a hover on the words of a finding says: the rule, and why it is one.
import { rulePage } from '../lint/rulePage';
import type { RuleFinding } from '../lint/rule';
import type { HoverCard } from './hover';

/** Of several the one with the fewest words: it is the nearest. */
export function ruleHoverAt(findings: readonly RuleFinding[], offset: number): HoverCard | undefined {
  const nearest = findings
    .filter(({ span }) => span.start <= offset && offset <= span.end)
    .reduce<RuleFinding | undefined>((best, one) => (best && lengthOf(best) <= lengthOf(one) ? best : one), undefined);
  if (!nearest) return undefined;
  const { rule, span } = nearest;
  return {
    span,
    // Our own words, with backticks that are meant.
    lines: [`**${rule.title}** · [${rule.id}](${rulePage(rule.id)})`, rule.why],
  };
}

const lengthOf = ({ span }: RuleFinding): number => span.end - span.start;
