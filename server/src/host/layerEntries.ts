// Knows: what the archive of one layer says of each of its entries, with digests of their contents, and the digest of the
// archive itself. Comes as a stream, packed or not; holds no file whole.
import { setImmediate } from 'node:timers/promises';
import type { Digest } from '../base/digest';
import { DETECT_BYTES, detect } from '../image/archive/detect';
import { scanTar, type TarType } from '../image/tar';
import { StreamInput } from '../image/tarInput';
import { nodePlatform } from './nodePlatform';

export const decodeUtf8 = (bytes: Uint8Array): string => nodePlatform.decodeUtf8(bytes);

export interface FoundEntry {
  /** From the root of the image, without a leading slash; empty: the root. */
  readonly path: string;
  readonly kind: TarType;
  /** 07777 */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Of a file's bytes; absent where more counts than bytes and header, such as a capability. */
  readonly digest?: Digest;
  /** Of a link. */
  readonly target?: string;
}

export interface FoundLayer {
  /** Digest of the unpacked archive, as an image's config names the layer. */
  readonly diffId: Digest;
  readonly entries: readonly FoundEntry[];
}

/** After so many bytes others have their turn: an editor's server reads images too. */
const SLICE_BYTES = 1024 * 1024;

export interface LayerLimits {
  /** Asked before each entry, with the bytes of its contents; false: enough. */
  goOn(bytes: number): boolean;
}

/** Undefined: it is no layer, cannot be read to its end, or is more than was wanted. */
export async function readLayer(
  packed: AsyncIterable<Uint8Array>,
  limits: LayerLimits,
): Promise<FoundLayer | undefined> {
  const outer = new StreamInput(packed);
  const kind = detect(await outer.peek(DETECT_BYTES));
  if (kind !== 'tar' && kind !== 'empty-tar' && kind !== 'gzip' && kind !== 'zstd') return undefined;
  const bytes = outer.body(Number.MAX_SAFE_INTEGER);
  const whole = nodePlatform.sha256Stream();
  const input = new StreamInput(hashed(kind === 'gzip' || kind === 'zstd' ? nodePlatform.inflate(kind, bytes) : bytes));
  const entries: FoundEntry[] = [];
  const end = await scanTar(
    input,
    decodeUtf8,
    async (entry) => {
      if (!limits.goOn(entry.dataBytes)) return false;
      const { type, mode, uid, gid, size, linkName } = entry;
      const path = entry.name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
      let digest: Digest | undefined;
      if (type === 'file') {
        const hash = nodePlatform.sha256Stream();
        for await (const part of input.body(entry.dataBytes)) hash.update(part);
        // Of a sparse file the archive has other bytes than the file.
        if (!entry.hasAttributes && entry.dataBytes === size) digest = hash.end();
      }
      const isLink = type === 'symlink' || type === 'hardlink';
      entries.push({
        ...{ path: path === '.' ? '' : path, kind: type, mode, uid, gid, size },
        ...(digest !== undefined && { digest }),
        ...(isLink && { target: linkName }),
      });
      return true;
    },
    { owners: true },
  );
  if (end.kind !== 'complete') return undefined;
  await input.drain();
  await outer.drain();
  return { diffId: whole.end(), entries };

  async function* hashed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    let since = 0;
    for await (const chunk of chunks) {
      whole.update(chunk);
      yield chunk;
      since += chunk.length;
      if (since < SLICE_BYTES) continue;
      since = 0;
      await setImmediate();
    }
  }
}
