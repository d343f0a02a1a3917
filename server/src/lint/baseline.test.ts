// Known findings: texts that are none of ours, an order of its own, and fingerprints that stay when lines move.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../host/nodePlatform';
import { findsWord } from '../../test/support/fakeRules';
import { baselineText, fingerprints, readBaseline } from './baseline';
import type { RuleFinding } from './rule';

const RULE = findsWord('one', 'x');

const printsOf = (text: string, shown = 'Dockerfile'): readonly string[] => {
  const findings = [...text.matchAll(/BAD\s+x/g)].map(({ index, 0: { length } }): RuleFinding => ({
    span: { start: index, end: index + length },
    message: '',
    rule: RULE,
    effective: 'warning',
  }));
  return [...fingerprints(findings, text, shown, sha256).values()];
};

test('what is written is read again; in the order of path, rule and fingerprint', () => {
  const known = [
    { path: 'b', rule: 'r', fingerprint: '1' },
    { path: 'a', rule: 's', fingerprint: '2' },
    { path: 'a', rule: 'r', fingerprint: '3' },
    { path: 'a', rule: 'r', fingerprint: '2' },
  ];
  const text = baselineText(known);
  assert.equal(text, baselineText([...known].reverse()));
  const read = readBaseline(text);
  assert.deepEqual(
    typeof read === 'string' ? read : read.map(({ path, rule, fingerprint }) => path + rule + fingerprint),
    ['ar2', 'ar3', 'as2', 'br1'],
  );
});

test('what is no file of known findings is said, not read in part', () => {
  for (const [text, why] of [
    ['{', /no JSON/],
    ['null', /no list/],
    ['[]', /no list/],
    ['{"findings": []}', /another version/],
    ['{"schemaVersion": 2, "findings": []}', /another version/],
    ['{"schemaVersion": 1, "findings": [{"path": "a"}]}', /lacks/],
    ['{"schemaVersion": 1, "findings": [null]}', /lacks/],
  ] as const) {
    const said = readBaseline(text);
    assert.ok(typeof said === 'string', text);
    assert.match(said, why);
  }
});

test('lines and blanks may move; another file, and the second of equal ones, are others', () => {
  const [first, second] = printsOf('BAD x\nBAD x\n');
  assert.notEqual(first, second);
  assert.deepEqual(printsOf('# more\nBAD   x\n\nBAD x\n'), [first, second]);
  assert.notEqual(printsOf('BAD x', 'other/Dockerfile')[0], first);
});
