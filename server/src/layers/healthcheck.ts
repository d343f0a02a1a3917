// Knows: the history text of HEALTHCHECK, which changed twice (builder-semantics §0, §1.3, §6b.22).
import { flagOf, type PlainInstruction } from '../syntax/model';
import { formatDuration, parseDuration, plainList, quoted, quotedList, quotedRune } from './goFormat';

export interface Healthcheck {
  readonly test: readonly string[];
  /** Interval, timeout, start period, start interval, as Go prints durations. */
  readonly durations: readonly [string, string, string, string];
  readonly retries: number;
}

export function healthcheckOf(instruction: PlainInstruction): Healthcheck {
  const [type, ...command] = instruction.words.map(({ text }) => text);
  if (type?.toUpperCase() === 'NONE') return { test: ['NONE'], durations: ['0s', '0s', '0s', '0s'], retries: 0 };
  const duration = (name: string): string => formatDuration(parseDuration(flagOf(instruction, name)?.value ?? '') ?? 0);
  return {
    test: instruction.json ? ['CMD', ...command] : ['CMD-SHELL', command.join(' ')],
    durations: [duration('interval'), duration('timeout'), duration('start-period'), duration('start-interval')],
    retries: Number(flagOf(instruction, 'retries')?.value ?? '0') || 0,
  };
}

/** `%+v` of the struct: BuildKit from frontend 1.24 on; the classic builder prints a pointer, so with `&`, from 29.5 on. */
export function structText({ test, durations, retries }: Healthcheck): string {
  const [interval, timeout, startPeriod, startInterval] = durations;
  return `{Test:${plainList(test)} Interval:${interval} Timeout:${timeout} StartPeriod:${startPeriod} StartInterval:${startInterval} Retries:${String(retries)}}`;
}

/** `%q` of a pointer to the struct: the older form. StartInterval came with frontend 1.6. */
export function quotedText({ test, durations, retries }: Healthcheck, hasStartInterval: boolean): string {
  const shown = hasStartInterval ? durations : durations.slice(0, 3);
  return `&{${[quotedList(test), ...shown.map(quoted), quotedRune(retries)].join(' ')}}`;
}

/** `%v` of a pointer to the struct: Debian's patched classic builder (builder-semantics §6b.22). */
const plainText = ({ test, durations, retries }: Healthcheck): string =>
  `&{${[plainList(test), ...durations, String(retries)].join(' ')}}`;

/** Every form that some version or distribution prints; a history is compared with all of them. */
export const healthcheckForms = (check: Healthcheck): string[] => [
  structText(check),
  `&${structText(check)}`,
  quotedText(check, true),
  quotedText(check, false),
  plainText(check),
];
