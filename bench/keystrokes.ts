// Typing into the middle of a text, letter by letter, with diagnostics after each.
import { cpuSeconds } from './cost';
import type { MeasuredServer } from './servers';

export interface Keystrokes {
  /** Milliseconds from sending the edit to having the diagnostics. */
  readonly p50: number;
  readonly p95: number;
  /** Processor seconds of the server per letter. */
  readonly cpuPerKey: number;
}

const WARM_UP = 20;
const MEASURED = 120;
/** A slow server is measured by fewer letters: the bench is to end. */
const ENOUGH_MS = 10_000;

export async function keystrokes(server: MeasuredServer, text: string): Promise<Keystrokes> {
  await server.open(text);
  await server.diagnosed();
  const lines = text.split('\n');
  const line = lines.findIndex((candidate, i) => i >= lines.length / 2 && candidate.startsWith('RUN cd'));
  const times: number[] = [];
  const started = performance.now();
  let warmUp = WARM_UP;
  let cpu = 0;
  for (let i = 0; i < warmUp + MEASURED; i++) {
    const spent = performance.now() - started;
    if (i < warmUp && spent > ENOUGH_MS / 4) warmUp = i;
    if (times.length > 5 && spent > ENOUGH_MS) break;
    if (i === warmUp) cpu = cpuSeconds(server.pid);
    const at = { line, character: 'RUN '.length + i };
    const began = performance.now();
    await server.edit({ start: at, end: at }, 'x');
    if (i >= warmUp) times.push(performance.now() - began);
  }
  const cpuPerKey = (cpuSeconds(server.pid) - cpu) / Math.max(1, times.length);
  await server.stop();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), cpuPerKey };
}
