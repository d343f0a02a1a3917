// Knows: comments by which an author silences a rule: `# layerlens-ignore <id> -- why` above an instruction.
import type { Span } from '../base/span';
import type { DockerfileModel } from '../syntax/model';
import { instructionAt } from '../syntax/walk';
import type { RuleMeta } from './rule';

const IGNORE = /^layerlens-ignore[ \t]+([\w\- ,/]+)$/;

/** True when a comment that belongs to the instruction at `where` names the rule. */
export function isSuppressed(model: DockerfileModel, where: Span, rule: RuleMeta): boolean {
  const instruction = instructionAt(model, where.start);
  return (instruction?.comments ?? []).some(({ text }) => {
    // Behind ` --` stands why.
    const reason = text.search(/\s--(?:\s|$)/);
    const ids = IGNORE.exec(reason === -1 ? text : text.slice(0, reason).trimEnd())?.[1]?.split(/[\s,]+/) ?? [];
    return ids.includes(rule.id);
  });
}
