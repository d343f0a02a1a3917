// Findings on their way through an edit, and a long file that is typed: what is told at once, and what stays in place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analysisOf } from '../../test/support/analysis';
import { corpus } from '../../test/support/corpus';
import type { Analysis } from '../insight/analysis';
import { parseDockerfile } from '../syntax/parse';
import { carried, isLong, passOf, runsIn, type Pass } from './pass';
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
  const [one] = carried([{ rule: WAITING, finding }], BEFORE, after, 'keystroke').findings;
  assert.equal(one?.finding.fixes, undefined);
  return one && after.slice(one.finding.span.start, one.finding.span.end);
}

const MOVES: readonly (readonly [string, string, string, string | undefined])[] = [
  ['an edit behind it', 'one', BEFORE.replace('three', 'four'), 'one'],
  ['an edit in front of it', 'USER', BEFORE.replace('one', 'one hundred'), 'USER'],
  ['an edit that takes lines away above it', 'USER', BEFORE.replace('RUN one two three\n', ''), 'USER'],
  ['typing inside of it', 'one two', BEFORE.replace('one', 'onne'), 'onne two'],
  ['taking some of it away', 'one two three', BEFORE.replace(' two', ''), 'one three'],
  ['typing at the end of its line', 'three', BEFORE.replace('three', 'threes'), 'threes'],
  ['a new line behind it', 'three', BEFORE.replace('three', 'three\n'), 'three'],
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
  const found = [{ rule: WAITING, finding: { span: at('u\n'), message: 'm', related } }];
  const [one] = carried(found, BEFORE, after, 'keystroke').findings;
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
  assert.ok(isLong(LONG));
  const first = analysisOf(LONG);
  const whole = told(first.findings);
  const late = whole.filter((one) => one.startsWith('late-delete '));
  assert.equal(late.length, 1);

  // A line above: all move by its length; another rule finds the new line at once.
  const line = 'MAINTAINER me\n';
  const next = LONG.replace('RUN touch', `${line}RUN touch`);
  const carriedOver = first.carriedTo(parseDockerfile(next));
  assert.ok(carriedOver);
  const typed = analysisOf(next, {}, { carried: carriedOver });
  assert.equal(typed.isWhole, false);
  assert.ok(told(typed.findings).some((one) => one.startsWith('maintainer-deprecated ')));
  assert.deepEqual(told(typed.findings), told(analysisOf(next).findings));

  // The delete itself goes: its finding waits for the pause, and no later.
  const without = next.replace('RUN rm /opt/big\n', 'RUN :\n');
  const again = typedOn(typed, without);
  const fresh = told(analysisOf(without).findings);
  assert.deepEqual(
    told(again.findings).filter((one) => !fresh.includes(one)),
    [],
  );
});

const typedOn = (before: Analysis, text: string): Analysis => {
  const over = before.carriedTo(parseDockerfile(text));
  return analysisOf(text, {}, over && { carried: over });
};

const passBetween = (before: string, after: string): Pass | undefined =>
  passOf(parseDockerfile(before), parseDockerfile(after));

