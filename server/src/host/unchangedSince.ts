// Knows: whether the files of a build context are those of a time that is past: nothing that was listed is newer, and no
// folder is, in which something could have been put or removed since.
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { walkTree, type DirectoryNode } from '../context/tree';

/** A larger context takes longer to look at than somebody waits for. */
const MOST_ENTRIES = 20_000;
const AT_ONCE = 64;

/** `also`: files beside it. Times that a program may set count, and those that it cannot (ctime). */
export async function unchangedSince(
  folder: string,
  tree: DirectoryNode,
  also: readonly string[],
  time: number,
): Promise<boolean> {
  const paths = [...also];
  for (const [path] of walkTree(tree)) {
    if (paths.length > MOST_ENTRIES) return false;
    paths.push(join(folder, path));
  }
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const looks = paths.slice(i, i + AT_ONCE).map((path) => isOlder(path, time));
    if ((await Promise.all(looks)).includes(false)) return false;
  }
  return true;
}

const isOlder = (path: string, time: number): Promise<boolean> =>
  lstat(path).then(
    ({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs) < time,
    () => false,
  );
