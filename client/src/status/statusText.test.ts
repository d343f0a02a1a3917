import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusModel } from '../../../server/src/protocol/viewModels';
import { statusText } from './statusText';

const MODEL: StatusModel = {
  text: 'Layerlens: runtime · 187.4 MB · app:dev',
  short: 'runtime · 187.4 MB',
  tooltip: 'Target runtime\n187,400,000 bytes on disk',
  sizes: 'fresh',
  engine: 'answering',
  targets: ['build', 'runtime'],
  plan: 'none',
  target: 'runtime',
};

test('the short words of the server, with one icon; all of them are spoken', () => {
  assert.deepEqual(statusText('running', false, MODEL), {
    text: '$(layers) runtime · 187.4 MB',
    tooltip: MODEL.tooltip,
    spoken: 'Layerlens: runtime, 187.4 MB, app:dev, show actions',
  });
});

test('without an engine the state is named once', () => {
  assert.equal(
    statusText('running', false, { ...MODEL, text: 'Layerlens: text only' }).spoken,
    'Layerlens: text only, show actions',
  );
});

test('an image that is being read turns', () => {
  assert.match(statusText('running', false, { ...MODEL, sizes: 'loading' }).text, /^\$\(loading~spin\) /);
});

test('old values stay when asking fails, and the tooltip says so', () => {
  const failed = statusText('running', true, MODEL);
  assert.equal(failed.text, '$(layers) runtime · 187.4 MB');
  assert.match(failed.tooltip, /could not be read/);
});

test('a server that was given up is a state with a way back', () => {
  const stopped = statusText('stopped', true, MODEL);
  assert.equal(stopped.text, '$(layers) Layerlens: stopped');
  assert.match(stopped.tooltip, /Refresh/);
});

test('a server that is starting, and one that has not answered yet', () => {
  assert.equal(statusText('starting', false, undefined).text, '$(layers) Layerlens: starting');
  assert.equal(statusText('running', false, undefined).text, '$(layers) Layerlens');
});

test('a stage name cannot smuggle an icon in', () => {
  assert.equal(
    statusText('running', false, { ...MODEL, short: '$(error) · 1 MB' }).text,
    '$(layers) \\$(error) · 1 MB',
  );
});
