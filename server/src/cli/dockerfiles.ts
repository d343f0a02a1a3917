// Knows: which files below a folder are Dockerfiles, by name. Links are not followed.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Misuse } from './failure';
import { reason } from './io';

const NAMES = /^(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.(?:Dockerfile|Containerfile))$/i;
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

export const isDockerfileName = (name: string): boolean =>
  NAMES.test(name) && !/\.(?:dockerignore|containerignore)$/i.test(name);

/** Sorted paths below `folder`. */
export async function findDockerfiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Misuse(`Cannot read ${folder}: ${reason(error)}.`);
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(...(await findDockerfiles(path)));
    else if (entry.isFile() && isDockerfileName(entry.name)) found.push(path);
  }
  return found;
}
