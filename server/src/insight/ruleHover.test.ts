// The hover on a finding: the nearest one, its rule and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findsWord, judged } from '../../test/support/fakeRules';
import { ruleHoverAt } from './ruleHover';

test('the nearest finding speaks, elsewhere nobody', () => {
  const text = 'FROM a\nRUN one two\n';
  const { findings } = judged(text, [
    findsWord('long', 'one two', { title: 'Long `words`', why: 'They are long.' }),
    findsWord('short', 'two', { title: 'Short', why: 'It is short.' }),
  ]);
  const said = (word: string): readonly string[] | undefined => ruleHoverAt(findings, text.indexOf(word) + 1)?.lines;
  assert.match(said('two')?.[0] ?? '', /^\*\*Short\*\* · \[short\]\(https:.*\/short\.md\)$/);
  assert.match(said('one')?.join(' ') ?? '', /^\*\*Long `words`\*\* .*They are long\.$/);
  assert.equal(said('FROM'), undefined);
});
