// Knows: a cache plan as a table for people, with its price, and what to say beside it.
import { formatBytes } from '../base/bytes';
import type { CachePlan, StepPlan } from '../cache/plan';
import type { RecordProblem } from '../cache/record';
import { sayLine, sayPrice, sayReasons, saySeconds } from '../cache/words';
import { table } from './table';

export function planText(plan: CachePlan, basis: string): string {
  const say = sayLine(plan);
  const rows = plan.steps.map((step) => [
    String(step.line + 1),
    step.stage.label,
    WORDS[step.verdict],
    costText(step),
    step.verdict === 'hit' ? '' : sayReasons(step, say),
    step.text.replace(/\s*\n\s*/g, ' ⏎ '),
  ]);
  const cached = plan.steps.filter(({ verdict }) => verdict === 'hit').length;
  const doubt = plan.price.unknownSteps > 0 ? `, ${String(plan.price.unknownSteps)} cannot be known` : '';
  const head = `${plan.graph.target?.label ?? ''}: ${String(cached)} of ${String(plan.steps.length)} steps cached (${basis})`;
  const price = `rebuilds ${sayPrice(plan.price)}${plan.price.bytes === null || plan.price.bytes === 0 ? '' : `, ${formatBytes(plan.price.bytes)}`}${doubt}`;
  return `${head}\n${table(['LINE', 'STAGE', 'CACHE', 'COST', 'WHY', 'STEP'], rows)}${price}\n`;
}

const WORDS: Readonly<Record<StepPlan['verdict'], string>> = { hit: 'cached', miss: 'new', unknown: 'may be new' };

const costText = ({ seconds, bytes }: StepPlan): string =>
  [saySeconds(seconds), bytes === null || bytes === 0 ? '' : formatBytes(bytes)]
    .filter((part) => part !== '')
    .join(', ');

/** `elsewhere`: builders that built the file, when the one that was asked about did not. */
export function notes(
  problems: readonly RecordProblem[],
  elsewhere: readonly string[] | undefined,
  cacheFrom: readonly string[],
): string[] {
  const said: string[] = [];
  if (problems.includes('newer-version'))
    said.push('Part of the record was written by a newer version of Layerlens and is not used.');
  if (problems.includes('damaged') || problems.includes('unreadable'))
    said.push(
      'Part of the record cannot be read: steps shown as new may still be cached. The next recorded build mends it.',
    );
  if (elsewhere !== undefined && elsewhere.length > 0)
    said.push(`No build is recorded on this builder. Others built this file: ${elsewhere.join('; ')}.`);
  else if (elsewhere !== undefined && problems.length === 0)
    said.push('No build is recorded on this builder. Record one: layerlens record <Dockerfile> -- docker build …');
  if (cacheFrom.length > 0) said.push('Imported caches are not looked at: a step shown as new may be found there.');
  return said;
}
