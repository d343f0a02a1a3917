// Which build of a builder's history a recorded one is: rather none than a wrong one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PastBuild } from '../host/buildHistory';
import { oneThatRan } from './recordHistory';

const at = (second: number): string => new Date(1_800_000_000_000 + second * 1000).toISOString();
const ms = (second: number): number => Date.parse(at(second));
const past = (ref: string, from: number, to?: number): PastBuild => ({
  ref,
  began: at(from),
  ended: to === undefined ? undefined : at(to),
  succeeded: true,
  provenance: undefined,
});
const TOOK = { startedAt: ms(10), endedAt: ms(20) };

const CASES: readonly [string, readonly PastBuild[], number | undefined, string | undefined][] = [
  ['the build in whose time its first step began', [past('a', 1, 9), past('b', 10.5, 19)], ms(10.5), 'b'],
  ['a step is seen to begin a little before its build', [past('b', 10.5, 19)], ms(10.498), 'b'],
  ['of two at a time the one that began with it', [past('a', 8, 30), past('b', 10.5, 19)], ms(10.51), 'b'],
  ['two that began together', [past('a', 10.4, 18), past('b', 10.5, 19)], ms(10.5), undefined],
  ['no times were told: the only one in that time', [past('a', 1, 7), past('b', 10.5, 19)], undefined, 'b'],
  ['no times were told: two in that time', [past('a', 11, 12), past('b', 10.5, 19)], undefined, undefined],
  ['no times were told: one that goes on', [past('a', 11)], undefined, undefined],
  ['none', [past('a', 1, 7)], ms(10.5), undefined],
];
for (const [name, builds, began, ref] of CASES) {
  test(name, () => {
    assert.equal(oneThatRan(builds, began, TOOK)?.ref, ref);
  });
}
