// Knows: the rows of the Cache view that look back: how often the last commits changed what each step copies, what that
// costs, and which order of the lines would cost less. Estimated, and said so.
import type { Churn, Move, StepChurn } from '../cache/churn';
import type { CachePlan, StepPlan } from '../cache/plan';
import { saySeconds } from '../cache/words';
import type { CacheTreeNode, PlainRange } from '../protocol/viewModels';
import { plural } from './wording';

/** What is known of the history of the build context. */
export type SourceChurn =
  | { readonly kind: 'reading' }
  | { readonly kind: 'known'; readonly churn: Churn }
  /** A sentence that says why it is not. */
  | { readonly kind: 'unknown'; readonly sentence: string };

/** What a row needs of the view that it stands in. */
export interface RowWords {
  /** As the view calls the step. */
  label(step: StepPlan): string;
  range(line: number): { range?: PlainRange };
}

const ID = 'history';

export function churnNode(known: SourceChurn, plan: CachePlan, words: RowWords): CacheTreeNode {
  // A row that was there without children would stay closed when it gets some: what is known by now is another row.
  const row = {
    id: known.kind === 'known' ? ID : `${ID}:${known.kind}`,
    kind: 'history',
    icon: 'git-commit',
    children: [],
  } as const;
  if (known.kind === 'reading')
    return { ...row, label: 'Last commits', description: 'being read', tooltip: 'The history is being read.' };
  if (known.kind === 'unknown')
    return { ...row, label: 'Last commits', description: 'not known', tooltip: known.sentence };
  const { churn } = known;
  if (churn.commits === 0)
    return { ...row, label: 'Last commits', description: 'none', tooltip: 'No commit touched the build context.' };
  const label = churn.commits === 1 ? 'Last commit' : `Last ${plural(churn.commits, 'commit')}`;
  const price = saySeconds(churn.expectedSeconds);
  return {
    ...row,
    label,
    description: price === '' ? 'cost not recorded' : `${price} each`,
    tooltip: [
      price === ''
        ? 'What a commit costs is not known: no build was recorded that has the times of the steps.'
        : `A commit makes steps of ${price} run again on average.`,
      `Estimated from what ${plural(churn.commits, 'commit')} of the build context touched and how long the steps took.`,
    ].join('\n'),
    children: [
      ...churn.steps.flatMap((one) => {
        const step = plan.steps[one.step];
        return step && one.sources.length > 0 ? [sourcesNode(one, step, churn, words)] : [];
      }),
      ...(churn.advice ? [orderNode(churn.advice, plan, words)] : []),
    ],
  };
}

/** For the tooltip of the step itself; none for a step that takes nothing of the context. */
export function churnLines(known: SourceChurn | undefined, step: number): string[] {
  const one = known?.kind === 'known' ? known.churn.steps[step] : undefined;
  return known?.kind === 'known' && known.churn.commits > 0 && one && one.sources.length > 0
    ? sourcesLines(one, known.churn.commits)
    : [];
}

function sourcesNode(one: StepChurn, step: StepPlan, { commits }: Churn, words: RowWords): CacheTreeNode {
  const price = one.touched === 0 ? '' : saySeconds(one.each.seconds);
  return {
    id: `${ID}:${String(one.step)}`,
    kind: 'sources',
    label: sourcesLabel(one.sources),
    description:
      one.touched === 0 ? 'never' : price === '' ? plural(one.touched, 'time') : `${String(one.touched)} × ${price}`,
    tooltip: [`line ${String(step.line + 1)}: ${step.text.replace(/\s+/g, ' ')}`, ...sourcesLines(one, commits)].join(
      '\n',
    ),
    icon: 'files',
    ...words.range(step.line),
    children: [],
  };
}

/** What fits beside the numbers in a sidebar of the usual width; the tooltip has the whole instruction. */
const LABEL_LENGTH = 18;

/** `package.json +1`. */
function sourcesLabel([first = '', ...more]: readonly string[]): string {
  const rest = more.length === 0 ? '' : ` +${String(more.length)}`;
  const room = LABEL_LENGTH - rest.length;
  return `${first.length > room ? `${first.slice(0, room - 1).trimEnd()}…` : first}${rest}`;
}

function sourcesLines({ touched, each }: StepChurn, commits: number): string[] {
  const often = `Its sources changed in ${String(touched)} of the last ${plural(commits, 'commit')}.`;
  if (touched === 0) return [often];
  const steps = `Each time ${plural(each.steps, 'step')} ${each.steps === 1 ? 'runs' : 'run'} again`;
  if (each.seconds === null) return [often, `${steps}; how long that takes is not recorded.`];
  const more = each.unpriced === 0 ? '' : ` and ${String(each.unpriced)} of unknown length`;
  const mean = saySeconds((each.seconds * touched) / commits);
  return [often, `${steps}, ${saySeconds(each.seconds)}${more}: ${mean} per commit on average.`];
}

function orderNode(
  { moves, secondsNow, secondsThen }: NonNullable<Churn['advice']>,
  plan: CachePlan,
  words: RowWords,
): CacheTreeNode {
  const tooltip =
    `In this order a commit costs ${saySeconds(secondsThen)} instead of ${saySeconds(secondsNow)} on average, if the lines between do not need the files that are moved ` +
    '(judged by names only).';
  return {
    id: `${ID}:order`,
    kind: 'order',
    label: 'Cheaper order',
    description: `${saySeconds(secondsThen)} each`,
    tooltip,
    icon: 'lightbulb',
    children: moves.map((move, i) => moveNode(move, i, plan, words, tooltip)),
  };
}

function moveNode({ step, behind }: Move, i: number, plan: CachePlan, words: RowWords, tooltip: string): CacheTreeNode {
  const line = (index: number): string => `line ${String((plan.steps[index]?.line ?? 0) + 1)}`;
  const moved = plan.steps[step];
  return {
    id: `${ID}:order:${String(i)}`,
    kind: 'move',
    label: `${line(step)} behind ${line(behind)}`,
    description: moved ? words.label(moved) : '',
    tooltip,
    icon: 'arrow-down',
    ...(moved && words.range(moved.line)),
    children: [],
  };
}
