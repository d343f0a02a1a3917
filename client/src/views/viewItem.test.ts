import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayerTreeNode } from '../../../server/src/protocol/viewModels';
import { viewItem } from './viewItem';
import type { ViewRow } from './viewRows';

const URI = 'file:///w/Dockerfile';
const RANGE = { start: { line: 3, character: 0 }, end: { line: 3, character: 8 } };

const node = (fields: Partial<LayerTreeNode> = {}): LayerTreeNode => ({
  id: 'step:3',
  kind: 'instruction',
  label: 'RUN make',
  description: '42.1 MB · 22% · layer',
  tooltip: 'RUN make\n42,113,024 bytes',
  certainty: 'measured',
  icon: 'layers',
  children: [],
  ...fields,
});
const row = (fields?: Partial<LayerTreeNode>): ViewRow => ({
  uri: URI,
  node: node(fields),
  parent: undefined,
  children: [],
});

test('an instruction row: words as the model has them, a click goes to its line', () => {
  assert.deepEqual(viewItem(row({ range: RANGE })), {
    id: `${URI}#step:3`,
    label: 'RUN make',
    description: '42.1 MB · 22% · layer',
    tooltip: 'RUN make\n42,113,024 bytes',
    icon: 'layers',
    contextValue: 'layerlens.instruction',
    state: 'leaf',
    spoken: 'RUN make, 42.1 MB, 22%, layer, measured',
    click: { command: 'layerlens.revealLine', arguments: [URI, RANGE] },
  });
});

test('a row without a line only selects', () => {
  assert.equal(viewItem(row()).click, undefined);
});

test('a stage, the history and its cheaper order are open, other parents are closed, a stage without rows is a leaf', () => {
  for (const kind of ['stage', 'history', 'order'])
    assert.equal(viewItem({ ...row(), node: { ...node(), kind, children: [node()] } }).state, 'open', kind);
  assert.equal(viewItem(row({ kind: 'base', children: [node()] })).state, 'closed');
  assert.equal(viewItem(row({ kind: 'stage' })).state, 'leaf');
});

test('how sure a size is, is said in words', () => {
  assert.match(viewItem(row({ certainty: 'estimated' })).spoken, /, estimated$/);
  assert.match(viewItem(row({ certainty: 'unknown' })).spoken, /, size unknown$/);
});

test('a message row has no size to be sure of', () => {
  assert.equal(
    viewItem(row({ kind: 'message', label: 'No engine answers.', description: '', certainty: 'unknown' })).spoken,
    'No engine answers.',
  );
});

test('a file of the context is opened by a click', () => {
  const file: ViewRow = {
    ...row(),
    node: { ...node(), kind: 'file', file: 'file:///w/app.js', path: 'app.js', children: [] },
  };
  assert.deepEqual(viewItem(file).click, { command: 'layerlens.openContextFile', arguments: ['file:///w/app.js'] });
  assert.equal(viewItem(file).contextValue, 'layerlens.file');
});
