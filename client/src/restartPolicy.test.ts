import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestartPolicy } from './restartPolicy';

const MINUTE = 60_000;

test('the fourth crash within three minutes is the last', () => {
  const policy = new RestartPolicy();
  assert.deepEqual(
    [0, 1000, 2000, 3000].map((time) => policy.mayRestart(time)),
    [true, true, true, false],
  );
});

test('old crashes are forgotten', () => {
  const policy = new RestartPolicy();
  for (const time of [0, 1 * MINUTE, 2 * MINUTE]) assert.equal(policy.mayRestart(time), true);
  assert.equal(policy.mayRestart(2.5 * MINUTE), false);
  assert.equal(policy.mayRestart(3 * MINUTE), true, 'the first of the three is three minutes old');
  assert.equal(
    policy.mayRestart(3.5 * MINUTE),
    false,
    'a refusal does not use up a restart, but the window still holds three',
  );
});

test('asking for a new start begins the count again', () => {
  const policy = new RestartPolicy();
  for (let time = 0; time < 4; time++) policy.mayRestart(time);
  policy.reset();
  assert.equal(policy.mayRestart(5), true);
});
