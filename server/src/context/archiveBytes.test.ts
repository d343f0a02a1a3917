// Bytes in which no builder finds an archive: of archives of every kind that builders unpack nothing is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { tarOf } from '../image/archive/support.test';
import { isNoArchive } from './archiveBytes';

test('a tar may be one, plain or compressed', async () => {
  const tar = await tarOf([{ name: 'a', data: Buffer.from('text') }]);
  assert.equal(isNoArchive(tar), false);
  assert.equal(isNoArchive(gzipSync(tar)), false);
  // Written with blanks around the checksum, or counted in signed bytes, as old programs do.
  const odd = Buffer.from(tar);
  odd.write('é', 0, 'latin1');
  const signed = [...odd.subarray(0, 512)].reduce(
    (sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte > 127 ? byte - 256 : byte),
    0,
  );
  odd.write(` ${signed.toString(8).padStart(6)} `.slice(0, 8), 148, 'latin1');
  assert.equal(isNoArchive(odd), false);
  for (const magic of ['\x1f\x8b', 'BZh9', '\xfd7zXZ\0', '(\xb5/\xfd', '\x53*M\x18'])
    assert.equal(isNoArchive(Buffer.from(magic, 'latin1')), false, magic);
});

test('text is none, nor are programs, nothing, and a tar that was cut off or changed', async () => {
  const tar = await tarOf([{ name: 'a', data: Buffer.from('text') }]);
  const changed = Buffer.from(tar);
  changed[0] = 0x62;
  for (const bytes of [
    Buffer.from('text\n'.repeat(1000)),
    Buffer.from('\x7fELF'.padEnd(2000, '\0'), 'latin1'),
    Buffer.alloc(0),
    Buffer.alloc(4096),
    tar.subarray(0, 511),
    changed,
    Buffer.from('BZ'),
  ])
    assert.equal(isNoArchive(bytes), true, bytes.toString('latin1', 0, 20));
});

test('any bytes have an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      assert.equal(typeof isNoArchive(bytes), 'boolean');
    }),
  );
});
