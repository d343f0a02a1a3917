// Knows: comments by which an author silences a rule: `# layerlens-ignore <id> -- why` above an instruction.
import type { Span } from '../base/span';
import type { DockerfileModel } from '../syntax/model';
import type { RuleMeta } from './rule';

const IGNORE = /^layerlens-ignore[ \t]+([\w\- ,/]+?)(?:\s+--.*)?$/;

/** True when a comment that belongs to the instruction at `where` names the rule. */
export function isSuppressed(model: DockerfileModel, where: Span, rule: RuleMeta): boolean {
  const instruction = model.instructions.find(({ span }) => span.start <= where.start && where.start <= span.end);
  return (instruction?.comments ?? []).some(({ text }) => {
    const ids = IGNORE.exec(text)?.[1]?.split(/[\s,]+/) ?? [];
    return ids.includes(rule.id);
  });
}
