// Knows: the files of a workspace folder on this machine, for the build target resolver, and buildx's own answer to bake
// files. Bounded: a workspace may be a whole home folder.
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Programs } from '../engine/programs';
import type { CancelSignal } from '../base/platform';
import { isCandidate, type ProjectFiles } from '../project/port';

/** Folders of dependencies and of what was built: nobody writes how an image is built in there. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'vendor',
  'dist',
  'out',
  'target',
  '.venv',
  'venv',
  '__pycache__',
  '.cache',
  '.terraform',
  '.next',
  '.gradle',
  'bower_components',
]);
const DEEPEST = 8;
const MOST_FOLDERS = 5_000;
const MOST_CANDIDATES = 2_000;
const MOST_BYTES = 1_000_000;
const BAKE_TIMEOUT_MS = 10_000;

export interface NodeProjectOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Given only where the workspace is trusted: bake files may read files and the environment. */
  readonly bake?: { readonly programs: Programs; readonly signal: CancelSignal };
  /** With the calls that wait, which take a fifth of the time: for programs that have nothing else to do. */
  readonly waits?: boolean;
}

/** `root` is the absolute path of the workspace folder. */
export function nodeProject(root: string, { env, bake, waits = false }: NodeProjectOptions): ProjectFiles {
  const full = (path: string): string => (isAbsolute(path) ? path : join(root, path));
  return {
    root: root.replaceAll('\\', '/'),
    list: () => listCandidates(root, waits),
    read: async (path) => {
      try {
        if (waits) return statSync(full(path)).size > MOST_BYTES ? undefined : readFileSync(full(path), 'utf8');
        const { size } = await stat(full(path));
        return size > MOST_BYTES ? undefined : await readFile(full(path), 'utf8');
      } catch {
        return undefined;
      }
    },
    exists: (path) =>
      stat(full(path)).then(
        () => true,
        () => false,
      ),
    env: (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
    ...(bake === undefined ? {} : { printBake: (files, targets) => printBake(bake, files.map(full), targets) }),
  };
}

/** Breadth first, so that what is near the top is found even where there is too much. */
async function listCandidates(root: string, waits: boolean): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = [''];
  let left = MOST_FOLDERS;
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of folders) {
      if (--left < 0 || found.length >= MOST_CANDIDATES) return found;
      const entries = waits
        ? entriesNow(join(root, folder))
        : await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        // A link to a folder is not entered: it may lead round in circles.
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) below.push(path);
        else if ((entry.isFile() || entry.isSymbolicLink()) && isCandidate(path)) found.push(path);
      }
    }
    folders = below;
  }
  return found.slice(0, MOST_CANDIDATES);
}

function entriesNow(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Undefined when there is no buildx, it takes too long or refuses: the reader's own answer then stands. */
async function printBake(
  { programs, signal }: NonNullable<NodeProjectOptions['bake']>,
  files: readonly string[],
  targets: readonly string[],
): Promise<string | undefined> {
  if (targets.length === 0) return undefined;
  // Programs run in the home folder, so the files are absolute; the answer's paths are as the files have them.
  const end = await programs.run({
    program: 'docker',
    args: ['buildx', 'bake', '--print', ...files.flatMap((file) => ['-f', file]), '--', ...targets],
    signal,
    timeoutMs: BAKE_TIMEOUT_MS,
    maxOutputBytes: MOST_BYTES,
  });
  return end.kind === 'exited' && end.code === 0 ? end.stdout : undefined;
}
