// The words of problems: parts of sizes in one unit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partOf } from './problems';

test('both sizes are in the unit of the whole', () => {
  assert.equal(partOf(1_234_567, 4_000_000), '1.2 of 4.0 MB');
  assert.equal(partOf(0, 4_000_000), '0.0 of 4.0 MB');
  assert.equal(partOf(40, 300), '40 of 300 B');
  assert.equal(partOf(999, 1_500), '1.0 of 1.5 kB');
  assert.equal(partOf(2_000_000, 3_200_000_000), '0.0 of 3.2 GB');
});
