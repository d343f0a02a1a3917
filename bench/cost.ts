// What a process cost: processor seconds from the kernel's own account.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** User and system seconds of a running process; 0 where there is no /proc. */
export function cpuSeconds(pid: number | undefined): number {
  try {
    const fields =
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** Runs a command to its end, three times; the best counts. The shell's `time` has the account of a child that is gone. */
export async function commandCost(argv: readonly string[]): Promise<{ wallMs: number; cpuS: number }> {
  let best = { wallMs: Infinity, cpuS: 0 };
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const child = spawn('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null', 'time', ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await new Promise((resolve) => child.once('close', resolve));
    const wallMs = performance.now() - began;
    const [user = 0, system = 0] = (said.trim().split('\n').pop() ?? '').split(' ').map(Number);
    if (wallMs < best.wallMs) best = { wallMs, cpuS: user + system };
  }
  return best;
}
