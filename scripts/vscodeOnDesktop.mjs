// @ts-check
// A VS Code with windows: the user's own `code`, else the one that @vscode/test-electron downloads.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, say, step } from './process.mjs';
import { inRepo, repoRoot } from './repo.mjs';
import { which } from './rig/cache.mjs';

/**
 * @typedef {{ what: string, reason: string, open: (folder: string, file: string) => Promise<void> }} Desktop
 * @typedef {{ open?: never, reason: string }} Unavailable
 *   `reason`: one clause that says why it is this one, or why it cannot be
 */

/** Linux without X or Wayland shows no windows; elsewhere we assume that somebody looks. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

/** VS Code refuses root without a folder of its own. @returns {string[]} */
const asRoot = () =>
  process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', inRepo('.cache', 'code-user-data')] : [];

/** @param {string} program @param {string} folder @param {string} file */
async function open(program, folder, file) {
  const files = existsSync(file) ? [file] : [];
  const args = [`--extensionDevelopmentPath=${repoRoot}`, '--new-window', ...asRoot(), folder, ...files];
  const code = await run(program, args);
  if (code !== 0) throw new Error(`${program} ended with exit code ${code}.`);
}

/** The `code` on PATH. On Windows that is a .cmd file, which Node starts through no shell but the program beside it. */
function codeProgram() {
  if (process.platform !== 'win32') return which('code');
  const script = which('code.cmd');
  const program = script === undefined ? undefined : join(dirname(script), '..', 'Code.exe');
  return program !== undefined && existsSync(program) ? program : undefined;
}

/** @returns {Desktop | Unavailable} */
export function desktopVSCode() {
  const program = codeProgram();
  if (program === undefined) return { reason: 'no `code` on the PATH' };
  if (!hasDisplay()) return { reason: 'no display' };
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return { reason: '`code` here belongs to a remote window' };
  return { what: program, reason: '`code` is on the PATH', open: (folder, file) => open(program, folder, file) };
}

/** Downloads VS Code; needs the packages of npm. @returns {Promise<Desktop | Unavailable>} */
export async function downloadedVSCode() {
  if (!hasDisplay()) return { reason: 'no display' };
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    const cachePath = inRepo('.vscode-test');
    const program = await step('Downloading VS Code', say, () =>
      downloadAndUnzipVSCode({ cachePath, timeout: 15_000 }),
    );
    return { what: program, reason: 'downloaded', open: (folder, file) => open(program, folder, file) };
  } catch (error) {
    return { reason: `VS Code could not be downloaded (${error instanceof Error ? error.message : error})` };
  }
}
