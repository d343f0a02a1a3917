import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainLabel, spokenLabel } from './text';

test('a file name that looks like an icon stays text', () => {
  assert.equal(plainLabel('docker build -f $(trash)/Dockerfile .'), 'docker build -f \\$(trash)/Dockerfile .');
});

test('a label is one line', () => {
  assert.equal(plainLabel('first\r\n  second'), 'first second');
});

test('separators become pauses for a screen reader, empty parts say nothing', () => {
  assert.equal(spokenLabel('RUN make', '', '42.1 MB · 22% · layer'), 'RUN make, 42.1 MB, 22%, layer');
});
