// Folders as lines of text: what is put in comes out, is found by its name, and stays in order, whatever names hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteOrder } from './byteOrder';
import { EntryList } from './entryList';
import { directory, type ContextNode } from './tree';

const HEADER = { mode: 0o644, uid: 0, gid: 0, mtime: '1' };
const file = (size: number): ContextNode => ({ kind: 'file', ...HEADER, size, digest: undefined });

const NODES: Readonly<Record<string, ContextNode>> = {
  '': { kind: 'other', ...HEADER, mode: 0 },
  'a\tb': { kind: 'file', ...HEADER, size: 9, digest: `sha256:${'0a'.repeat(32)}` },
  'a\nd1\t\t\tb': { kind: 'file', ...HEADER, size: 1, digest: 'of another kind' },
  'back\\slash\\n': { kind: 'symlink', ...HEADER, target: 'to\nsomewhere\\' },
  d: directory([['inner', file(1)]]),
  dd: { kind: 'file', mode: 0, uid: 7, gid: 8, mtime: '', size: 0, digest: undefined, problem: 'unreadable' },
  named: { kind: 'file', ...HEADER, uid: -12, gid: 4_000_000_000, mtime: '-5', size: 2 ** 40, digest: undefined },
  'ü😀': { kind: 'other', ...HEADER, mode: 0o7777 },
};

const inOrder = (nodes: Readonly<Record<string, ContextNode>>): [string, ContextNode][] =>
  Object.entries(nodes).sort(([a], [b]) => byteOrder(a, b));

test('what is put in comes out', () => {
  const list = EntryList.of(inOrder(NODES));
  assert.deepEqual([...list], inOrder(NODES));
  assert.deepEqual([...list.keys()], [...new Map(inOrder(NODES)).keys()]);
  assert.equal([...list.values()].length, list.size);
  for (const [name, node] of Object.entries(NODES)) assert.deepEqual(list.get(name), node, JSON.stringify(name));
  for (const name of ['a', 'b', 'c', 'z', '\u{10ffff}', 'f644']) assert.equal(list.has(name), false, name);
  assert.equal(list.get('d'), NODES['d'], 'a folder stays the same object');
});

test('changes one by one and all at once give what a map would', () => {
  const names = Object.keys(NODES);
  for (const [i, name] of names.entries()) {
    const other = names[(i + 3) % names.length] ?? '';
    const changes = new Map<string, ContextNode | undefined>([
      [name, file(77)],
      [other, undefined],
      [`${name}!`, directory([])],
      ['zz', file(3)],
      ['not there', undefined],
    ]);
    const expected = new Map(Object.entries(NODES));
    for (const [at, node] of changes) if (node) expected.set(at, node);
    expected.delete(other);
    const list = EntryList.of(inOrder(NODES)).with(changes);
    assert.deepEqual([...list], inOrder(Object.fromEntries(expected)));
    assert.equal(list.size, expected.size);
    assert.deepEqual(list, EntryList.of(inOrder(Object.fromEntries(expected))));
  }
});

test('a change that changes nothing is the same list', () => {
  const list = EntryList.of(inOrder(NODES));
  assert.equal(list.with(new Map()), list);
  assert.equal(list.with(new Map(inOrder(NODES))), list);
  assert.equal(list.with(new Map([['none', undefined]])), list);
  assert.notEqual(list.with(new Map([['d', directory([])]])), list);
  const nothing = new Map(Object.keys(NODES).map((name) => [name, undefined] as const));
  assert.equal(list.with(nothing), EntryList.EMPTY);
  assert.deepEqual([...EntryList.EMPTY.with(new Map([['a', file(1)]]))], [['a', file(1)]]);
});
