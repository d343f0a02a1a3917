import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { difference } from './difference';

const LONG = 'abcdefgh'.repeat(400);
const CASES: readonly (readonly [string, string, readonly [number, number, number]])[] = [
  ['same', 'same', [4, 0, 0]],
  ['', 'x', [0, 0, 1]],
  ['aa', 'aaa', [2, 0, 1]],
  ['one two', 'one', [3, 4, 0]],
  ['one two three', 'one 2 three', [4, 3, 1]],
  [LONG, `${LONG.slice(0, 1500)}X${LONG.slice(1500)}`, [1500, 0, 1]],
];
for (const [before, after, [start, removed, inserted]] of CASES)
  test(`${before.slice(0, 20)} to ${after.slice(0, 20)}`, () => {
    assert.deepEqual(difference(before, after), { start, removed, inserted });
  });

test('putting what was inserted where it says gives the text after', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (front, old, now, back) => {
      const [before, after] = [front.repeat(40) + old + back.repeat(40), front.repeat(40) + now + back.repeat(40)];
      const { start, removed, inserted } = difference(before, after);
      assert.ok(removed <= old.length && inserted <= now.length, 'it is no longer than the edit');
      assert.equal(
        before.slice(0, start) + after.slice(start, start + inserted) + before.slice(start + removed),
        after,
      );
    }),
  );
});
