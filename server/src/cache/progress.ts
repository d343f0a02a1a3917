// Knows: what a builder reports of its steps while it builds, as data: rawjson and plain output of BuildKit, the classic
// builder's text. Sources: moby/buildkit: client/graph.go, util/progress/progressui/printer.go; image-facts §6.
import type { Definition } from './llb';
import type { Observation } from './solve';

/** A step as a builder reported it; the newest state of each name. */
export interface ReportedStep {
  /** `[builder 2/5] COPY a b`; for the classic builder `Step 2/5 : COPY a b`. */
  readonly name: string;
  readonly cached: boolean;
  readonly completed: boolean;
  readonly failed: boolean;
  /** Null when no time was told. */
  readonly seconds: number | null;
}

/** Joins reported steps with vertexes by stage and number, then by text where two share them. */
export function joinSteps(
  definition: Definition,
  reported: readonly ReportedStep[],
  stageCount: number,
): ReadonlyMap<number, ReportedStep> {
  const joined = new Map<number, ReportedStep>();
  const vertexes = definition.vertexes.flatMap(({ step }, index) => (step ? [{ step, index }] : []));
  for (const report of reported) {
    const bracket = /^\[(?:(.*) )? *(\d+)\/(\d+)\] (.*)$/s.exec(report.name);
    if (!bracket) continue;
    const [, words = '', number, , text = ''] = bracket;
    const stage = words.trim().split(' ').at(-1) ?? '';
    const isLink = text.startsWith('LINK ');
    const found = vertexes.find(
      ({ step }) =>
        step.ordinal === Number(number) &&
        (stage === '' ? stageCount === 1 || step.stage.index === 0 : step.stage.label === stage) &&
        step.text.startsWith('LINK ') === isLink,
    );
    if (found) joined.set(found.index, report);
  }
  return joined;
}

/** The classic builder numbers the steps of all stages in one row, FROM included. */
export function joinClassicSteps(
  definition: Definition,
  reported: readonly ReportedStep[],
): ReadonlyMap<number, ReportedStep> {
  const joined = new Map<number, ReportedStep>();
  const vertexes = definition.vertexes.flatMap(({ step }, index) => (step ? [{ step, index }] : []));
  const steps = reported.filter(({ name }) => !/^Step \d+\/\d+ : FROM\b/i.test(name));
  vertexes.forEach(({ index }, i) => {
    const report = steps[i];
    if (report) joined.set(index, report);
  });
  return joined;
}

/**
 * What was seen of each vertex. A build that went through has all its steps, told or not; of one that failed only those
 * that were told to have come to an end, and when nothing was told nobody knows.
 */
export function observer(
  joined: ReadonlyMap<number, ReportedStep>,
  succeeded: boolean,
): (index: number) => Observation {
  return (index) => {
    const report = joined.get(index);
    if (report?.failed === true) return 'failed';
    if (report?.cached === true) return 'cached';
    if (report?.completed === true) return 'ran';
    if (succeeded) return 'unseen';
    return joined.size === 0 ? 'lost' : 'failed';
  };
}
