// @ts-check
// One installer at a time for each rig: a lock file that names its holder's process; a dead holder's lock is taken over.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './cache.mjs';

/** @param {string} file @returns {number | undefined} the holder's process id; undefined when the lock is free now */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return undefined;
  } catch {
    // Held by somebody, or left behind.
  }
  /** @type {number} */
  let holder;
  try {
    holder = Number(readFileSync(file, 'utf8'));
  } catch {
    return tryLock(file);
  }
  // An empty file is a holder between its open and its write.
  if (holder === 0 || isAlive(holder)) return holder;
  rmSync(file, { force: true });
  return tryLock(file);
}

/**
 * Runs `work` while holding `<target>.lock`. Waits, with one progress line, while another process holds it.
 * @template T
 * @param {string} target @param {import('../process.mjs').Progress} progress @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withLock(target, progress, work) {
  const file = `${target}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  let said = false;
  for (let holder = tryLock(file); holder !== undefined; holder = tryLock(file)) {
    if (!said) progress(`Waiting for process ${holder}, which holds ${file} …`);
    said = true;
    await delay(500);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}
