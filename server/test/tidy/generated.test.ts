// What `npm run gen` writes is what lies there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repoRoot } from '../../../scripts/repo.mjs';
import { replaceSection } from '../../../scripts/gen/section';
import { registry } from '../../../scripts/gen/registry';
import { check } from './tree';

test('generated files are current; else the command to run is named', () => {
  const { failed, output } = check(repoRoot, 'generated');
  assert.ok(!failed, output);
});

test('only the marked section of a file changes', () => {
  const old = 'before\n\n<!-- gen:x -->\n\nold\n\n<!-- /gen:x -->\n\nafter\n';
  assert.equal(replaceSection(old, 'x', 'new\n'), old.replace('old', 'new'));
  assert.throws(() => replaceSection('no marks', 'x', 'new'), /gen:x/);
});

test('two rules of one name are refused', () => {
  assert.throws(() => registry(['layer/some-rule', 'size/some-rule']), /layer\/some-rule and size\/some-rule/);
});
