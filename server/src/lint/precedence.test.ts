// One finding per fault: which of two stays, how near they must be, and that only rules that run can silence others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findsWord, judged, places } from '../../test/support/fakeRules';
import { PRECEDENCE } from './precedence';
import type { Rule, RuleMeta } from './rule';

const found = (text: string, rules: readonly Rule[]): string[] => places(text, judged(text, rules).findings);

test('overlapping words: the better finding stays, others elsewhere are not touched', () => {
  const text = 'FROM a\nENV KEY=secret\nENV OTHER=1\n';
  const arg = findsWord('secret-in-arg-env', 'KEY=secret');
  const other = findsWord('secret-in-arg-env', 'OTHER=1');
  assert.deepEqual(found(text, [arg, findsWord('secret-literal', 'secret')]), ['2 secret-literal']);
  assert.deepEqual(found(text, [other, findsWord('secret-literal', 'secret')]), [
    '2 secret-literal',
    '3 secret-in-arg-env',
  ]);
  assert.deepEqual(found(text, [arg]), ['2 secret-in-arg-env'], 'alone it is told');
});

test('what the better finding points at counts as its place', () => {
  const text = 'FROM a\nCOPY x /x\nRUN chown -R u /x\n';
  const winner = findsWord('copy-then-chown', 'COPY x', {}, (finding, all) => {
    const start = all.indexOf('chown');
    return { ...finding, related: [{ span: { start, end: start + 5 }, message: 'here' }] };
  });
  assert.deepEqual(found(text, [findsWord('recursive-chown-layer', 'chown -R'), winner]), ['2 copy-then-chown']);
});

test('one instruction, and one stage', () => {
  const text = 'FROM a\nRUN update && install\nRUN install\nFROM b\nRUN install\n';
  const lists = findsWord('apt-lists-not-cleaned', 'install');
  assert.deepEqual(found(text, [lists, findsWord('update-alone', 'update')]), [
    '2 update-alone',
    '3 apt-lists-not-cleaned',
    '5 apt-lists-not-cleaned',
  ]);
  const layer = findsWord('some-layer-rule', 'install', { group: 'layer' });
  assert.deepEqual(found(text, [layer, lists, findsWord('unused-stage', 'FROM a')]), [
    '1 unused-stage',
    '2 apt-lists-not-cleaned',
    '3 apt-lists-not-cleaned',
    '5 apt-lists-not-cleaned',
    '5 some-layer-rule',
  ]);
});

test('a star stands for the beginning of an id; what cannot be parsed silences all else on its instruction', () => {
  const text = 'FROM a\nRUN pip install x\nFRUM b\n';
  assert.deepEqual(
    found(text, [findsWord('missing-cache-mount', 'pip install'), findsWord('pip-cache-left', 'pip install x')]),
    ['2 pip-cache-left'],
  );
  assert.deepEqual(found(text, [findsWord('unknown-instruction', 'FRUM'), findsWord('anything', 'b')]), [
    '3 unknown-instruction',
  ]);
});

test('fixes of the silenced finding are offered behind those of the one that stays', () => {
  const title = (word: string): Rule =>
    findsWord(word, 'install', {}, (finding) => ({
      ...finding,
      fixes: [{ class: 'confirm', title: word, edits: [] }],
    }));
  const { findings } = judged('FROM a\nRUN install\n', [title('missing-cache-mount'), title('pip-cache-left')]);
  assert.deepEqual(
    findings.map(({ rule, fixes = [] }) => [rule.id, fixes.map((fix) => fix.title)]),
    [['pip-cache-left', ['pip-cache-left', 'missing-cache-mount']]],
  );
});

test('a comment silences the finding that stays; the other does not come up instead', () => {
  const text = 'FROM a\n# layerlens-ignore secret-literal -- a sample\nENV KEY=secret\n';
  const { findings, suppressed } = judged(text, [
    findsWord('secret-in-arg-env', 'KEY=secret'),
    findsWord('secret-literal', 'secret', {}, (finding) => finding),
  ]);
  assert.deepEqual([places(text, findings), places(text, suppressed)], [['2 secret-literal'], ['3 secret-literal']]);
});

test('many findings cost no more than their number', () => {
  const text = `FROM a\nRUN ${'x '.repeat(20_000)}\n`;
  const rules = [findsWord('secret-in-arg-env', 'x'), findsWord('secret-literal', 'x')];
  const from = performance.now();
  assert.equal(judged(text, rules).findings.length, 20_000);
  assert.ok(performance.now() - from < 2000);
});

test('no row names one rule on both sides', () => {
  for (const { stays, goes } of PRECEDENCE)
    if (!('groups' in goes))
      assert.deepEqual(
        stays.filter((id: RuleMeta['id']) => goes.includes(id)),
        [],
      );
});
