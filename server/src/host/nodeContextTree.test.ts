// Lines of folders in pieces, in any order, become one tree; folders that say the same as before stay the same objects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkTree, type DirectoryNode } from '../context/tree';
import { TreeBuilder } from './nodeContextTree';
import { lineOf, NO_HEADER, type Block } from './nodeContextWire';

const file = (name: string, size = 1): string => lineOf(name, 'f', { mode: 0o644, size, mtime: '1' });
const folder = (name: string): string => lineOf(name, 'd', NO_HEADER);
const block = (path: string, ...lines: string[]): Block => ({ path, lines: lines.join('\n'), size: lines.length });

function built(blocks: readonly Block[], known?: DirectoryNode, at = ''): DirectoryNode {
  const builder = new TreeBuilder(at);
  for (const one of blocks) builder.add(one);
  return builder.tree(known);
}

const paths = (tree: DirectoryNode): string =>
  [...walkTree(tree)]
    .map(([path]) => path)
    .join(' ')
    .trim();

const BLOCKS = [
  block('d/e', file('x')),
  block('d', file('b'), folder('e'), file('z')),
  block('', file('.a'), folder('d'), folder('empty'), file('q')),
];

test('whatever order and pieces they come in', () => {
  const expected = '.a d d/b d/e d/e/x d/z empty q';
  assert.equal(paths(built(BLOCKS)), expected);
  assert.equal(paths(built([...BLOCKS].reverse())), expected);
  const pieces = [block('', folder('d')), block('d', file('b'), file('z')), block('', file('q')), block('d/e')];
  const rest = [block('', folder('empty')), block('d', folder('e')), block('d/e', file('x')), block('', file('.a'))];
  assert.equal(paths(built([...pieces, ...rest])), expected);
  assert.deepEqual(built([...pieces, ...rest]), built(BLOCKS));
  assert.equal(paths(built([block('', file('a'), file('a')), block('', file('a'))])), 'a');
  assert.equal(paths(built([])), '');
});

test('folders that say the same stay the same', () => {
  const before = built(BLOCKS);
  assert.equal(built(BLOCKS, before), before);
  const after = built(
    [block('d/e', file('x')), block('d', file('b', 2), folder('e'), file('z')), ...BLOCKS.slice(2)],
    before,
  );
  assert.notEqual(after, before);
  assert.equal(after.children.get('empty'), before.children.get('empty'));
  const [d, old] = [after.children.get('d'), before.children.get('d')];
  assert.ok(d?.kind === 'directory' && old?.kind === 'directory' && d !== old);
  assert.equal(d.children.get('e'), old.children.get('e'));
});

test('what went before it was read is not there', () => {
  const gone = (name: string): string => lineOf(name, '-', NO_HEADER);
  assert.equal(paths(built([block('', gone('a'), file('b'), gone('c')), block('', file('-d'))])), '-d b');
  assert.equal(paths(built([block('', gone('a'))])), '');
});

test('a listing of a folder alone', () => {
  assert.equal(paths(built([block('d/e', file('x')), block('d', folder('e'))], undefined, 'd')), 'e e/x');
});
