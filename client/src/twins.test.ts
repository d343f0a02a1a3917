// What is hidden beside other extensions: twins by their codes on the same lines, and syntax errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNews, type Neighbourhood, type Ours, type Shown } from './twins';

const OURS: Ours = { twins: ['hadolint/DL3009', 'trivy/DS-0017'], syntax: false, startLine: 3, endLine: 4 };
const other = (code: string, line = 3, more: Partial<Shown> = {}): Shown => ({
  source: 'other',
  code,
  startLine: line,
  endLine: line,
  isError: false,
  ...more,
});
const isShown = (others: readonly Shown[], more: Partial<Neighbourhood> = {}, ours: Partial<Ours> = {}): boolean =>
  isNews({ ...OURS, ...ours }, { others, someoneParses: false, hidesTwins: true, syntaxErrors: 'auto', ...more });

test('a twin on one of the lines hides ours, other checks and other lines do not', () => {
  assert.equal(isShown([]), true);
  for (const code of ['DL3009', 'hadolint/DL3009', 'DS-0017', 'AVD-DS-0017', 'DS017'])
    assert.equal(isShown([other(code)]), false, code);
  for (const code of ['DL3008', 'dl3009', '', 'DS-0170']) assert.equal(isShown([other(code)]), true, code);
  assert.deepEqual(
    [2, 3, 4, 5].map((line) => isShown([other('DL3009', line)])),
    [true, false, false, true],
  );
  assert.equal(isShown([other('DL3009', 0, { endLine: 9 })]), false);
});

test('who wants to see both says so', () => {
  assert.equal(isShown([other('DL3009')], { hidesTwins: false }), true);
});

test('syntax errors are ours only while nobody else reports any, or when they are asked for', () => {
  const syntax = { syntax: true, twins: [] };
  assert.equal(isShown([], {}, syntax), true);
  assert.equal(isShown([], { someoneParses: true }, syntax), false);
  assert.equal(isShown([other('x', 90, { isError: true })], {}, syntax), false);
  assert.equal(isShown([other('x', 90)], {}, syntax), true);
  assert.equal(isShown([other('x', 90, { isError: true })], { syntaxErrors: 'on', someoneParses: true }, syntax), true);
  // Other findings of ours do not care for other people's errors.
  assert.equal(isShown([other('x', 90, { isError: true })], { someoneParses: true }), true);
});
