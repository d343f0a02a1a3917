// Findings on their way through an edit, and a long file that is typed: what is told at once, and what stays in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf } from '../../test/support/analysis';
import { carried, hasPasses, onKeystroke } from './pass';
import { RULES } from './registry.generated';
import type { RuleMeta } from './rule';

const WAITING = RULES.find(({ reads }) => reads.includes('layers')) as RuleMeta;
const BEFORE = 'FROM a\nRUN one two three\nUSER u\n';
const at = (words: string, text = BEFORE) => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

/** Words that a finding on `words` stands on when `BEFORE` became `after`. */
function moved(words: string, after: string): string | undefined {
  const finding = { span: at(words), message: 'm', fixes: [{ class: 'safe' as const, title: 't', edits: [] }] };
  const [one] = carried([{ rule: WAITING, finding }], BEFORE, after);
  assert.equal(one?.finding.fixes, undefined);
  return one && after.slice(one.finding.span.start, one.finding.span.end);
}

const MOVES: readonly (readonly [string, string, string, string | undefined])[] = [
  ['an edit behind it', 'one', BEFORE.replace('three', 'four'), 'one'],
  ['an edit in front of it', 'USER', BEFORE.replace('one', 'one hundred'), 'USER'],
  ['an edit that takes lines away above it', 'USER', BEFORE.replace('RUN one two three\n', ''), 'USER'],
  ['typing inside of it', 'one two', BEFORE.replace('one', 'onne'), 'onne two'],
  ['taking some of it away', 'one two three', BEFORE.replace(' two', ''), 'one three'],
  ['an edit across its start', 'two three', BEFORE.replace('one two', 'x'), undefined],
  ['an edit across its end', 'one two', BEFORE.replace('two three', 'x'), undefined],
  ['all of it gone', 'two', BEFORE.replace(' two ', ' '), undefined],
  ['another text', 'one', 'nothing of it', undefined],
];
for (const [name, words, after, expected] of MOVES)
  test(`a finding carried over: ${name}`, () => {
    assert.equal(moved(words, after), expected);
  });

test('what a finding points at moves along; what the edit cut is left out', () => {
  const after = BEFORE.replace('FROM a', 'FROM abc').replace('one two', 'x');
  const related = [
    { span: at('USER'), message: 'here' },
    { span: at('two'), message: 'gone' },
  ];
  const [one] = carried([{ rule: WAITING, finding: { span: at('u\n'), message: 'm', related } }], BEFORE, after);
  assert.deepEqual(
    one?.finding.related?.map(({ span, message }) => [after.slice(span.start, span.end), message]),
    [['USER', 'here']],
  );
});

/** Long enough for passes; the one late delete is at its start. */
const LONG = `FROM debian:12
RUN touch /big && dd if=/dev/zero of=/opt/big bs=1M count=9
RUN rm /opt/big
${Array.from({ length: 400 }, (_, i) => `RUN cd /a && make part-${String(i)}`).join('\n')}
`;

const told = (findings: readonly { readonly rule: RuleMeta; readonly span: { start: number } }[]): string[] =>
  findings.map(({ rule, span }) => `${rule.id} ${String(span.start)}`);

test('a long file that is typed: rules of each keystroke see the new text, those that wait stand where they stood', () => {
  assert.ok(hasPasses(LONG));
  const first = analysisOf(LONG);
  const whole = told(first.findings);
  const late = whole.filter((one) => one.startsWith('late-delete '));
  assert.equal(late.length, 1);

  // A line above: all move by its length; another rule finds the new line at once.
  const line = 'MAINTAINER me\n';
  const next = LONG.replace('RUN touch', `${line}RUN touch`);
  const carriedOver = first.carriedTo(next);
  assert.ok(carriedOver);
  const typed = analysisOf(next, {}, { carried: carriedOver });
  assert.equal(typed.isWhole, false);
  assert.ok(told(typed.findings).some((one) => one.startsWith('maintainer-deprecated ')));
  assert.deepEqual(told(typed.findings), told(analysisOf(next).findings));

  // The delete itself goes: its finding waits for the pause, and no later.
  const without = next.replace('RUN rm /opt/big\n', 'RUN :\n');
  const again = analysisOf(without, {}, { carried: typed.carriedTo(without) ?? [] });
  const fresh = told(analysisOf(without).findings);
  assert.deepEqual(
    told(again.findings).filter((one) => !fresh.includes(one)),
    [],
  );
});

test('a file of everyday length is judged whole on each keystroke', () => {
  const first = analysisOf('FROM a\nRUN x\n');
  assert.ok(first.findings.length > 0);
  assert.equal(first.carriedTo('FROM a\nRUN xy\n'), undefined);
});

test('about half of the rules run on each keystroke of a long file', () => {
  const now = RULES.filter(onKeystroke);
  assert.ok(now.length > 100 && now.length < RULES.length - 100, String(now.length));
  assert.ok(now.every(({ reads }) => !reads.includes('shell') && !reads.includes('findings')));
});
