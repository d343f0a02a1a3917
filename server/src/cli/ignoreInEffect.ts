// Knows: which ignore file counts for a build: the first of the candidates that is there.
import { readFile } from 'node:fs/promises';
import { EMPTY_IGNORE_FILE, parseIgnoreFile, type IgnoreFile } from '../context/ignoreFile';
import { Misuse } from './failure';
import { reason } from './io';

export interface FoundIgnoreFile {
  readonly path: string | undefined;
  readonly file: IgnoreFile;
}

/** Throws Misuse for one that is there and cannot be read. */
export async function ignoreFileInEffect(paths: readonly string[]): Promise<FoundIgnoreFile> {
  for (const path of paths) {
    try {
      return { path, file: parseIgnoreFile(await readFile(path, 'utf8')) };
    } catch (error) {
      // Without the one that is there everything would seem to be sent.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ENOTDIR')
        throw new Misuse(`Cannot read ${path}: ${reason(error)}.`);
    }
  }
  return { path: undefined, file: EMPTY_IGNORE_FILE };
}
