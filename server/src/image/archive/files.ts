// Knows: the files of a saved image by path, whether they lie in a folder, an archive, or came by once in a stream.
import { LIMITS } from '../limits';
import type { ByteSource } from '../port';
import { scanLayer } from './layer';
import type { LayerScan } from './layer';
import type { Reading } from './reading';

export interface ImageFiles {
  /** The contents of a small file; undefined when it is not there, `too-large` when it is no small file. */
  small(path: string): Promise<Uint8Array | 'too-large' | undefined>;
  /** Stored size of a file; undefined when it is not there. */
  size(path: string): Promise<number | undefined>;
  /** Measures a layer file; undefined when it is not there. `onRead` hears the position in the stored file. */
  layer(path: string, onRead: (position: number) => void): Promise<LayerScan | undefined>;
}

/** Files that can be opened and read at any place. */
export class OpenFiles implements ImageFiles {
  constructor(
    private readonly open: (path: string) => Promise<ByteSource | undefined>,
    private readonly reading: Reading,
  ) {}

  async small(path: string): Promise<Uint8Array | 'too-large' | undefined> {
    this.reading.check();
    const file = await this.open(path);
    if (file === undefined) return undefined;
    return file.size > LIMITS.jsonBytes ? 'too-large' : file.read(0, file.size);
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.open(path))?.size;
  }

  async layer(path: string, onRead: (position: number) => void): Promise<LayerScan | undefined> {
    this.reading.check();
    const file = await this.open(path);
    if (file === undefined) return undefined;
    const scan = await scanLayer(file, this.reading, onRead);
    onRead(file.size);
    return scan;
  }
}
