// Knows: what a builder reports of its steps while it builds, as data: rawjson and plain output of BuildKit, the classic
// builder's text. Sources: moby/buildkit: client/graph.go, util/progress/progressui/printer.go; image-facts §6.
import type { Definition } from './llb';
import type { Observation } from './solve';

/** A step as a builder reported it; the newest state of each name. */
export interface ReportedStep {
  /** `[builder 2/5] COPY a b`; for the classic builder `Step 2/5 : COPY a b`, for buildah `[1/3] Step 2/5 : COPY a b`. */
  readonly name: string;
  readonly cached: boolean;
  readonly completed: boolean;
  readonly failed: boolean;
  /** Null when no time was told. */
  readonly seconds: number | null;
}

/**
 * Joins reported steps with vertexes: by stage, number and text, else by stage and text (a stage that is only needed by
 * an ONBUILD trigger is numbered otherwise), else by stage and number.
 */
export function joinSteps(
  definition: Definition,
  reported: readonly ReportedStep[],
  stageCount: number,
): ReadonlyMap<number, ReportedStep> {
  const joined = new Map<number, ReportedStep>();
  const vertexes = definition.vertexes.flatMap(({ step }, index) => (step ? [{ step, index }] : []));
  for (const report of reported) {
    const bracket = /^\[(?:(.*) )? *(\d+)\/(\d+)\] (.*)$/s.exec(report.name);
    if (!bracket || /^(?:ONBUILD )?FROM /.test(bracket[4] ?? '')) continue;
    const [, words = '', number, , text = ''] = bracket;
    const stage = words.trim().split(' ').at(-1) ?? '';
    const isLink = text.startsWith('LINK ');
    const candidates = vertexes.filter(
      ({ step, index }) =>
        !joined.has(index) &&
        (stage === '' ? stageCount === 1 || step.stage.index === 0 : step.stage.label === stage) &&
        step.text.startsWith('LINK ') === isLink,
    );
    const numbered = candidates.filter(({ step }) => step.ordinal === Number(number));
    const found =
      numbered.find(({ step }) => step.text === text) ??
      candidates.find(({ step }) => step.text === text) ??
      numbered[0];
    if (found) joined.set(found.index, report);
  }
  return joined;
}

/** Buildah numbers the steps of each stage, FROM first and triggers of its base included. */
export function joinBuildahSteps(
  definition: Definition,
  reported: readonly ReportedStep[],
): ReadonlyMap<number, ReportedStep> {
  const places = new Map(
    definition.vertexes.flatMap(({ step }, index) =>
      step ? [[`${String(step.stage.index)} ${String(step.ordinal)}`, index] as const] : [],
    ),
  );
  const joined = new Map<number, ReportedStep>();
  for (const report of reported) {
    // Where there is one stage it is not said.
    const [, stage = '1', number] = /^(?:\[(\d+)\/\d+\] )?Step (\d+)\/\d+ : /.exec(report.name) ?? [];
    const index = places.get(`${String(Number(stage) - 1)} ${String(Number(number) - 1)}`);
    if (index !== undefined) joined.set(index, report);
  }
  return joined;
}

/** The classic builder numbers the steps of all stages in one row, FROM included. */
export function joinClassicSteps(
  definition: Definition,
  reported: readonly ReportedStep[],
): ReadonlyMap<number, ReportedStep> {
  const joined = new Map<number, ReportedStep>();
  // Triggers of a base are not numbered: they run inside the FROM (moby: daemon/builder/dockerfile/dispatchers.go, dispatchTriggeredOnBuild).
  const vertexes = definition.vertexes.flatMap(({ step }, index) => (step && !step.trigger ? [{ step, index }] : []));
  // ARGs before the first FROM are numbered too, and make nothing (moby: daemon/builder/dockerfile/builder.go, dispatchFromDockerfile).
  const isFrom = ({ name }: ReportedStep): boolean => /^Step \d+\/\d+ : FROM\b/i.test(name);
  const first = Math.max(0, reported.findIndex(isFrom));
  const steps = reported.slice(first).filter((step) => !isFrom(step));
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
