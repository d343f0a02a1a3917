// @ts-check
// A Chromium to drive: one that is installed, or Debian's.
import { existsSync } from 'node:fs';
import { say } from '../process.mjs';
import { aptInstall } from './apt.mjs';
import { which } from './cache.mjs';
import { RigUnavailable } from './unavailable.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC_AND_WINDOWS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  `${process.env.PROGRAMFILES ?? ''}\\Google\\Chrome\\Application\\chrome.exe`,
];

/** What a headless Chromium needs on a machine without GPU, sandbox and network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {Promise<string | undefined>} the browser that `npx playwright install chromium` made, if it is there */
async function playwrightOwn() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : undefined;
}

/** @returns {string | undefined} */
function findInstalled() {
  const asked = process.env.LAYERLENS_CHROMIUM;
  if (asked !== undefined) return asked;
  const onPath = PROGRAMS.map((name) => which(name)).find((path) => path !== undefined);
  return onPath ?? MAC_AND_WINDOWS.find((path) => existsSync(path));
}

/**
 * @param {{ progress?: import('../process.mjs').Progress }} [options] @returns {Promise<string>} path of the program
 * @throws {RigUnavailable} when there is none and it cannot be installed.
 */
export async function ensureChromium({ progress = say } = {}) {
  const installed = findInstalled() ?? (await playwrightOwn().catch(() => undefined));
  if (installed !== undefined) return installed;
  try {
    await aptInstall(['chromium', 'fonts-dejavu-core'], { progress });
  } catch (error) {
    throw new RigUnavailable('no Chromium or Chrome found, and it could not be installed', { cause: error });
  }
  const path = findInstalled();
  if (path === undefined) throw new RigUnavailable('no Chromium or Chrome found');
  return path;
}
