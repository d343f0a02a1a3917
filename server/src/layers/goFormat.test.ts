// Go's formats, as its documentation and source define them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration, plainList, quoted, quotedList, quotedRune } from './goFormat';

test('%q escapes what Go cannot print', () => {
  assert.equal(quoted('a"b\\c\n\t\u0001\u00a0é😀\u007f'), '"a\\"b\\\\c\\n\\t\\x01\\u00a0é😀\\x7f"');
  assert.equal(quotedList(['a', 'b c']), '["a" "b c"]');
  assert.equal(quotedList([]), '[]');
  assert.equal(plainList(['a', 'b c']), '[a b c]');
});

test('%q of a number is a rune', () => {
  assert.deepEqual([0, 3, 10, 39, 65, 1114112].map(quotedRune), [
    "'\\x00'",
    "'\\x03'",
    "'\\n'",
    "'\\''",
    "'A'",
    "'\uFFFD'",
  ]);
});

test('durations go through Go’s notation and back', () => {
  const shown = (text: string): string => formatDuration(parseDuration(text) ?? -1);
  assert.deepEqual(['30s', '1m30s', '1.5h', '90s', '100ms', '1500ms', '1us', '0', '2h', '1h0m0.5s'].map(shown), [
    '30s',
    '1m30s',
    '1h30m0s',
    '1m30s',
    '100ms',
    '1.5s',
    '1µs',
    '0s',
    '2h0m0s',
    '1h0m0.5s',
  ]);
  assert.equal(parseDuration('5'), undefined);
  assert.equal(parseDuration('x'), undefined);
});
