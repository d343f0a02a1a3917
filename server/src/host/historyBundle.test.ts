// Bundles of builds: what is told of each, and what damaged ones tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundleOf } from '../../test/support/historyBundle';
import { tarOf } from '../image/archive/support.test';
import { provenancesIn } from './historyBundle';

async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield Promise.resolve(bytes.subarray(at, at + 100));
}

test('one provenance for each build; of a build with none or several nothing is told', async () => {
  const tar = await bundleOf({ one: [{ n: 1 }], two: [{ n: 2 }], none: [], both: [{ n: 3 }, { n: 4 }] });
  const told = await provenancesIn(chunks(gzipSync(tar)));
  assert.deepEqual(
    [...told],
    [
      ['one', { n: 1 }],
      ['two', { n: 2 }],
    ],
  );
});

test('what is cut short, no gzip, or no bundle, says so or tells nothing', async () => {
  const packed = gzipSync(await bundleOf({ one: [{ n: 1 }] }));
  await assert.rejects(provenancesIn(chunks(packed.subarray(0, packed.length >> 1))));
  await assert.rejects(provenancesIn(chunks(Buffer.from('ERROR: unknown command'))));
  assert.equal((await provenancesIn(chunks(gzipSync(await tarOf([{ name: 'a', data: 'b' }]))))).size, 0);
  const strange = await tarOf([
    { name: 'index.json', data: '{"manifests":[{"digest":7},null,{"digest":"sha256:0"}]}' },
  ]);
  assert.equal((await provenancesIn(chunks(gzipSync(strange)))).size, 0);
});
