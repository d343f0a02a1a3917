// The words for reasons and prices, as product pages promise them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, type Project } from '../../test/support/cacheBuild';
import type { CacheReason } from './because';
import { sayFirstMiss, sayPrice, sayReason, sayReasons, saySeconds, sayUnknown } from './words';

const NODE: Project = {
  dockerfile: 'FROM node AS build\nCOPY package.json .\nRUN npm ci\nFROM node\nCOPY --from=build /out /out\n',
  files: { 'package.json': '{}' },
};

test('on the first line that misses, and on one that cannot be known', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  const plan = builder.plan({ ...NODE, files: { 'package.json': '{"a":1}' } });
  const price = { steps: 4, unknownSteps: 0, seconds: 48, bytes: null, unpriced: 0 };
  assert.equal(sayFirstMiss({ ...plan, price }), 'rebuilds: package.json changed · 4 steps, ≈ 48 s');
  const last = plan.steps.at(-1);
  assert.equal(last && sayUnknown(plan, last), 'may rebuild: depends on what line 3 produces');
  assert.equal(sayFirstMiss(builder.plan(NODE)), undefined);
});

test('prices and times', () => {
  const price = (steps: number, seconds: number | null, unpriced = 0): string =>
    sayPrice({ steps, seconds, unpriced, unknownSteps: 0, bytes: null });
  assert.equal(price(1, 0.04), '1 step, < 0.1 s');
  assert.equal(price(2, null), '2 steps');
  assert.equal(price(3, 61, 1), '3 steps, ≈ 1 min 1 s and 1 of unknown length');
  assert.equal(price(0, 0), '0 steps');
  assert.deepEqual([0, 1.25, 9.96, 59.4, 120, null].map(saySeconds), [
    '< 0.1 s',
    '≈ 1.3 s',
    '≈ 10 s',
    '≈ 59 s',
    '≈ 2 min',
    '',
  ]);
});

test('every reason is one short clause', () => {
  const before = 'x'.repeat(500);
  const reasons: CacheReason[] = [
    { kind: 'file-added', path: 'a' },
    { kind: 'more-files', count: 7 },
    { kind: 'instruction-changed', before, after: 'b' },
    { kind: 'arg-changed', name: 'V', before: '1', after: '2' },
    { kind: 'env-changed', name: 'V', after: before },
    { kind: 'env-changed', name: 'V', before },
    { kind: 'user-changed', before: '', after: 'node' },
    { kind: 'network-changed', before: '', after: 'none' },
    { kind: 'base-changed', reference: 'node:22' },
    { kind: 'source-missed', step: 3 },
    { kind: 'no-cache' },
    { kind: 'not-read' },
    { kind: 'remote-unknown', url: `https://${before}` },
  ];
  for (const reason of reasons) {
    const said = sayReason(reason, (step) => `line ${String(step)}`);
    assert.ok(said.length > 0 && said.length < 120, said);
    assert.doesNotMatch(said, /[.!]$/);
  }
  assert.equal(sayReason({ kind: 'arg-changed', name: 'V', before: '1', after: '2' }, String), 'V changed: 1 → 2');
  assert.equal(
    sayReason({ kind: 'network-changed', before: '', after: 'none' }, String),
    'the network changed: default → none',
  );
  assert.match(sayReasons({ because: reasons }, String), /; and 10 more$/);
});
