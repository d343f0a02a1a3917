// Knows: which step of an earlier build a step of this one takes the place of.
import type { Definition } from './llb';
import type { Vertex } from './vertex';

/** A longer stage than this is compared by text alone, which costs less. */
const LONGEST_ALIGNED = 400;

/** Index of a vertex → the vertex that stood there before. */
export function pairSteps(now: Definition, before: Definition): ReadonlyMap<number, Vertex> {
  const pairs = new Map<number, Vertex>();
  const old = byStage(before);
  const current = byStage(now);
  for (const [label, steps] of current) {
    const others = old.get(label) ?? old.get(renamed(label, current, old)) ?? [];
    for (const [index, vertex] of align(steps, others)) pairs.set(index, vertex);
  }
  return pairs;
}

type Numbered = readonly [index: number, vertex: Vertex];

/** A stage that was given another name keeps its place among the stages. */
function renamed(label: string, now: ReadonlyMap<string, unknown>, before: ReadonlyMap<string, unknown>): string {
  const place = [...now.keys()].indexOf(label);
  const candidate = [...before.keys()][place] ?? '';
  return now.size !== before.size || now.has(candidate) ? '' : candidate;
}

function byStage({ vertexes }: Definition): Map<string, Numbered[]> {
  const stages = new Map<string, Numbered[]>();
  for (const [index, vertex] of vertexes.entries()) {
    if (!vertex.step) continue;
    const label = vertex.step.stage.label;
    const steps = stages.get(label) ?? [];
    steps.push([index, vertex]);
    stages.set(label, steps);
  }
  return stages;
}

function align(now: readonly Numbered[], before: readonly Numbered[]): [number, Vertex][] {
  const pairs: [number, Vertex][] = [];
  let from = 0;
  let gap: Numbered[] = [];
  const anchors =
    now.length > LONGEST_ALIGNED || before.length > LONGEST_ALIGNED
      ? new Map<number, number>()
      : commonSteps(now, before);
  const close = (until: number): void => {
    const free = before.slice(from, until);
    for (const [index, vertex] of gap) {
      const at = free.findIndex(([, other]) => keyword(other) === keyword(vertex));
      if (at === -1) continue;
      const [found] = free.splice(0, at + 1).slice(-1);
      if (found) pairs.push([index, found[1]]);
    }
    gap = [];
  };
  for (const [i, step] of now.entries()) {
    const anchor = anchors.get(i);
    if (anchor === undefined) {
      gap.push(step);
      continue;
    }
    close(anchor);
    const other = before[anchor];
    if (other) pairs.push([step[0], other[1]]);
    from = anchor + 1;
  }
  close(before.length);
  return pairs;
}

const keyword = ({ step, effect }: Vertex): string =>
  `${step?.trigger?.keyword ?? step?.instruction.keyword ?? ''} ${effect.kind}`;

/** The longest common run of equal texts, by place. */
function commonSteps(now: readonly Numbered[], before: readonly Numbered[]): Map<number, number> {
  const same = (a: Numbered | undefined, b: Numbered | undefined): boolean =>
    a !== undefined && b !== undefined && a[1].step?.text === b[1].step?.text && a[1].effect.kind === b[1].effect.kind;
  const lengths = Array.from({ length: now.length + 1 }, () => new Uint16Array(before.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = now.length - 1; i >= 0; i--) {
    for (let j = before.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row) row[j] = same(now[i], before[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common = new Map<number, number>();
  for (let i = 0, j = 0; i < now.length && j < before.length;) {
    if (same(now[i], before[j])) common.set(i++, j++);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return common;
}
