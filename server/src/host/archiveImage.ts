// Knows: from a path on disk, a file or a folder, to the image in it.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed } from '../base/outcome';
import type { Outcome } from '../base/outcome';
import { listImageArchive, listImageFolder, readImageArchive, readImageFolder } from '../image/archive/readImage';
import type { ListedImage } from '../image/archive/readImage';
import type { Image } from '../image/model';
import type { ByteSource, FolderSource, ReadOptions } from '../image/port';
import { unreadable } from '../image/problems';
import { FileBytes, FolderBytes } from './nodeBytes';
import { nodePlatform } from './nodePlatform';

/** Reads the image at a path. Never rejects. */
export const openSavedImage = (path: string, options: ReadOptions): Promise<Outcome<Image>> =>
  withSaved(path, options, readImageArchive, readImageFolder);

/** Lists the images at a path, for a person to choose from. Never rejects. */
export const listSavedImages = (path: string, options: ReadOptions): Promise<Outcome<readonly ListedImage[]>> =>
  withSaved(path, options, listImageArchive, listImageFolder);

type Reader<S, T> = (source: S, platform: typeof nodePlatform, options: ReadOptions) => Promise<Outcome<T>>;

async function withSaved<T>(
  path: string,
  given: ReadOptions,
  fromFile: Reader<ByteSource, T>,
  fromFolder: Reader<FolderSource, T>,
): Promise<Outcome<T>> {
  const options = { hostPlatform: hostPlatform(), ...given };
  try {
    const isFolder = (await stat(path)).isDirectory();
    const source = isFolder ? await FolderBytes.open(path) : await FileBytes.open(path);
    try {
      return source instanceof FolderBytes
        ? await fromFolder(source, nodePlatform, options)
        : await fromFile(source, nodePlatform, options);
    } finally {
      await source.close();
    }
  } catch (error) {
    return failed(unreadable(basename(path), error instanceof Error ? error.message : String(error)));
  }
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  ppc64: 'ppc64le',
  mipsel: 'mipsle',
};

/** What containers run as here: Linux on all machines, on their own processor. */
export const hostPlatform = (): string => `linux/${ARCHITECTURES[process.arch] ?? process.arch}`;
