// Decompression by the host: right on every shape of stream, clear on damage, small in memory on bombs.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SKIPPABLE, zstdStored } from '../image/archive/support.test';
import { InflateError } from '../image/port';
import { nodePlatform } from './nodePlatform';

const MIB = 1024 * 1024;

async function* chunked(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function inflate(kind: 'gzip' | 'zstd', packed: Uint8Array, size?: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of nodePlatform.inflate(kind, chunked(packed, size))) parts.push(part);
  return Buffer.concat(parts);
}

const faultOf = async (kind: 'gzip' | 'zstd', packed: Uint8Array): Promise<InflateError> => {
  try {
    await inflate(kind, packed);
  } catch (error) {
    assert.ok(error instanceof InflateError, String(error));
    return error;
  }
  return assert.fail('an error was expected');
};

/** tar of two files, `zstd -19`: compressed blocks, a checksum. 30,720 bytes unpacked. */
const REAL_ZSTD = Buffer.from(
  'KLUv/WQAd9UCAEKDCxGgbQwA/IS9raq8Db3x7LtzU6bo6tnTQEU4g2ttsVV/KEL5Gh5LzkSo6rtGRwEQIHArrVYD/fEOxqg4Zh3ACWvC8WqSnALwGUzS+TFvLbClUDgowH7CbdBgRlU=',
  'base64',
);
const REAL_DIGEST = 'sha256:7d4e491a5b91fbafbd4e02e2ded2ec74d9ca79205e2a27e0a3df69056ed50db3';

suite('gzip', () => {
  test('several members, zeros after them, chunks of any size', async () => {
    const packed = Buffer.concat([gzipSync('one '), gzipSync('two '), gzipSync('three'), Buffer.alloc(100)]);
    for (const size of [1, 7, 64 * 1024])
      assert.equal((await inflate('gzip', packed, size)).toString(), 'one two three');
  });

  test('cut short is told from damaged', async () => {
    const packed = gzipSync(Buffer.alloc(100_000, 'abcdefg'));
    assert.equal((await faultOf('gzip', packed.subarray(0, 60))).cutShort, true);
    assert.equal((await faultOf('gzip', Buffer.from(packed).fill(0xff, 30, 60))).cutShort, false);
  });

  test('a failing source is not blamed on the bytes', async () => {
    const failing = async function* () {
      yield await Promise.resolve(gzipSync('x').subarray(0, 5));
      throw new Error('disk');
    };
    for (const kind of ['gzip', 'zstd'] as const) {
      await assert.rejects(
        async () => {
          for await (const part of nodePlatform.inflate(kind, failing())) assert.ok(part);
        },
        kind === 'gzip' ? { message: 'disk' } : InflateError,
      );
    }
  });

  test('who stops reading stops the source', async () => {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const endless = async function* () {
      try {
        for (;;) yield await Promise.resolve(gzipSync(Buffer.alloc(MIB)));
      } finally {
        close();
      }
    };
    let parts = 0;
    for await (const part of nodePlatform.inflate('gzip', endless())) {
      assert.ok(part.length > 0);
      parts++;
      break;
    }
    assert.equal(parts, 1);
    // Were it left open, the test would never end, which its runner tells.
    await closed;
  });
});

suite('zstd', () => {
  test('compressed blocks of a real file, in chunks of any size', async () => {
    for (const size of [1, 13, 1000])
      assert.equal(nodePlatform.sha256(await inflate('zstd', REAL_ZSTD, size)), REAL_DIGEST);
  });

  test('many frames with skippable ones between, as zstd:chunked has them', async () => {
    const frames = Buffer.concat([
      SKIPPABLE,
      REAL_ZSTD,
      SKIPPABLE,
      zstdStored(Buffer.from('tail')),
      REAL_ZSTD,
      SKIPPABLE,
    ]);
    const whole = await inflate('zstd', frames, 50);
    assert.equal(whole.length, 2 * 30_720 + 4);
    assert.equal(whole.subarray(30_720, 30_724).toString(), 'tail');
  });

  test('a frame that says its size and has no window: zstd of three bytes', async () => {
    assert.equal((await inflate('zstd', Buffer.from('28b52ffd200319000078797a', 'hex'))).toString(), 'xyz');
  });

  test('cut anywhere is cut short', async () => {
    for (let length = 1; length < REAL_ZSTD.length; length++) {
      assert.equal((await faultOf('zstd', REAL_ZSTD.subarray(0, length))).cutShort, true, String(length));
    }
  });

  test('what is not zstd, and what needs too much', async () => {
    assert.match((await faultOf('zstd', Buffer.from('no zstd at all'))).message, /not a zstd frame/);
    // Window descriptor 0xf8: 2^41 bytes.
    const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0]);
    assert.match((await faultOf('zstd', window)).message, /window of more than 128 MiB/);
    const single = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
    assert.match((await faultOf('zstd', single)).message, /window of more than 128 MiB/);
    const dictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x38, 7, 1, 0, 0]);
    assert.match((await faultOf('zstd', dictionary)).message, /dictionary/);
    // A block of two mebibytes from four bytes, where 128 KiB is the most.
    const block = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0xfb, 0xff, 0xff, 0]);
    assert.match((await faultOf('zstd', block)).message, /block is damaged/);
  });

  test('changed bytes end in bytes or in a clear error, never in anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(REAL_ZSTD.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const bytes = Buffer.from(REAL_ZSTD);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            await inflate('zstd', bytes);
          } catch (error) {
            assert.ok(error instanceof InflateError, String(error));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a few kilobytes that unpack to a quarter of a gigabyte, in bounded memory', async () => {
    // Blocks that repeat one byte 128 KiB times.
    const blocks = 2048;
    const packed = Buffer.alloc(6 + blocks * 4);
    packed.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
    for (let i = 0; i < blocks; i++) packed.writeUIntLE((131_072 << 3) | 2 | (i === blocks - 1 ? 1 : 0), 6 + i * 4, 3);
    const before = process.memoryUsage().rss;
    let most = 0;
    let total = 0;
    for await (const part of nodePlatform.inflate('zstd', chunked(packed))) {
      total += part.length;
      most = Math.max(most, process.memoryUsage().rss);
    }
    assert.equal(total, 256 * MIB);
    assert.ok(most - before < 150 * MIB, `grew by ${String(Math.round((most - before) / MIB))} MiB`);
  });
});

test('names keep a byte order mark, and what is not UTF-8 is marked', () => {
  assert.equal(nodePlatform.decodeUtf8(Buffer.from('\uFEFFa')), '\uFEFFa');
  assert.equal(nodePlatform.decodeUtf8(Uint8Array.of(0xff)), '\uFFFD');
});