const PASSES: readonly (readonly [string, string, string, Pass | undefined])[] = [
  ['a letter in a script', 'FROM a\nRUN one two\n', 'FROM a\nRUN one tw\n', 'run'],
  ['a letter somewhere else', 'FROM a\nRUN one\n', 'FROM ab\nRUN one\n', 'keystroke'],
  ['the first letter of a script', 'FROM a\nRUN one\n', 'FROM a\nRUN xone\n', 'keystroke'],
  ['a letter in a flag', 'FROM a\nRUN --mount=a one\n', 'FROM a\nRUN --mount=ab one\n', 'keystroke'],
  ['a letter that makes a heredoc', 'FROM a\nRUN cat <E x\nE\n', 'FROM a\nRUN cat <<E x\nE\n', 'keystroke'],
  ['a letter in a heredoc', 'FROM a\nRUN <<E\none\nE\n', 'FROM a\nRUN <<E\nonne\nE\n', 'keystroke'],
  ['a letter in a JSON array', 'FROM a\nRUN ["one"]\n', 'FROM a\nRUN ["onne"]\n', 'keystroke'],
  ['a letter that makes a comment', 'FROM a\nRUN b \\\n c \\\n d\n', 'FROM a\nRUN b \\\n #c \\\n d\n', 'keystroke'],
  ['a letter in a comment', 'FROM a\nRUN b \\\n # c \\\n d\n', 'FROM a\nRUN b \\\n # cc \\\n d\n', 'keystroke'],
  ['the last mark of a line goes', 'FROM a\nRUN b \\\n c\nRUN d', 'FROM a\nRUN b \n c\nRUN d', 'keystroke'],
  ['several letters at once', 'FROM a\nRUN one\n', 'FROM a\nRUN one two\n', undefined],
  ['a new line', 'FROM a\nRUN one\n', 'FROM a\nRUN one\nR\n', undefined],
  ['several letters in a long file', LONG, LONG.replace('part-7 ', 'part-seven '), 'keystroke'],
];
for (const [name, before, after, expected] of PASSES)
  test(`the pass of ${name}`, () => {
    assert.equal(passBetween(before, after), expected);
  });

test('a letter in a script: rules that wait for the pause keep their findings, and nothing else is stale', () => {
  const before = analysisOf('FROM debian:12\nMAINTAINER me\nRUN sudo make\n');
  const after = typedOn(before, 'FROM debian:12\nMAINTAINER me\nRUN sudo maake\n');
  assert.ok(told(before.findings).some((one) => one.startsWith('maintainer-deprecated ')));
  assert.deepEqual(told(after.findings), told(before.findings));
});

test('letters typed before anybody asks: what ran on none of them runs now', () => {
  const first = analysisOf('FROM debian:12\nMAINTAINE me\nRUN make\n');
  assert.ok(first.findings.length > 0);
  const unseen = typedOn(first, 'FROM debian:12\nMAINTAINER me\nRUN make\n');
  const last = typedOn(unseen, 'FROM debian:12\nMAINTAINER me\nRUN maake\n');
  assert.ok(told(last.findings).some((one) => one.startsWith('maintainer-deprecated ')));
});

test('whatever letter is typed wherever: what the rules of a keystroke tell is what they would find anew', () => {
  const files = corpus().map(({ text }) => text);
  const letters = 'aZ0 $"\'\\#&|;<>[]{}()=:/-`';
  const letter = fc.nat(letters.length - 1).map((i) => letters.charAt(i));
  const seen = { run: 0, keystroke: 0 };
  const edits = fc.tuple(fc.noBias(fc.constantFrom(...files)), fc.noBias(fc.nat(1_000_000)), letter, fc.boolean());
  fc.assert(
    fc.property(edits, ([text, share, char, isRemoved]) => {
      const at = share % text.length;
      const after = isRemoved ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + char + text.slice(at);
      const first = analysisOf(text);
      assert.ok(first.judged.raw.length >= 0);
      const typed = typedOn(first, after);
      const pass = typed.input.carried?.pass;
      if (pass) seen[pass]++;
      const now = (one: Analysis): string[] =>
        one.judged.raw
          .filter(({ rule }) => runsIn('keystroke', rule))
          .map(
            ({ rule, finding: { span, message } }) => `${rule.id} ${String(span.start)}-${String(span.end)} ${message}`,
          )
          .sort();
      assert.deepEqual(now(typed), now(analysisOf(after)));
    }),
    { numRuns: 400 },
  );
  assert.ok(seen.run > 10 && seen.keystroke > 10, JSON.stringify(seen));
});

test('about half of the rules run on a keystroke, few of them while somebody types in a RUN', () => {
  const now = RULES.filter((rule) => runsIn('keystroke', rule));
  const inRun = RULES.filter((rule) => runsIn('run', rule));
  assert.ok(now.length > 100 && now.length < RULES.length - 100, String(now.length));
  assert.ok(inRun.length > 10 && inRun.length < 40, String(inRun.length));
  assert.ok(now.every(({ reads }) => !reads.includes('shell') && !reads.includes('findings')));
});
