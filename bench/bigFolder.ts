// Knows: a folder of 100,000 small files to measure with, and which of them a save changes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = 1000;
const FILES = 100;

/** Makes it; tells how many files it has. */
export function makeFolder(folder: string): number {
  for (let i = 0; i < FOLDERS; i++) {
    const path = join(folder, `packages/p${String(i)}/src`);
    mkdirSync(path, { recursive: true });
    for (let j = 0; j < FILES; j++)
      writeFileSync(join(path, `module${String(j)}.js`), `// ${String(i)} ${String(j)}\n`.repeat(60));
  }
  return FOLDERS * FILES;
}

/** Folders in which files are saved: all of them have been when that many files were. */
const SAVED_IN = 200;

/** Another file for each number: first one in each of 200 folders, then the next ones in these. */
export const nthFile = (n: number): string =>
  `packages/p${String((n * 37) % SAVED_IN)}/src/module${String(Math.floor(n / SAVED_IN) % FILES)}.js`;
