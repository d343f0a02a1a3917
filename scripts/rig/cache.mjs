// Where test rigs live on disk, and the few things every rig needs: run a command, say what is going on, wait for a
// socket, find a free port. Knows nothing of engines.
// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { say, step } from '../process.mjs';
import { rigsFolder } from '../repo.mjs';

/** A command ended with another exit code than 0. `output` is the end of what it printed. */
export class CommandFailed extends Error {
  /** @param {readonly string[]} argv @param {number | null} code @param {string} output */
  constructor(argv, code, output) {
    super(`${argv.join(' ')} ended with ${code ?? 'a signal'}\n${output}`);
    this.name = 'CommandFailed';
    this.code = code;
    this.output = output;
  }
}

/** The folder that holds all rigs; made when missing. Set `LAYERLENS_RIGS` to share it between checkouts. */
export function rigsDir() {
  const dir = resolve(rigsFolder);
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** One line of progress for the person who waits. @param {string} text */
export const note = (text) => say(`rig: ${text}`);

/**
 * @typedef {object} RunOptions
 * @property {string} [label]  for long commands: progress lines while it runs
 * @property {string} [log]    file that gets all output as well
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [check] false: do not throw when the exit code is not 0
 * @property {AbortSignal} [signal]
 */

/**
 * Runs a command given as a list of words; no shell ever sees them.
 * @param {readonly string[]} argv
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function run(argv, options = {}) {
  return options.label ? step(options.label, note, () => start(argv, options)) : start(argv, options);
}

/** @param {readonly string[]} argv @param {RunOptions} options */
async function start(argv, options) {
  const [command, ...args] = argv;
  if (command === undefined) throw new Error('run() needs a command');
  const log = options.log ? createWriteStream(options.log, { flags: 'a' }) : undefined;
  log?.write(`$ ${argv.join(' ')}\n`);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
  });
  /** @type {Buffer[]} */ const stdout = [];
  /** @type {Buffer[]} */ const stderr = [];
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (stdout.push(chunk), log?.write(chunk)));
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (stderr.push(chunk), log?.write(chunk)));
  /** @type {number | null} */
  const code = await new Promise((done, fail) => child.on('error', fail).on('close', done));
  await new Promise((done) => (log ? log.end(done) : done(undefined)));
  const result = { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  if (code !== 0 && options.check !== false) throw new CommandFailed(argv, code, tail(result.stderr + result.stdout));
  return result;
}

/** The end of a long output, where the error stands. @param {string} text @param {number} [length] */
export function tail(text, length = 4000) {
  return text.length <= length ? text : `…${text.slice(-length)}`;
}

/** Full path of a program on PATH, or undefined. @param {string} name @param {string} [path] */
export function which(name, path = process.env['PATH'] ?? '') {
  const dirs = [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return dirs.map((dir) => join(dir, name)).find((file) => existsSync(file));
}

/**
 * Waits until something accepts connections: a unix socket path or a loopback port. The one place that polls.
 * @param {string | number} address
 * @param {{ deadlineMs: number, stillAlive?: () => string | undefined }} options
 *   `stillAlive` answers the reason why waiting is pointless, once there is one
 */
export async function waitForSocket(address, { deadlineMs, stillAlive }) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    if (await accepts(address)) return;
    const dead = stillAlive?.();
    if (dead) throw new Error(`nothing will listen on ${address}: ${dead}`);
    if (Date.now() > deadline) throw new Error(`nothing listens on ${address} after ${deadlineMs} ms`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** @param {string | number} address @returns {Promise<boolean>} */
function accepts(address) {
  return new Promise((done) => {
    const socket = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address);
    socket.on('connect', () => (socket.destroy(), done(true))).on('error', () => done(false));
  });
}

/** Does a process with this id exist? @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
