// Knows: what `layerlens cache --churn N` adds: how often the last N commits made each step run again, what a commit costs
// on average, and the order that would make it cheaper. Estimated: by git's history and by names that steps mention.
import { NEVER_CANCELLED } from '../base/platform';
import { churnOf, type Churn } from '../cache/churn';
import type { CachePlan } from '../cache/plan';
import { saySeconds } from '../cache/words';
import type { DirectoryNode } from '../context/tree';
import { gitPrograms, lastCommits } from '../host/gitLog';
import { sha256 } from '../host/nodePlatform';
import { misuse, Misuse } from './failure';

/** More commits say nothing of how people work now. */
const MOST_COMMITS = 10_000;

/** Throws Misuse for a number that is none, and when git cannot say. */
export async function readChurn(
  count: string,
  plan: CachePlan,
  folder: string,
  tree: DirectoryNode | undefined,
): Promise<Churn> {
  if (!/^[1-9]\d*$/.test(count) || Number(count) > MOST_COMMITS)
    throw new Misuse(`--churn ${count} is no number of commits. Write it like --churn 50.`);
  const commits = await lastCommits(gitPrograms(process.env), folder, Number(count), NEVER_CANCELLED);
  if (!commits.ok) throw misuse(commits.problem);
  return churnOf(plan, tree, commits.value, sha256);
}

export function churnJson({ steps }: CachePlan, churn: Churn): Record<string, unknown> {
  const place = (index: number): unknown => {
    const step = steps[index];
    return step ? { line: step.line + 1, stage: step.stage.label } : null;
  };
  const { advice } = churn;
  return {
    commits: churn.commits,
    expectedSeconds: churn.expectedSeconds,
    steps: churn.steps.map(({ step, touched, reruns, expectedSeconds }) => ({
      step: place(step),
      touched,
      reruns,
      expectedSeconds,
    })),
    advice: advice
      ? {
          moves: advice.moves.map(({ step, behind }) => ({ move: place(step), behind: place(behind) })),
          secondsNow: advice.secondsNow,
          secondsThen: advice.secondsThen,
        }
      : null,
  };
}

export function churnText({ steps }: CachePlan, { commits, steps: rows, expectedSeconds, advice }: Churn): string {
  if (commits === 0) return 'no commit touched the build context\n';
  const often = rows
    .filter(({ touched }) => touched > 0)
    .map(({ step, touched }) => `line ${String((steps[step]?.line ?? 0) + 1)}: sources changed in ${String(touched)}`);
  const price =
    expectedSeconds === null ? 'its cost is not recorded' : `costs ${saySeconds(expectedSeconds)} on average`;
  const lines = [`of the last ${String(commits)} commits, one ${price}`, ...often];
  if (advice) {
    const line = (index: number): string => `line ${String((steps[index]?.line ?? 0) + 1)}`;
    lines.push(
      ...advice.moves.map(({ step, behind }) => `better order: ${line(step)} behind ${line(behind)}`),
      `in that order one costs ${saySeconds(advice.secondsThen)} instead of ${saySeconds(advice.secondsNow)}, if the lines ` +
        'between do not need its files (judged by names only)',
    );
  }
  return `${lines.join('\n')}\n`;
}
