// Knows: what would be built anew when one file or one line changed, as a list for a picker.
import type { CachePlan } from '../cache/plan';
import { sayPrice, saySeconds } from '../cache/words';
import { LineIndex } from '../base/lineIndex';
import type { WhatIf } from '../protocol/requests';
import { verdictWords } from './cacheTree';

/** @param subject `package.json` or `line 4`; `plan`: of the build after the change. */
export function whatIf(subject: string, plan: CachePlan): WhatIf {
  const { model } = plan.graph;
  const lines = new LineIndex(model.text);
  const { price } = plan;
  const unknown = price.unknownSteps === 0 ? '' : `, ${String(price.unknownSteps)} more cannot be known`;
  const title =
    price.steps === 0 && price.unknownSteps === 0
      ? `${subject}: a change would rebuild nothing`
      : `${subject}: a change would rebuild ${sayPrice(price)}${unknown}`;
  const steps = plan.steps
    .filter(({ verdict }) => verdict !== 'hit')
    .map((step) => {
      const instruction = model.instructions.find(({ line }) => line === step.line);
      const start = lines.positionAt(instruction?.keywordSpan.start ?? 0);
      const end = lines.positionAt(instruction?.keywordSpan.end ?? 0);
      return {
        label: `line ${String(step.line + 1)}: ${step.text.replace(/\s+/g, ' ')}`,
        description: [verdictWords(step, plan), saySeconds(step.seconds)].filter((part) => part !== '').join(' · '),
        range: { start, end },
      };
    });
  return { title, steps };
}
