// Knows: the files of a workspace folder on this machine, for the build target resolver. Bounded: a workspace may be a whole
// home folder.
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { isCandidate, type ProjectFiles } from '../project/port';
import type { BakeAnswers } from './bakePrint';

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

export interface NodeProjectOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** buildx's own answer to bake files; absent: it is not asked. */
  readonly bake?: Pick<BakeAnswers, 'print'>;
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
    ...(bake === undefined ? {} : { printBake: (files, targets) => bake.print(files.map(full), targets) }),
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
