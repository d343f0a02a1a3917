// Unified diffs: what is printed, and that applying it gives the other text, for random texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from './unifiedDiff';

/** Applies a diff as `patch` does, refusing lines that do not fit. */
function patched(text: string, diff: string): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  const rows = diff.split('\n').slice(2, -1);
  for (const [i, row] of rows.entries()) {
    const start = /^@@ -(\d+)(?:,(\d+))? /.exec(row);
    const body = rows[i + 1]?.startsWith('\\') === true ? row.slice(1) : `${row.slice(1)}\n`;
    if (start) {
      const first = start[2] === '0' ? Number(start[1]) : Number(start[1]) - 1;
      result.push(...lines.slice(at, first));
      at = first;
    } else if (row.startsWith('+')) result.push(body);
    else if (!row.startsWith('\\')) {
      assert.equal(lines[at++], body);
      if (row.startsWith(' ')) result.push(body);
    }
  }
  return [...result, ...lines.slice(at)].join('');
}

test('equal texts have no diff', () => {
  assert.equal(unifiedDiff('a\nb', 'a\nb', 'a/x', 'b/x'), '');
});

test('changes with lines around them, line numbers, and a missing line end', () => {
  assert.equal(
    unifiedDiff('1\n2\n3\n4\n5\n6\n7\n8', '1\n2\n3\n4\nfive\n6\n7\n8\n', 'a/D', 'b/D'),
    '--- a/D\n+++ b/D\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n-8\n\\ No newline at end of file\n+8\n',
  );
  assert.equal(unifiedDiff('', 'a\n', 'a/D', 'b/D'), '--- a/D\n+++ b/D\n@@ -0,0 +1 @@\n+a\n');
});

test('far changes have a hunk each', () => {
  const text = Array.from({ length: 30 }, (_, i) => `line ${String(i)}\n`).join('');
  const diff = unifiedDiff(text, text.replace('line 2\n', 'x\n').replace('line 25\n', ''), 'a', 'b');
  assert.deepEqual(
    diff.split('\n').filter((line) => line.startsWith('@@')),
    ['@@ -1,6 +1,6 @@', '@@ -23,7 +23,6 @@'],
  );
});

test('a diff leads from the one text to the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      assert.equal(before === after ? before : patched(before, unifiedDiff(before, after, 'a', 'b')), after);
    }),
    { numRuns: 500 },
  );
});
