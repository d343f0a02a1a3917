// Digests that are remembered by path and look: found again, not found after any change, forgotten when there are too many.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { entryOf, RememberedDigests } from './rememberedDigests';

/** With the byte that stands behind it. */
const digestOf = (text: string): string => `${createHash('sha256').update(text).digest('hex')}01`;

test('many are found again by path and look', () => {
  const digests = new RememberedDigests(1_000_000);
  assert.ok(digests.isEmpty);
  assert.equal(digests.get('f0', 's'), undefined);
  for (let i = 0; i < 20_000; i++) digests.remember(`f${String(i)}`, 's', digestOf(String(i)));
  for (let i = 0; i < 20_000; i++) assert.equal(digests.get(`f${String(i)}`, 's'), digestOf(String(i)));
  assert.equal(digests.get('f0', 't'), undefined);
  assert.equal(digests.get('f20000', 's'), undefined);
  digests.remember('f0', 's', digestOf('new'));
  assert.equal(digests.get('f0', 's'), digestOf('new'));
});

test('what another worker learned', () => {
  const digests = new RememberedDigests(10);
  const learned = Buffer.concat([entryOf('a', '1', digestOf('a')), entryOf('b', '1', digestOf('b'))]);
  digests.rememberAll(new Uint8Array(learned));
  assert.deepEqual([digests.get('a', '1'), digests.get('b', '1')], [digestOf('a'), digestOf('b')]);
});

test('the oldest are forgotten, not those that are asked for', () => {
  const digests = new RememberedDigests(100);
  for (let i = 0; i < 1000; i++) {
    digests.remember(`f${String(i)}`, 's', digestOf(String(i)));
    assert.equal(digests.get('f0', 's'), digestOf('0'));
  }
  assert.equal(digests.get('f900', 's'), undefined);
  assert.equal(digests.get('f999', 's'), digestOf('999'));
});
