// Knows: what the two kinds of archive lists agree on: images with names, their platforms, and where their files are.
import type { Digest } from '../../base/digest';
import { parseJson } from '../json';
import { damaged } from '../problems';
import type { ImageFiles } from './files';
import { Stop } from './reading';
import type { Reading } from './reading';

export interface LayerFile {
  readonly path: string;
  readonly digest?: Digest;
  /** Stored size as the manifest has it. */
  readonly size?: number;
}

/** One image for one platform. */
export interface Variant {
  /** `linux/arm64/v8`; absent when only the config knows. */
  readonly platform?: string;
  readonly configPath: string;
  /** Digest of the config file, when a manifest gives it. */
  readonly configDigest?: Digest;
  readonly layers: readonly LayerFile[];
}

export interface FoundImage {
  readonly names: readonly string[];
  /** At least one. */
  readonly variants: readonly Variant[];
}

/** The value of a JSON file; undefined when it is not there or is no JSON. Stops when it is far too large. */
export async function readJson(files: ImageFiles, path: string, reading: Reading): Promise<unknown> {
  const bytes = await files.small(path);
  if (bytes === 'too-large') throw new Stop(damaged(reading.name, `${path} is too large`));
  return bytes && parseJson(reading.decode(bytes));
}
