import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tree } from '../../test/support/contextTree';
import { parseIgnoreFile } from './ignoreFile';
import { weighContext } from './weigh';

test('what enters and what stays out, with the pattern that decided', () => {
  const ignore = parseIgnoreFile('node_modules\n*.md\n!README.md\nd\n!d/keep');
  const weighed = weighContext(
    tree('node_modules/ a=12345 README.md=123 x.md=1234 d/keep=12 d/lost=1 d/e/f=1 s/t=123456 l->a'),
    ignore,
  );
  assert.deepEqual(
    weighed.entering.map(({ path, bytes, letInBy }) => [path, bytes, letInBy?.line]),
    [
      ['s/t', 6, undefined],
      ['a', 5, undefined],
      ['README.md', 3, 3],
      ['d/keep', 2, 5],
      ['l', 0, undefined],
    ],
  );
  assert.deepEqual(
    weighed.keptOut.map(({ path, bytes, by }) => [path, bytes, by?.line]),
    [
      ['d/e', undefined, 4],
      ['d/lost', 1, 4],
      ['node_modules', undefined, 1],
      ['x.md', 4, 2],
    ],
  );
  assert.deepEqual(
    weighed.byFolder.map(({ path, bytes, files }) => [path, bytes, files]),
    [
      ['', 16, 5],
      ['s', 6, 1],
      ['d', 2, 1],
    ],
  );
  assert.deepEqual([weighed.bytes, weighed.files, weighed.folders], [16, 5, 2]);
});
