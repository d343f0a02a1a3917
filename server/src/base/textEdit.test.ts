// Edits: applied all or not at all, in document order, and the end of one may be the start of the next.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, editsOverlap, sortEdits, type TextEdit } from './textEdit';

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

test('edits are applied in document order, whatever the order they come in', () => {
  assert.equal(applyEdits('one two three', [edit(8, 13, '3'), edit(0, 3, '1'), edit(4, 4, 'and ')]), '1 and two 3');
});

test('insertions at one place keep their order', () => {
  assert.equal(applyEdits('x', [edit(0, 0, 'a'), edit(0, 0, 'b'), edit(1, 1, 'c')]), 'abxc');
});

test('touching is no overlap, sharing a character is', () => {
  assert.equal(editsOverlap([edit(0, 2, ''), edit(2, 4, '')]), false);
  assert.equal(editsOverlap([edit(0, 3, ''), edit(2, 4, '')]), true);
  assert.equal(editsOverlap([edit(0, 4, ''), edit(2, 2, 'x')]), true);
  assert.equal(editsOverlap([edit(2, 2, 'x'), edit(2, 4, '')]), false);
  assert.equal(editsOverlap([edit(2, 4, ''), edit(2, 2, 'x')]), false);
});

test('a long edit overlaps one that is not its neighbour in the list', () => {
  assert.equal(editsOverlap([edit(0, 9, ''), edit(1, 1, 'x'), edit(5, 6, '')]), true);
});

test('overlapping edits change nothing', () => {
  assert.equal(applyEdits('abcdef', [edit(0, 3, 'X'), edit(2, 5, 'Y')]), 'abcdef');
});

test('the text outside the edits stays', () => {
  const cuts = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 8 }).map((places) => places.sort((a, b) => a - b));
  fc.assert(
    fc.property(fc.string({ minLength: 31, maxLength: 31 }), cuts, (text, places) => {
      const edits: TextEdit[] = [];
      for (let i = 0; i + 1 < places.length; i += 2) edits.push(edit(places[i] ?? 0, places[i + 1] ?? 0, `<${i}>`));
      let expected = text;
      for (const { span, newText } of sortEdits(edits).reverse())
        expected = expected.slice(0, span.start) + newText + expected.slice(span.end);
      assert.equal(applyEdits(text, edits), expected);
      assert.equal(applyEdits(text, [...edits].reverse()), expected);
    }),
  );
});
