// Expansion as the builder's lexer does it: tables of our own, each row confirmed by builds of test/corpus/expansion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expand } from './expand';

const values = new Map([
  ['A', 'one'],
  ['EMPTY', ''],
  ['FILE', 'lib/app.tar.gz'],
  ['MANY', 'x  y'],
]);
const expanded = (text: string, options: Partial<Parameters<typeof expand>[2]> = {}): string => {
  const { text: result, error } = expand(text, values, { escape: '\\', ...options });
  return error === undefined ? result : `error: ${error}`;
};

const TABLE: readonly (readonly [string, string])[] = [
  ['$A', 'one'],
  ['${A}x', 'onex'],
  ['$NONE', ''],
  ['\\$A', '$A'],
  ["'$A'", '$A'],
  ['"$A"', 'one'],
  ['"a\\"b\\c"', 'a"b\\c'],
  ['${NONE:-w}', 'w'],
  ['${NONE-w}', 'w'],
  ['${EMPTY:-w}', 'w'],
  ['${EMPTY-w}', ''],
  ['${A:+w}', 'w'],
  ['${EMPTY:+w}', ''],
  ['${EMPTY+w}', 'w'],
  ['${A:?m}', 'one'],
  ['${NONE:?no value}', 'error: NONE: no value'],
  ['${EMPTY:?}', 'error: EMPTY: is not allowed to be empty'],
  ['${NONE?}', 'error: NONE: is not allowed to be unset'],
  ['${NONE:-${A}}', 'one'],
  ['${FILE#*/}', 'app.tar.gz'],
  ['${FILE##*.}', 'gz'],
  ['${FILE%.*}', 'lib/app.tar'],
  ['${FILE%%.*}', 'lib/app'],
  ['${FILE/a/_}', 'lib/_pp.tar.gz'],
  ['${FILE//a/_}', 'lib/_pp.t_r.gz'],
  ['${A:#x}', 'error: unsupported modifier (:#) in substitution'],
  ['${A', 'error: unsupported modifier () in substitution'],
  ['${', "error: syntax error: missing '}'"],
  ['${}', 'error: syntax error: bad substitution'],
  ['$', '$'],
  ['$.', '$.'],
  ['$1', ''],
  ["it's", 'error: unexpected end of statement while looking for matching single-quote'],
];

for (const [text, result] of TABLE) {
  test(`${text} becomes ${result}`, () => {
    assert.equal(expanded(text), result);
  });
}

test('unset variables stay as written when asked to', () => {
  assert.equal(expanded('$NONE ${NONE} ${NONE:-w} $A', { keepUnset: true }), '$NONE ${NONE} ${NONE:-w} one');
});

test('quotes mean nothing in bodies of heredocs', () => {
  assert.equal(expanded(`it's "$A"`, { ignoreQuotes: true }), `it's "one"`);
});

test('values split into words, quoted ones do not', () => {
  const { words } = expand('a$MANY "$MANY"', values, { escape: '\\' });
  assert.deepEqual(words, ['ax', 'y', 'x  y']);
});

test('what stands before an operand is lost from the words, as in the builder', () => {
  assert.deepEqual(expand('1${NONE:-80}', values, { escape: '\\' }).words, ['80']);
});

test('names asked for are told', () => {
  const { unset, used } = expand('$A $NONE', values, { escape: '\\' });
  assert.deepEqual([[...used], [...unset]], [['A'], ['NONE']]);
});

test('hostile texts are refused, not worked on', () => {
  const deep = expand(`\${A:-${'${A:-'.repeat(5000)}x${'}'.repeat(5001)}`, values, { escape: '\\' });
  assert.match(deep.error ?? '', /nested too deeply/);
  const long = new Map([['LONG', 'a'.repeat(100_000)]]);
  const glob = expand('${LONG##*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b}', long, { escape: '\\' });
  assert.match(glob.error ?? '', /too long/);
  assert.equal(expand('${LONG%%*b}', new Map([['LONG', 'a'.repeat(1000)]]), { escape: '\\' }).text.length, 1000);
});
