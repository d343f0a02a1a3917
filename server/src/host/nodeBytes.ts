// Knows: files and folders on disk as the image readers want them. A folder never gives out what lies outside of it.
import { open, realpath, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import type { ByteSource, FolderSource } from '../image/port';

/** A file that is open until `close` is called. */
export class FileBytes implements ByteSource {
  private constructor(
    readonly name: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  /** Rejects when the file cannot be opened or is no regular file: a pipe or device would block or never end. */
  static async open(path: string, name = basename(path)): Promise<FileBytes> {
    if (!(await stat(path)).isFile()) throw new Error(`${path} is not a regular file`);
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      return new FileBytes(name, size, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let got = 0;
    while (got < wanted) {
      const { bytesRead } = await this.handle.read(buffer, got, wanted - got, offset + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return buffer.subarray(0, got);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** A folder whose opened files stay open until `close` is called. */
export class FolderBytes implements FolderSource {
  /** By path; promises, so that two who ask at once share one file. */
  readonly #opened = new Map<string, Promise<FileBytes | undefined>>();

  private constructor(
    readonly name: string,
    private readonly root: string,
  ) {}

  static async open(path: string): Promise<FolderBytes> {
    return new FolderBytes(basename(resolve(path)), await realpath(path));
  }

  open(path: string): Promise<FileBytes | undefined> {
    const opened = this.#opened.get(path) ?? this.#open(path);
    this.#opened.set(path, opened);
    return opened;
  }

  async close(): Promise<void> {
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    for (const result of await Promise.allSettled(opened)) {
      if (result.status === 'fulfilled') await result.value?.close();
    }
  }

  async #open(path: string): Promise<FileBytes | undefined> {
    const target = await this.#inside(path);
    return target === undefined ? undefined : FileBytes.open(target, path);
  }

  /** The real path of a regular file below the root; undefined when there is none, or a link leads out. */
  async #inside(path: string): Promise<string | undefined> {
    const parts = path.split('/');
    if (isAbsolute(path) || /[\0\\]/.test(path) || parts.includes('..')) return undefined;
    try {
      const real = await realpath(resolve(this.root, ...parts));
      const below = relative(this.root, real);
      if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return undefined;
      return (await stat(real)).isFile() ? real : undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }
}

/** No such file, a file where a folder should be, or links in a circle: nothing is there to open. */
const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(String(error.code));
