// Knows: which rows stand above which lines. Which rows exist hangs on text and target alone, so nothing jumps when
// numbers arrive: one per stage, one per instruction that makes a layer, in stages that never ship too.
import { formatBytes } from '../base/bytes';
import type { Span } from '../base/span';
import type { Stage } from '../build/graph';
import type { PredictedEntry } from '../layers/predict';
import type { Analysis } from './analysis';
import { stepOf } from './planned';
import { entryWords, formatSeconds, plural } from './wording';

export interface Lens {
  /** Where the row stands: the keyword of the instruction. */
  readonly span: Span;
  readonly title: string;
  /** `show`: shows the layer in the tree; `build`: builds and measures. */
  readonly action: 'show' | 'build';
  /** Node of the layer tree that a click shows. */
  readonly nodeId: string;
}

export function lenses(analysis: Analysis): Lens[] {
  const result: Lens[] = [];
  for (const stage of analysis.graph.stages) {
    const nodeId = stageNodeId(stage);
    result.push({ span: stage.from.keywordSpan, title: stageWords(stage, analysis), action: 'show', nodeId });
    if (stage === analysis.graph.target) {
      result.push({ span: stage.from.keywordSpan, title: 'Build and Measure', action: 'build', nodeId });
    }
  }
  const { sizes } = analysis;
  sizes.entries.forEach((size, i) => {
    const { entry } = size;
    // Triggers of an ONBUILD have no line of their own; the tree and the hover of FROM show them.
    if (entry.empty === true || entry.trigger) return;
    const step = stepOf(analysis.input.planned?.plan, entry.stage.index, entry.instruction);
    const title = entryWords(size, sizes, analysis.input.built, step?.seconds);
    result.push({ span: entry.instruction.keywordSpan, title, action: 'show', nodeId: entryNodeId(i) });
  });
  const shipped = new Set(analysis.graph.chain);
  for (const stage of analysis.graph.stages) {
    if (shipped.has(stage)) continue;
    for (const entry of analysis.ownEntries(stage)) {
      if (entry.empty === true || entry.trigger) continue;
      const size = entry.size.likely === null ? '?' : formatBytes(entry.size.likely);
      result.push({
        span: entry.instruction.keywordSpan,
        title: [size, whyNotShipped(stage, analysis), ...timeOf(entry, analysis)].join(' · '),
        action: 'show',
        nodeId: stageNodeId(stage),
      });
    }
  }
  return result.sort((a, b) => a.span.start - b.span.start);
}

/** What the step took in a recorded build; nothing without one. */
function timeOf({ stage, instruction }: PredictedEntry, { input: { planned } }: Analysis): string[] {
  const seconds = stepOf(planned?.plan, stage.index, instruction)?.seconds ?? null;
  return seconds === null ? [] : [formatSeconds(seconds)];
}

const whyNotShipped = (stage: Stage, { graph }: Analysis): string =>
  graph.reachable.has(stage.index) ? 'not shipped' : 'not needed for this target';

export const stageNodeId = (stage: Stage): string => `stage:${String(stage.index)}`;
export const entryNodeId = (index: number): string => `entry:${String(index)}`;

/** `runtime · 187.4 MB · yours 62.1 MB · 9 layers`, `runtime · not built yet · 9 layers`, `build · not shipped`. */
export function stageWords(stage: Stage, analysis: Analysis): string {
  const { sizes, graph } = analysis;
  const shipped = graph.chain.some(({ index }) => index === stage.index);
  if (!shipped) {
    const unshipped = analysis.ownEntries(stage).filter(({ empty }) => empty !== true).length;
    return `${stage.label} · ${whyNotShipped(stage, analysis)} · ${plural(unshipped, 'layer')}`;
  }
  const isTarget = stage.index === graph.target?.index;
  const ofStage = isTarget ? sizes.entries : analysis.sizesOf(stage).map(({ size }) => size);
  const counted = ofStage.filter(({ entry }) => entry.empty !== true);
  const layers = plural(counted.length, 'layer');
  if (!sizes.isBuilt) return `${stage.label} · not built yet · ${layers}`;
  const { built } = analysis.input;
  const old = built?.oldBecause !== undefined || sizes.isEdited ? '~' : '';
  const own = counted.reduce<number | null>(
    (total, { size, from }) =>
      total === null || size.likely === null || from === 'predicted' ? null : total + size.likely,
    0,
  );
  const ownWords = own === null ? '' : formatBytes(own);
  if (!isTarget) return [stage.label, own === null ? '?' : `${old}${ownWords}`, layers].join(' · ');
  const total = sizes.total === null ? '?' : `${old}${formatBytes(sizes.total)}`;
  // With a base of nothing the own part is the whole: say it once.
  const yours = own === null || own === sizes.total ? [] : [`yours ${ownWords}`];
  return [stage.label, total, ...yours, layers].join(' · ');
}
