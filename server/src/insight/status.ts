// Knows: what the status bar says: target, total, state. A missing engine is a state, not an error.
import { formatBytes } from '../base/bytes';
import type { SizesState, StatusModel } from '../protocol/viewModels';
import type { Analysis } from './analysis';
import { summary } from './cacheTree';
import { fitMessage } from './layerTree';

export interface EngineWords {
  readonly kind: StatusModel['engine'];
  /** `Docker 28.5.2 answers at unix:///var/run/docker.sock (default socket).` */
  readonly sentence: string;
}

export function status(analysis: Analysis, engine: EngineWords, loading: boolean): StatusModel {
  const { graph, sizes } = analysis;
  const { built } = analysis.input;
  const state = sizesState(analysis, loading);
  const target = graph.target?.label ?? '';
  const total = sizes.total === null ? '' : `${state === 'old' ? '~' : ''}${formatBytes(sizes.total)}`;
  const assumed = analysis.input.planned?.assumed === true ? 'context assumed' : '';
  const parts = [
    ...(sizes.isBuilt && built ? [target, total, built.label] : [target, withoutImage(engine, loading)]),
    assumed,
  ];
  const lines = [
    target === '' ? 'No stage to build.' : `Target stage: ${target}`,
    built ? `Image: ${built.label} (${built.image.source})` : 'No image chosen.',
    fitMessage(analysis),
    built?.oldBecause === undefined ? undefined : `Values are old: ${built.oldBecause}.`,
    ...planLines(analysis),
    engine.sentence,
  ];
  return {
    text: `Layerlens: ${joined(parts)}`,
    short: joined([shortened(target), ...(sizes.isBuilt ? [total] : [withoutImage(engine, loading)]), assumed]),
    tooltip: lines.filter((line) => line !== undefined).join('\n'),
    sizes: state,
    engine: engine.kind,
    targets: graph.stages.map(({ label }) => label),
    target,
    plan: analysis.input.planned?.state.kind ?? 'none',
  };
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/** Of a long stage name its beginning will do: the tooltip has it. */
const LONGEST_TARGET = 20;
const shortened = (target: string): string =>
  target.length > LONGEST_TARGET ? `${target.slice(0, LONGEST_TARGET - 1)}…` : target;

/** How the build is read, and what it will cost. */
function planLines({ input: { planned } }: Analysis): string[] {
  if (!planned) return [];
  const { plan, context, state } = planned;
  return [
    ...(context
      ? [`Build context: ${context.label}${planned.assumed ? ' (assumed)' : ` (${planned.targetLabel})`}`]
      : []),
    ...(plan && !plan.withoutRecord ? [`Next build: ${summary(plan)}.`] : []),
    ...(state.kind === 'failed' || state.kind === 'none' ? [state.sentence] : []),
    ...planned.doubts,
  ];
}

const withoutImage = (engine: EngineWords, loading: boolean): string =>
  loading ? 'reading sizes' : engine.kind === 'answering' ? 'no image chosen' : 'text only';

function sizesState(analysis: Analysis, loading: boolean): SizesState {
  const { built } = analysis.input;
  if (!built || !analysis.sizes.isBuilt) return loading ? 'loading' : 'none';
  return built.oldBecause !== undefined || analysis.sizes.isEdited || analysis.alignment?.fit === 'partial'
    ? 'old'
    : 'fresh';
}
