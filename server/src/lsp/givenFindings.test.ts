// What the editor was given, and when its first answer is out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleFinding } from '../lint/rule';
import { GivenFindings } from './givenFindings';

const finding = (message: string): RuleFinding =>
  ({ rule: { id: 'a' }, span: { start: 0, end: 1 }, message }) as unknown as RuleFinding;

test('there is news only for an editor that has findings, and only when others are known now', () => {
  let now: readonly RuleFinding[] = [finding('one')];
  const given = new GivenFindings(() => now);
  assert.equal(given.areNew('a'), false);
  given.give('a');
  now = [finding('one')];
  assert.equal(given.areNew('a'), false);
  now = [finding('two')];
  assert.equal(given.areNew('a'), true);
  assert.equal(given.areNew('b'), false);
  given.forget('a');
  assert.equal(given.areNew('a'), false);
});

test('the first answer is out once one was given, whichever document it was for', async () => {
  const given = new GivenFindings(() => []);
  let isOut = false;
  const waiting = given.first.then(() => (isOut = true));
  await Promise.resolve();
  assert.equal(isOut, false);
  given.give('a');
  await waiting;
  assert.equal(isOut, true);
});

test('an editor that asks for no findings is not waited for', async () => {
  const given = new GivenFindings(() => []);
  given.begin();
  // The timer alone does not keep a process alive.
  const alive = setInterval(() => undefined, 1000);
  await given.first;
  clearInterval(alive);
});
