// Knows: why a step is built anew, in words: for the line in the editor, the hover and the command line.
import { firstCause } from './plan';
import { type CacheReason } from './because';
import type { CachePlan, Price, StepPlan } from './plan';

/** Where a step stands: `line 9`, with its stage when told. */
export type SayStep = (step: number) => string;

export const sayLine =
  ({ steps }: CachePlan): SayStep =>
  (index) => {
    const step = steps[index];
    return step ? `line ${String(step.line + 1)}` : 'an earlier line';
  };

/** Long values of variables would push everything else off the line. */
const LONGEST = 40;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
const quoted = (text: string): string => (text === '' ? 'empty' : short(text));

/** One clause, without a full stop. */
export function sayReason(reason: CacheReason, say: SayStep): string {
  switch (reason.kind) {
    case 'file-changed':
      return `${reason.path} changed`;
    case 'file-added':
      return `${reason.path} is new`;
    case 'file-removed':
      return `${reason.path} is gone`;
    case 'mode-changed':
      return `the mode of ${reason.path} changed`;
    case 'more-files':
      return `${String(reason.count)} more files changed`;
    case 'instruction-changed':
      return 'the instruction changed';
    case 'arg-changed':
    case 'env-changed':
      return sayVariable(reason);
    case 'env-order-changed':
      return `the order of variables changed at ${reason.name}`;
    case 'workdir-changed':
      return `the directory changed: ${quoted(reason.before)} → ${quoted(reason.after)}`;
    case 'user-changed':
      return `the user changed: ${quoted(reason.before)} → ${quoted(reason.after)}`;
    case 'shell-changed':
      return 'the shell changed';
    case 'mount-changed':
      return 'a mount changed';
    case 'platform-changed':
      return `the platform changed: ${quoted(reason.before)} → ${quoted(reason.after)}`;
    case 'network-changed':
      return `the network changed: ${reason.before || 'default'} → ${reason.after || 'default'}`;
    case 'options-changed':
      return 'options of the build changed';
    case 'destination-changed':
      return `the destination changed: ${quoted(reason.before)} → ${quoted(reason.after)}`;
    case 'base-changed':
      return `the base image ${reason.reference} changed`;
    case 'parent-missed':
      return `stands on ${say(reason.step)}`;
    case 'source-missed':
      return `takes files of ${say(reason.step)}, which is built anew`;
    case 'no-cache':
      return 'the cache is turned off';
    case 'never-cached':
      return 'the classic builder never finds this step again: it leaves empty what the image below has set';
    case 'not-recorded':
      return 'no recorded build had this step';
    case 'output-unknown':
      return `depends on what ${say(reason.step)} produces`;
    case 'parent-unknown':
      return `stands on ${say(reason.step)}, which may be built anew`;
    case 'not-read':
      return reason.path === undefined ? 'the build context was not read' : `${reason.path} was not read`;
    case 'source-missing':
      return `${reason.path} is not in the build context`;
    case 'remote-unknown':
      return `depends on what is at ${short(reason.url)}`;
    case 'image-unknown':
      return `depends on what is in ${reason.reference}`;
    case 'not-observed':
      return 'no build was seen that tells';
    case 'built-elsewhere':
      return `built ${reason.when} by another program: what it left in the cache is not known`;
  }
}

function sayVariable({ name, before, after }: Extract<CacheReason, { kind: 'arg-changed' | 'env-changed' }>): string {
  if (before === undefined) return `${name} is new: ${quoted(after ?? '')}`;
  if (after === undefined) return `${name} is gone`;
  return `${name} changed: ${quoted(before)} → ${quoted(after)}`;
}

/** At most this many reasons on one line; the first one is what a person can act on. */
const MOST_SAID = 3;

export function sayReasons({ because }: Pick<StepPlan, 'because'>, say: SayStep): string {
  const said = because.slice(0, MOST_SAID).map((reason) => sayReason(reason, say));
  const more = because.length - said.length;
  return more > 0 ? `${said.join('; ')}; and ${String(more)} more` : said.join('; ');
}

/** `≈ 48 s`, `≈ 2 min 5 s`, `< 0.1 s`; empty when nobody knows. */
export function saySeconds(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 0.05) return '< 0.1 s';
  if (seconds < 9.95) return `≈ ${String(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `≈ ${String(whole)} s`;
  const rest = whole % 60;
  return `≈ ${String(Math.floor(whole / 60))} min${rest === 0 ? '' : ` ${String(rest)} s`}`;
}

/** `4 steps, ≈ 48 s`. */
export function sayPrice({ steps, seconds, unpriced }: Price): string {
  const count = `${String(steps)} ${steps === 1 ? 'step' : 'steps'}`;
  const time = saySeconds(seconds);
  if (steps === 0 || time === '') return count;
  return unpriced === 0 ? `${count}, ${time}` : `${count}, ${time} and ${String(unpriced)} of unknown length`;
}

/** For the end of the first line that misses: `rebuilds: package.json changed · 4 steps, ≈ 48 s`. */
export function sayFirstMiss(plan: CachePlan): string | undefined {
  const step = plan.firstMiss === undefined ? undefined : plan.steps[plan.firstMiss];
  const cause = step && firstCause(step);
  return cause && `rebuilds: ${sayReason(cause, sayLine(plan))} · ${sayPrice(plan.price)}`;
}

/** For a line that cannot be known: `may rebuild: depends on what line 9 produces`. */
export function sayUnknown(plan: CachePlan, step: StepPlan): string | undefined {
  const [cause] = step.because;
  return step.verdict === 'unknown' && cause ? `may rebuild: ${sayReason(cause, sayLine(plan))}` : undefined;
}
