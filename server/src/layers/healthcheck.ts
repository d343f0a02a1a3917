// Knows: the history text of HEALTHCHECK, which changed twice (builder-semantics §0, §1.3, §6b.22).
import { flagOf, type PlainInstruction } from '../syntax/model';
import { formatDuration, parseDuration, plainList, quoted, quotedList, quotedRune } from './goFormat';

interface Healthcheck {
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

/**
 * The same healthcheck in any of the forms that builders and their distributors print, brought to one: words only.
 * For comparing a prediction with a history whose engine was patched.
 */
export const healthcheckWords = (text: string): string =>
  text
    .replace(/\b(?:Test|Interval|Timeout|StartPeriod|StartInterval|Retries):/g, '')
    .replace(/'\\x([0-9a-f]{2})'/g, (_, hex: string) => String(parseInt(hex, 16)))
    .replace(/'\\?(.)'}$/, (_, char: string) => `${String({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }[char] ?? char.codePointAt(0))}}`)
    .replace(/[&{}[\]"]/g, '')
    .replace(/\\(.)/g, '$1');
