import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayerTreeNode } from '../../../server/src/protocol/viewModels';
import { layerItem } from './layerItem';
import type { LayerRow } from './layerRows';

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
const row = (fields?: Partial<LayerTreeNode>): LayerRow => ({
  uri: URI,
  node: node(fields),
  parent: undefined,
  children: [],
});

test('an instruction row: words as the model has them, a click goes to its line', () => {
  assert.deepEqual(layerItem(row({ range: RANGE })), {
    id: `${URI}#step:3`,
    label: 'RUN make',
    description: '42.1 MB · 22% · layer',
    tooltip: 'RUN make\n42,113,024 bytes',
    icon: 'layers',
    contextValue: 'layerlens.instruction',
    state: 'leaf',
    spoken: 'RUN make, 42.1 MB, 22%, layer, measured',
    reveal: [URI, RANGE],
  });
});

test('a row without a line only selects', () => {
  assert.equal(layerItem(row()).reveal, undefined);
});

test('a stage is open, other parents are closed, a stage without rows is a leaf', () => {
  assert.equal(layerItem(row({ kind: 'stage', children: [node()] })).state, 'open');
  assert.equal(layerItem(row({ kind: 'base', children: [node()] })).state, 'closed');
  assert.equal(layerItem(row({ kind: 'stage' })).state, 'leaf');
});

test('how sure a size is, is said in words', () => {
  assert.match(layerItem(row({ certainty: 'estimated' })).spoken, /, estimated$/);
  assert.match(layerItem(row({ certainty: 'unknown' })).spoken, /, size unknown$/);
});

test('a message row has no size to be sure of', () => {
  assert.equal(
    layerItem(row({ kind: 'message', label: 'No engine answers.', description: '', certainty: 'unknown' })).spoken,
    'No engine answers.',
  );
});
