// Knows: which saved images lie in a folder, by their names. The folder itself only; links are not followed.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** More than these are not looked at: a folder full of archives is no place where one belongs to a Dockerfile. */
const MOST_ARCHIVES = 20;

/** Paths of `*.tar`, `*.tar.gz`, `*.tgz`, `*.tar.zst`, newest first; empty when the folder cannot be read. */
export async function archivesBeside(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isFile() && /\.(?:tar|tar\.gz|tgz|tar\.zst)$/i.test(entry.name))
    .slice(0, MOST_ARCHIVES);
  const dated = await Promise.all(
    names.map(async ({ name }) => ({ path: join(folder, name), time: await modified(join(folder, name)) })),
  );
  return dated.sort((a, b) => b.time - a.time).map(({ path }) => path);
}

const modified = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
