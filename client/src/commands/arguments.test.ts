import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeArgument, rangeArgument, uriArgument } from './arguments';

test('a document may be text, a Uri or a row of the view', () => {
  const uri = { scheme: 'file', path: '/a', toString: () => 'file:///a' };
  assert.equal(uriArgument('file:///a'), 'file:///a');
  assert.equal(uriArgument(uri), 'file:///a');
  assert.equal(uriArgument({ uri: 'file:///a', node: {} }), 'file:///a');
});

test('anything else is no document', () => {
  for (const value of [undefined, null, '', 3, {}, [], { scheme: 'file' }]) assert.equal(uriArgument(value), undefined);
});

test('a range is two positions that can exist', () => {
  const range = { start: { line: 0, character: 1 }, end: { line: 2, character: 0 } };
  assert.deepEqual(rangeArgument(range), range);
  for (const value of [
    undefined,
    {},
    { start: range.start },
    { start: { line: -1, character: 0 }, end: range.end },
    { start: { line: 0.5, character: 0 }, end: range.end },
  ]) {
    assert.equal(rangeArgument(value), undefined);
  }
});

test('a change is a line or a path, given or of a row', () => {
  assert.equal(changeArgument('file:///a', 0), 0);
  assert.equal(changeArgument('file:///a', 'src/app.js'), 'src/app.js');
  assert.equal(changeArgument({ uri: 'file:///a', node: { line: 4 } }, undefined), 4);
  assert.equal(changeArgument({ uri: 'file:///a', node: { line: 4, path: 'src' } }, [{}]), 'src');
  for (const value of [undefined, null, {}, { node: {} }, { node: { line: -1 } }])
    assert.equal(changeArgument(value, undefined), undefined);
});
