// Knows: the rows of the Cache view: stage → step with its verdict and cost → the reasons; below them the history's.
import { formatBytes } from '../base/bytes';
import type { CacheReason } from '../cache/because';
import { priceOf } from '../cache/price';
import { type CachePlan, type CacheVerdict, type StepPlan } from '../cache/plan';
import type { RecordProblem } from '../cache/record';
import type { CacheTreeModel, CacheTreeNode, PlainRange } from '../protocol/viewModels';
import type { Analysis } from './analysis';
import { churnLines, churnNode, type SourceChurn } from './churnRows';
import { causeOf, cacheStageId, cacheStepId, reasonSentence } from './cacheHints';
import { isOfText, type PlannedBuild } from './planned';
import { formatSeconds, plural } from './wording';

/** So that the verdict behind it fits into a sidebar of the usual width; the tooltip has the whole text. */
const LABEL_LENGTH = 26;

/** `churn`: absent where git is not asked, or there is no repository. */
export function cacheTree(analysis: Analysis, uri: string, churn?: SourceChurn): CacheTreeModel {
  const { planned } = analysis.input;
  const plan = planned?.plan;
  if (!planned || !plan) return { uri, title: '', message: planMessage(planned), roots: [] };
  const message = messages(planned, plan, analysis).join(' ');
  return {
    uri,
    title: `${plan.graph.target?.label ?? 'no stage'} · ${summary(plan)}`,
    ...(message === '' ? {} : { message }),
    roots: [
      ...plan.graph.stages
        .map((stage) => plan.steps.filter((step) => step.stage.index === stage.index))
        .filter((steps) => steps.length > 0)
        .map((steps) => stageNode(steps, plan, analysis, churn)),
      ...(churn ? [churnNode(churn, plan, { label: shortLabel, range: (line) => rangeOf(line, plan, analysis) })] : []),
    ],
  };
}

/** `5 of 12 steps rebuild, ≈ 48 s, 120 MB`, `all 12 steps cached`. */
export function summary(plan: CachePlan): string {
  const { steps, price } = plan;
  if (plan.withoutRecord) return plural(steps.length, 'step');
  if (price.steps === 0 && price.unknownSteps === 0) return `all ${plural(steps.length, 'step')} cached`;
  const parts = [
    price.steps > 0
      ? `${String(price.steps)} of ${plural(steps.length, 'step')} rebuild${price.steps === 1 ? 's' : ''}`
      : '',
    price.unknownSteps > 0 ? `${String(price.unknownSteps)} cannot be known` : '',
  ].filter((part) => part !== '');
  return [...parts, ...costs(price.seconds, price.bytes, price.unpriced > 0)].join(', ');
}

function costs(seconds: number | null, bytes: number | null, isPartial: boolean): string[] {
  const about = isPartial ? 'more than' : '≈';
  return [
    ...(seconds === null || seconds === 0 ? [] : [`${about} ${formatSeconds(seconds)}`]),
    ...(bytes === null || bytes === 0 ? [] : [`${about} ${formatBytes(bytes)}`]),
  ];
}

/** Why there is no plan to show. */
function planMessage(planned: PlannedBuild | undefined): string {
  switch (planned?.state.kind) {
    case 'reading':
      return readingWords(planned.state);
    case 'failed':
    case 'none':
      return planned.state.sentence;
    default:
      return 'The build is being planned.';
  }
}

export const readingWords = ({ entries, bytes }: { readonly entries: number; readonly bytes: number }): string =>
  entries === 0
    ? 'Reading the build context.'
    : `Reading the build context: ${entries.toLocaleString('en')} entries${bytes === 0 ? '' : `, ${formatBytes(bytes)}`}.`;

const RECORD_PROBLEMS: Readonly<Record<RecordProblem, string>> = {
  damaged:
    'The record of an earlier build is damaged and is not used: what rebuilds by this plan may be cached. The next “Build and Measure” mends it; the log names the file.',
  'newer-version':
    'A newer Layerlens recorded builds here, which are not used: what rebuilds by this plan may be cached. Update Layerlens to use them.',
  unreadable:
    'The record of an earlier build cannot be read: what rebuilds by this plan may be cached. The log names the file and says why.',
};

function messages(planned: PlannedBuild, plan: CachePlan, analysis: Analysis): string[] {
  const said: string[] = [];
  // What was recorded and cannot be read is said below.
  if (plan.withoutRecord && planned.recordProblems.length === 0)
    said.push('No build was recorded yet: after “Build and Measure” the steps say what will be rebuilt, and why.');
  if (planned.state.kind === 'failed') said.push(planned.state.sentence);
  else if (planned.state.kind === 'reading' && planned.state.entries > 0) said.push(readingWords(planned.state));
  else if (!isOfText(plan, analysis.input.text)) said.push('Of the text before your last edit.');
  if (planned.assumed && planned.context)
    said.push(`The context is assumed: ${planned.context.label}, the folder of the Dockerfile.`);
  said.push(...planned.doubts, ...planned.recordProblems.map((problem) => RECORD_PROBLEMS[problem]));
  if (plan.graph.options.builder === 'buildah')
    said.push('Buildah’s cache rules are not known well: read this as BuildKit’s.');
  return said;
}

