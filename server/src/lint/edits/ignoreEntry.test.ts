// Lines that are added to an ignore file: its line ends and its end stay as they are, and the line does what it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../../test/support/contextFact';
import { exceptionFor, ignoreEntries, patternFor } from './ignoreEntry';

const after = (text: string | undefined, line: string): string | undefined => {
  const addition = ignoreEntries(contextOf(text === undefined ? {} : { '.dockerignore': text }), [line]);
  return addition && (text ?? '').slice(0, addition.offset) + addition.newText;
};

test('at the end, with the line ends of the file', () => {
  assert.equal(after('a\nb\n', 'c'), 'a\nb\nc\n');
  assert.equal(after('a\r\nb', 'c'), 'a\r\nb\r\nc\r\n');
  assert.equal(after('', 'c'), 'c\n');
});

test('a file that is not there is made', () => {
  assert.equal(after(undefined, 'c'), 'c\n');
  assert.equal(ignoreEntries(contextOf({}), ['c'])?.create, true);
});

test('names that would be patterns or comments', () => {
  assert.equal(patternFor('a*b'), 'a\\*b');
  assert.equal(patternFor('#notes'), '/#notes');
  assert.equal(patternFor('src/[id].ts'), 'src/\\[id].ts');
});

test('a name that cannot stand on a line has no entry', () => {
  assert.equal(after('', 'a\nb'), undefined);
});

test('an exception lets in what it names', () => {
  const context = contextOf({ '.dockerignore': '*.log\n' });
  assert.equal(exceptionFor(context, 'build.log'), '!build.log');
});
