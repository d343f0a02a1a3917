// Knows: the rows of the Layers view: stage → instruction, each with size, share and what is known of its cache.
import { formatBytes, formatShare } from '../base/bytes';
import type { Certainty } from '../base/certainty';
import type { Span } from '../base/span';
import type { Stage } from '../build/graph';
import type { LayerTreeModel, LayerTreeNode, PlainRange } from '../protocol/viewModels';
import type { Analysis } from './analysis';
import type { PredictedEntry } from '../layers/predict';
import { stepOf } from './planned';
import { entryNodeId, stageNodeId, stageWords } from './lens';
import type { EntrySize } from './sizes';
import { entryWords, exactWords } from './wording';

/** So that the size behind it fits into a sidebar of the usual width; the tooltip has the whole text. */
const LABEL_LENGTH = 30;

export function layerTree(analysis: Analysis, uri: string, message: string | undefined): LayerTreeModel {
  const { graph, sizes } = analysis;
  const { built } = analysis.input;
  const title =
    built && sizes.isBuilt
      ? `${built.label}${sizes.total === null ? '' : ` · ${formatBytes(sizes.total)}`}`
      : 'not built yet';
  const said = message ?? fitMessage(analysis);
  const shown = [...graph.chain, ...graph.stages.filter((stage) => !graph.chain.includes(stage))];
  return {
    uri,
    title: graph.target ? `${graph.target.label} · ${title}` : title,
    ...(said === undefined ? {} : { message: said }),
    roots: shown.map((stage) => stageNode(stage, analysis)),
  };
}

/** Said when a built image is there but does not fit the text. */
export function fitMessage(analysis: Analysis): string | undefined {
  const { alignment } = analysis;
  const { built } = analysis.input;
  if (!built || !alignment || alignment.fit === 'whole') return undefined;
  if (alignment.fit === 'none') return `${built.label} was not made from this Dockerfile: its history does not fit.`;
  return `${String(alignment.matched)} of ${String(alignment.entries.length)} entries fit ${built.label}. Values marked ~ are from before the edit.`;
}

function stageNode(stage: Stage, analysis: Analysis): LayerTreeNode {
  const { graph, sizes } = analysis;
  const words = stageWords(stage, analysis);
  const children: LayerTreeNode[] = [];
  if (stage === graph.chain[0] && stage.base.kind === 'image' && sizes.isBuilt && sizes.base !== null) {
    children.push(baseNode(stage, stage.base.reference, sizes.base, analysis));
  }
  for (const { size, index } of analysis.sizesOf(stage)) children.push(entryNode(size, index, analysis));
  if (!graph.chain.includes(stage)) children.push(...unshippedNodes(stage, analysis));
  return {
    id: stageNodeId(stage),
    kind: 'stage',
    label: stage.label,
    description: words.slice(stage.label.length + 3),
    tooltip: `FROM ${stage.from.rest.value}`,
    certainty: sizes.isBuilt ? 'measured' : 'unknown',
    icon: stage.index === graph.target?.index ? 'target' : 'layers',
    range: rangeOf(analysis, stage.from.keywordSpan),
    children,
  };
}

function baseNode(stage: Stage, reference: string, bytes: number, analysis: Analysis): LayerTreeNode {
  const total = analysis.sizes.total ?? 0;
  return {
    id: `base:${String(stage.index)}`,
    kind: 'base',
    label: `base image ${reference}`,
    description: [formatBytes(bytes), formatShare(bytes, total)].filter((part) => part !== '').join(' · '),
    tooltip: `${exactWords(bytes)} of the base image.`,
    certainty: 'measured',
    icon: 'package',
    range: rangeOf(analysis, stage.from.image?.span ?? stage.from.keywordSpan),
    children: [],
  };
}

function entryNode(size: EntrySize, index: number, analysis: Analysis): LayerTreeNode {
  const { entry } = size;
  const metadata = entry.empty === true;
  const words = metadata
    ? 'metadata'
    : `${entryWords(size, analysis.sizes, analysis.input.built)} · ${cacheWords(entry, analysis)}`;
  const certainty: Certainty =
    size.from === 'measured' ? size.size.certainty : size.from === 'before-edit' ? 'estimated' : size.size.certainty;
  return {
    id: entryNodeId(index),
    kind: 'instruction',
    label: labelOf(entry),
    description: words,
    tooltip: [
      `line ${String(entry.line + 1)}: ${entry.createdBy}`,
      metadata
        ? 'Metadata only: no layer.'
        : size.size.likely === null
          ? 'Unknown until built.'
          : exactWords(size.size.likely),
      ...(metadata ? [] : [size.size.basis]),
    ].join('\n'),
    certainty,
    icon: metadata ? 'tag' : size.from === 'predicted' ? 'question' : 'file-binary',
    range: rangeOf(analysis, entry.instruction.keywordSpan),
    children: [],
  };
}

/** What the next build does with the step; not known without a record of this builder. */
function cacheWords({ stage, instruction, trigger }: PredictedEntry, { input: { planned } }: Analysis): string {
  const plan = planned?.plan;
  const step = trigger || plan?.withoutRecord === true ? undefined : stepOf(plan, stage.index, instruction);
  return step ? WORDS[step.verdict] : 'cache not known';
}

const WORDS = { hit: 'cached', miss: 'rebuilds', unknown: 'may rebuild' } as const;

/** Instructions of a stage whose layers are in the build cache only. */
const unshippedNodes = (stage: Stage, analysis: Analysis): LayerTreeNode[] =>
  analysis.ownEntries(stage).map((entry, i) => ({
    id: `unshipped:${String(stage.index)}:${String(i)}`,
    kind: 'instruction',
    label: labelOf(entry),
    description: entry.empty === true ? 'metadata' : `not shipped · ${cacheWords(entry, analysis)}`,
    tooltip: `line ${String(entry.line + 1)}: ${entry.createdBy}\nIts layer costs build cache, not image size.`,
    certainty: entry.empty === true ? 'known' : 'unknown',
    icon: entry.empty === true ? 'tag' : 'question',
    range: rangeOf(analysis, entry.instruction.keywordSpan),
    children: [],
  }));

function labelOf(entry: PredictedEntry): string {
  const acts = entry.trigger ?? entry.instruction;
  const text = acts.rest.value.replace(/\s+/g, ' ');
  const label = `${entry.trigger ? 'ONBUILD ' : ''}${acts.keyword} ${text}`.trim();
  return label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1).trimEnd()}…` : label;
}

function rangeOf(analysis: Analysis, { start, end }: Span): PlainRange {
  return { start: analysis.lines.positionAt(start), end: analysis.lines.positionAt(end) };
}