function stageNode(
  steps: readonly StepPlan[],
  plan: CachePlan,
  analysis: Analysis,
  churn: SourceChurn | undefined,
): CacheTreeNode {
  const [first] = steps;
  const { stage } = first ?? {};
  const price = priceOf(steps);
  const state = plan.withoutRecord
    ? plural(steps.length, 'step')
    : price.steps === 0 && price.unknownSteps === 0
      ? 'cached'
      : [
          price.steps > 0
            ? `${String(price.steps)} of ${plural(steps.length, 'step')} rebuild${price.steps === 1 ? 's' : ''}`
            : '',
          price.unknownSteps > 0 ? `${String(price.unknownSteps)} not known` : '',
          ...costs(price.seconds, price.bytes, price.unpriced > 0),
        ]
          .filter((part) => part !== '')
          .join(' · ');
  return {
    id: cacheStageId(stage?.index ?? 0),
    kind: 'stage',
    label: stage?.label ?? '',
    description: state,
    tooltip: stage ? `FROM ${stage.from.rest.value}` : '',
    icon: stage === plan.graph.target ? 'target' : 'layers',
    ...rangeOf(stage?.from.line, plan, analysis),
    children: steps.map((step) => stepNode(step, plan, analysis, churn)),
  };
}

const ICONS: Readonly<Record<CacheVerdict, string>> = { hit: 'check', miss: 'sync', unknown: 'question' };

function stepNode(step: StepPlan, plan: CachePlan, analysis: Analysis, churn: SourceChurn | undefined): CacheTreeNode {
  const cost = [
    ...(step.seconds === null ? [] : [formatSeconds(step.seconds)]),
    ...(step.bytes === null ? [] : [formatBytes(step.bytes)]),
  ];
  const text = step.text.replace(/\s+/g, ' ');
  return {
    id: cacheStepId(step),
    kind: 'step',
    label: shortLabel(step),
    description: [plan.withoutRecord ? 'not recorded' : verdictWords(step, plan), ...cost].join(' · '),
    tooltip: [
      `line ${String(step.line + 1)}: ${text}`,
      ...step.because.slice(0, 12).map((reason) => reasonSentence(reason, plan)),
      ...churnLines(churn, plan.steps.indexOf(step)),
    ].join('\n'),
    icon: plan.withoutRecord ? 'circle-outline' : ICONS[step.verdict],
    line: step.line,
    ...rangeOf(step.line, plan, analysis),
    children: plan.withoutRecord ? [] : step.because.map((reason, i) => reasonNode(reason, i, step, plan, analysis)),
  };
}

function shortLabel(step: StepPlan): string {
  const text = step.text.replace(/\s+/g, ' ');
  return text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1).trimEnd()}…` : text;
}

/** `cached`, `rebuilds: package.json changed`, `may rebuild: depends on what line 9 produces`. */
export function verdictWords(step: StepPlan, plan: CachePlan): string {
  if (step.verdict === 'hit') return 'cached';
  return `${step.verdict === 'miss' ? 'rebuilds' : 'may rebuild'}: ${causeOf(step, plan)}`;
}

function reasonNode(
  reason: CacheReason,
  i: number,
  step: StepPlan,
  plan: CachePlan,
  analysis: Analysis,
): CacheTreeNode {
  const path = 'path' in reason ? reason.path : undefined;
  const sentence = reasonSentence(reason, plan);
  const cause = 'step' in reason ? plan.steps[reason.step] : undefined;
  return {
    id: `${cacheStepId(step)}:${String(i)}`,
    kind: path === undefined || reason.kind === 'source-missing' ? 'reason' : 'fileReason',
    label: sentence,
    description: '',
    tooltip: sentence,
    icon: path === undefined ? 'arrow-small-right' : 'file',
    ...(path === undefined ? {} : { path }),
    ...rangeOf(cause?.line ?? step.line, plan, analysis),
    children: [],
  };
}

/** Lines of the plan are lines of the text it was made of. */
function rangeOf(line: number | undefined, plan: CachePlan, analysis: Analysis): { range?: PlainRange } {
  const instruction = plan.graph.model.instructions.find((candidate) => candidate.line === line);
  if (!instruction || !isOfText(plan, analysis.input.text)) return {};
  const { start, end } = instruction.keywordSpan;
  return { range: { start: analysis.lines.positionAt(start), end: analysis.lines.positionAt(end) } };
}
