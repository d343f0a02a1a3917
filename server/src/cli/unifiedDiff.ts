// Knows: two texts as a unified diff, as `patch` and `git apply` read it (POSIX diff, "Diff -u Output Format").

/** Lines around a change. */
const AROUND = 3;
/** Texts that differ in more lines are shown as one change: nobody reads the difference line by line. */
const MOST_CHANGES = 2000;

/** Empty when the texts are equal. */
export function unifiedDiff(before: string, after: string, oldName: string, newName: string): string {
  if (before === after) return '';
  const steps = compare(linesOf(before), linesOf(after));
  return `--- ${oldName}\n+++ ${newName}\n${hunks(steps).map(shown).join('')}`;
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  /** With its line end. */
  readonly line: string;
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly steps: readonly Step[];
}

/** Lines with their ends, so that a change of line ends is a change. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function compare(a: readonly string[], b: readonly string[]): Step[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const as = (sign: Step['sign'], lines: readonly string[]): Step[] => lines.map((line) => ({ sign, line }));
  return [
    ...as(' ', a.slice(0, start)),
    ...shortest(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...as(' ', a.slice(a.length - end)),
  ];
}

/** The shortest way from one to the other (Myers, "An O(ND) Difference Algorithm", 1986). */
function shortest(a: readonly string[], b: readonly string[]): Step[] {
  const replaced = [...a.map((line): Step => ({ sign: '-', line })), ...b.map((line): Step => ({ sign: '+', line }))];
  if (a.length === 0 || b.length === 0) return replaced;
  const reached: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_CHANGES); d++) {
    reached.push(furthest);
    const next = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(furthest, k, d) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, reached);
    }
    furthest = next;
  }
  return replaced;
}

const goesDown = (furthest: ReadonlyMap<number, number>, k: number, d: number): boolean =>
  k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));

function wayBack(a: readonly string[], b: readonly string[], reached: readonly ReadonlyMap<number, number>[]): Step[] {
  const steps: Step[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = reached.length - 1; d >= 0; d--) {
    const furthest = reached[d] ?? new Map<number, number>();
    const k = x - y;
    const down = goesDown(furthest, k, d);
    const fromX = d === 0 ? 0 : (furthest.get(down ? k + 1 : k - 1) ?? 0);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && (d === 0 || x - (down ? 0 : 1) > fromX || y - (down ? 1 : 0) > fromY)) {
      steps.push({ sign: ' ', line: a[--x] ?? '' });
      y--;
    }
    if (d === 0) break;
    if (down) steps.push({ sign: '+', line: b[--y] ?? '' });
    else steps.push({ sign: '-', line: a[--x] ?? '' });
  }
  return steps.reverse();
}

function hunks(steps: readonly Step[]): Hunk[] {
  const found: Hunk[] = [];
  const changed = [...steps.keys()].filter((i) => steps[i]?.sign !== ' ');
  let [oldLine, newLine, at] = [1, 1, 0];
  for (let i = 0; i < changed.length;) {
    const from = Math.max(0, (changed[i] ?? 0) - AROUND);
    let last = i;
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * AROUND) last++;
    const to = Math.min(steps.length, (changed[last] ?? 0) + AROUND + 1);
    for (; at < from; at++) [oldLine, newLine] = after(steps[at], oldLine, newLine);
    found.push({ oldStart: oldLine, newStart: newLine, steps: steps.slice(from, to) });
    for (; at < to; at++) [oldLine, newLine] = after(steps[at], oldLine, newLine);
    i = last + 1;
  }
  return found;
}

const after = (step: Step | undefined, oldLine: number, newLine: number): [number, number] => [
  oldLine + (step?.sign === '+' ? 0 : 1),
  newLine + (step?.sign === '-' ? 0 : 1),
];

function shown({ oldStart, newStart, steps }: Hunk): string {
  const count = (sign: Step['sign']): number => steps.filter((step) => step.sign !== sign).length;
  const range = (start: number, length: number): string =>
    length === 1 ? String(start) : `${String(length === 0 ? start - 1 : start)},${String(length)}`;
  const lines = steps.map(({ sign, line }) =>
    line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range(oldStart, count('+'))} +${range(newStart, count('-'))} @@\n${lines.join('')}`;
}
