// Knows: the machine services of the core, answered by Node: hashing, UTF-8, gzip (node:zlib), zstd (fzstd).
import { createHash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Digest } from '../base/digest';
import type { Platform, Sha256Stream } from '../base/platform';
import { InflateError } from '../image/port';
import { unzstd } from './zstd';

// A byte order mark is part of a name; whoever reads JSON takes it off.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const sha256 = (data: Uint8Array): Digest => digestOf(createHash('sha256').update(data).digest('hex'));

export const nodePlatform: Platform = {
  sha256,
  sha256Stream: (): Sha256Stream => {
    const hash = createHash('sha256');
    return {
      update: (data) => {
        hash.update(data);
      },
      end: () => digestOf(hash.digest('hex')),
    };
  },
  decodeUtf8: (data) => decoder.decode(data),
  inflates: new Set(['gzip', 'zstd']),
  inflate: (kind, bytes) => (kind === 'gzip' ? gunzip(bytes) : unzstd(bytes)),
};

const digestOf = (hex: string): Digest => `sha256:${hex}`;

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const unpacked = createGunzip({ chunkSize: 128 * 1024 });
  pipeline(Readable.from(packed, { objectMode: true, highWaterMark: 1 }), unpacked, () => {
    // The error, if any, is thrown by the loop below.
  });
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    throw asInflateError(error);
  }
}

/** zlib's own errors say that the bytes are at fault; all others (a failing disk, a stop) pass unchanged. */
function asInflateError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') ? new InflateError(`gzip: ${(error as Error).message}`, code === 'Z_BUF_ERROR') : error;
}
