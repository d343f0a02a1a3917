import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewHeading } from './viewHeading';

const TITLE = 'runtime · 187.4 MB · app:dev';

test('the title, and the remark of the model when there is one', () => {
  assert.equal(viewHeading('running', false, { title: TITLE }, 'layers'), TITLE);
  assert.equal(
    viewHeading('running', false, { title: TITLE, message: 'No engine answers.' }, 'layers'),
    `${TITLE} — No engine answers.`,
  );
});

test('a question without an answer keeps the title of the rows that are still shown', () => {
  assert.equal(
    viewHeading('running', true, { title: TITLE, message: 'No engine answers.' }, 'layers'),
    `${TITLE} — The layers could not be read; the log says why.`,
  );
});

test('a server that was given up says how to start it again', () => {
  assert.match(viewHeading('stopped', true, undefined, 'layers'), /^Layerlens stopped .* Refresh/);
});

test('no Dockerfile, no heading: the welcome text of the view can be seen', () => {
  assert.equal(viewHeading('running', false, undefined, 'layers'), '');
});
