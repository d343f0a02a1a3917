// Knows: the names and numbers of signals that STOPSIGNAL takes (moby/sys: signal/signal_linux.go).

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );
const OTHER_NAMES = new Set(['CLD', 'IOT', 'POLL']);
const [RTMIN, RTMAX] = [34, 64];
/** Real-time signals are counted from both ends; up to here from the lower one. */
const MIDDLE = 49;

const realTime = (number: number): string => {
  if (number === RTMIN) return 'RTMIN';
  if (number === RTMAX) return 'RTMAX';
  return number <= MIDDLE ? `RTMIN+${String(number - RTMIN)}` : `RTMAX-${String(RTMAX - number)}`;
};

/** `SIGTERM` for `15`, `term`, `SIGTERM`; undefined for what is no signal. */
export function signalName(text: string): string | undefined {
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    const name = number >= RTMIN && number <= RTMAX ? realTime(number) : NAMES[number - 1];
    return name === undefined ? undefined : `SIG${name}`;
  }
  const name = text.toUpperCase().replace(/^SIG/, '');
  const [, end, distance] = /^(RTMIN\+|RTMAX-)([1-9]\d?)$/.exec(name) ?? [];
  const most = end === 'RTMIN+' ? MIDDLE - RTMIN : RTMAX - MIDDLE - 1;
  const isKnown =
    NAMES.includes(name) || OTHER_NAMES.has(name) || name === 'RTMIN' || name === 'RTMAX' || Number(distance) <= most;
  return isKnown ? `SIG${name}` : undefined;
}
