// @ts-check
// Child programs: argv arrays only, long ones with a heart-beat line, all of them gone when we are.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** @typedef {(line: string) => void} Progress  Gets one line of text for people. */
/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions */

/** Progress goes to stderr: stdout is for data. @type {Progress} */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** Exit codes of a program that a signal ended, as shells count them. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** Children that lead a process group: installers, whose compilers would go on writing after them. */
const leaders = new WeakSet();
let watching = false;

/** A signal ends Node without its `exit` event, and so without ending our children. A program's own handler goes first. */
export function endOnSignals() {
  if (watching) return;
  watching = true;
  for (const [signal, code] of Object.entries(SIGNAL_CODES)) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
  }
  process.on('exit', () => running.forEach(endTree));
}

/** Ends a child, and what it started when it has a process group of its own. @param {import('node:child_process').ChildProcess} child */
function endTree(child) {
  try {
    if (child.pid !== undefined && leaders.has(child)) process.kill(-child.pid, 'SIGTERM');
    else child.kill('SIGTERM');
  } catch {
    // It has ended already.
  }
}

/** @param {number} ms  e.g. `4 s`, `2 min 05 s` */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnOptions} options */
function start(command, args, options) {
  endOnSignals();
  const child = spawn(command, args, options);
  running.add(child);
  if (options.detached === true) leaders.add(child);
  /** @type {Promise<number>} */
  const exit = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? (signal === 'SIGINT' ? SIGNAL_CODES.SIGINT : SIGNAL_CODES.SIGTERM));
    });
  });
  return { child, exit };
}

/**
 * Runs a program on our own terminal. @returns {Promise<number>} its exit code; rejects only when it cannot be started.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export function run(command, args, options = {}) {
  return start(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }).exit;
}

/**
 * Runs a program whose output is returned, and shown as it comes; `late`: when it has ended, so that it does not mix with
 * that of what runs beside it.
 * @param {string} command @param {readonly string[]} args @param {RunOptions & { late?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr in the order in which they came
 */
export async function runAndKeep(command, args, { late = false, ...options } = {}) {
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const env = { ...(options.env ?? process.env), ...colour };
  const { child, exit } = start(command, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (/** @type {NodeJS.WriteStream} */ to) => (/** @type {string} */ text) => {
    output += text;
    if (!late) to.write(text);
  };
  child.stdout?.setEncoding('utf8').on('data', keep(process.stdout));
  child.stderr?.setEncoding('utf8').on('data', keep(process.stderr));
  const code = await exit;
  if (late) process.stdout.write(output);
  return { code, output };
}

/**
 * Runs a program silently. @returns {Promise<{ code: number, output: string }>} code 127 when it cannot be started
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 */
export async function capture(command, args, options = {}) {
  const { child, exit } = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (/** @type {string} */ text) => void (output += text);
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  return exit.then(
    (code) => ({ code, output }),
    (error) => ({ code: 127, output: String(error) }),
  );
}

/**
 * Says that a step starts, that it still runs (every ten seconds), and how long it took.
 * @template T
 * @param {string} label @param {Progress} progress @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function step(label, progress, work) {
  const began = Date.now();
  progress(`${label} …`);
  const beat = setInterval(() => progress(`${label}: still busy after ${duration(Date.now() - began)}`), 10_000);
  try {
    const result = await work();
    progress(`${label}: done in ${duration(Date.now() - began)}`);
    return result;
  } finally {
    clearInterval(beat);
  }
}

/**
 * Runs a long program whose output goes to a log file. Throws with the log's last lines when it fails.
 * @param {string} command @param {readonly string[]} args
 * @param {RunOptions & { label: string, log: string, progress: Progress }} options
 */
export async function runLogged(command, args, { label, log, progress, ...options }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  try {
    await step(label, progress, async () => {
      const detached = process.platform !== 'win32';
      const code = await start(command, args, { ...options, detached, stdio: ['ignore', file, file] }).exit;
      if (code === 0) return;
      const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
      throw new Error(`${basename(command)} ${args[0] ?? ''} failed with exit code ${code}; log: ${log}\n${tail}`);
    });
  } finally {
    closeSync(file);
  }
}

/**
 * Starts a program that works for us beside what we do; it ends with us. Its verdict is in its log.
 * @param {string} command @param {readonly string[]} args @param {RunOptions & { log: string }} options
 */
export function runInBackground(command, args, { log, ...options }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  const { child, exit } = start(command, args, { ...options, stdio: ['ignore', file, file] });
  closeSync(file);
  child.unref();
  exit.catch((error) => say(`${basename(command)} could not be started: ${error}`));
}

/** The end of a program: its error as a sentence, without a stack, and exit code 1. @param {Promise<unknown>} work */
export function reportFailure(work) {
  return work.catch((/** @type {unknown} */ error) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}

/** How to call npm: the one that runs us, else the one on PATH. @returns {{ command: string, args: string[] }} */
export function npmProgram() {
  const path = process.env.npm_execpath;
  if (path !== undefined && basename(path) === 'npm-cli.js') return { command: process.execPath, args: [path] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
