// Offsets and positions, against a slow reading of the same rule: lines end at \n, \r\n or \r.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from './lineIndex';

const texts = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\r\n', '😀', ' '), maxLength: 40 });

/** Lines without their ends, and where each begins. */
function naive(text: string): { start: number; text: string }[] {
  const lines: { start: number; text: string }[] = [];
  let start = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    lines.push({ start, text: line });
    start += line.length;
    start += text.startsWith('\r\n', start) ? 2 : 1;
  }
  return lines;
}

test('every offset has the line and character that counting gives', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const index = new LineIndex(text);
      const lines = naive(text);
      assert.equal(index.lineCount, lines.length);
      for (const [number, line] of lines.entries()) {
        assert.equal(index.lineStart(number), line.start);
        assert.equal(index.lineEnd(number), line.start + line.text.length);
      }
      for (let offset = 0; offset <= text.length; offset++) {
        const number = lines.findLastIndex(({ start }) => start <= offset);
        assert.deepEqual(index.positionAt(offset), { line: number, character: offset - (lines[number]?.start ?? 0) });
      }
    }),
  );
});

test('a position leads back to its offset; the inside of \\r\\n counts as the end of its line', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const index = new LineIndex(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const inside = text[offset - 1] === '\r' && text[offset] === '\n';
        assert.equal(index.offsetAt(index.positionAt(offset)), inside ? offset - 1 : offset);
      }
    }),
  );
});

test('positions outside the text are clamped to it', () => {
  const index = new LineIndex('ab\ncd');
  assert.equal(index.offsetAt({ line: 0, character: 99 }), 2);
  assert.equal(index.offsetAt({ line: 9, character: 0 }), 5);
  assert.equal(index.offsetAt({ line: -1, character: 4 }), 0);
  assert.equal(index.offsetAt({ line: 1, character: -3 }), 3);
  assert.deepEqual(index.positionAt(99), { line: 1, character: 2 });
  assert.deepEqual(index.positionAt(-1), { line: 0, character: 0 });
  assert.equal(index.lineStart(9), 5);
  assert.equal(index.lineEnd(9), 5);
});
