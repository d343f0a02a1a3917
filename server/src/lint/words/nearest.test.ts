import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, nearest, onlyNeighbour } from './nearest';

test('edits between two words, up to a limit', () => {
  for (const [a, b, most, expected] of [
    ['kitten', 'sitting', 3, 3],
    ['kitten', 'sitting', 2, Infinity],
    ['', 'ab', 2, 2],
    ['ab', '', 2, 2],
    ['same', 'same', 2, 0],
    ['ä€😀', 'a€😀', 2, 1],
    ['short', 'much longer than that', 2, Infinity],
    ['x'.repeat(10_000), 'x'.repeat(10_000), 2, Infinity],
  ] as const) {
    assert.equal(distance(a, b, most), expected, `${a.slice(0, 20)} ${b.slice(0, 20)}`);
  }
});

test('the nearest of several is the first of those with the fewest edits', () => {
  assert.equal(nearest('VERSON', ['VERSIONS', 'VERSION', 'PERSON']), 'VERSION');
  assert.equal(nearest('ab', ['ax', 'ay']), 'ax');
  assert.equal(nearest('abcdef', ['uvwxyz']), undefined);
  assert.equal(nearest('same', ['sane', 'same']), undefined, 'an equal word is no slip');
});

test('a neighbour counts when there is no other', () => {
  assert.equal(onlyNeighbour('COPPY', ['COPY', 'CMD']), 'COPY');
  assert.equal(onlyNeighbour('CM', ['CMD', 'COM']), undefined);
  assert.equal(onlyNeighbour('COPY', ['COPY']), undefined);
});
