// Fixes applied together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editsTogether } from './fixAll';
import type { RuleFinding } from './rule';

const finding = (at: number, newText: string): RuleFinding => ({
  rule: { id: 'x' } as RuleFinding['rule'],
  severity: 'warning',
  effective: 'warning',
  span: { start: at, end: at },
  message: '',
  fixes: [{ class: 'confirm', title: '', edits: [{ span: { start: at, end: at }, newText }] }],
});

test('of several SHELLs that are the same one is put in: the next round sees who still needs one', () => {
  const line = 'SHELL ["/bin/bash", "-c"]\n';
  const edits = editsTogether([finding(10, line), finding(40, line), finding(70, 'ARG A\n')], ['confirm']);
  assert.deepEqual(
    edits.map(({ span, newText }) => [span.start, newText]),
    [
      [10, line],
      [70, 'ARG A\n'],
    ],
  );
});

test('fixes that touch each other wait for the next round', () => {
  assert.equal(editsTogether([finding(10, 'a'), finding(10, 'b')], ['confirm']).length, 1);
});
