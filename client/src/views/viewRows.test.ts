import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ViewNode } from '../../../server/src/protocol/viewModels';
import { viewRows } from './viewRows';

const node = (id: string, children: readonly ViewNode[] = []): ViewNode => ({
  id,
  kind: 'instruction',
  label: id,
  description: '',
  tooltip: '',
  icon: 'layers',
  children,
});

test('every row knows its document, its parent and its children', () => {
  const rows = viewRows({
    uri: 'file:///a',
    title: '',
    roots: [node('stage', [node('base', [node('layer')]), node('run')])],
  });
  const layer = rows.byId.get('layer');
  assert.equal(layer?.uri, 'file:///a');
  assert.equal(layer.parent?.node.id, 'base');
  assert.equal(layer.parent.parent, rows.roots[0]);
  assert.deepEqual(
    rows.roots[0]?.children.map((child) => child.node.id),
    ['base', 'run'],
  );
  assert.deepEqual([...rows.byId.keys()], ['stage', 'base', 'layer', 'run']);
});

test('a model without rows', () => {
  assert.deepEqual(viewRows({ uri: 'file:///a', title: '', roots: [] }).roots, []);
});
