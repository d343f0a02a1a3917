// What RUN --mount says: CSV with quotes, words for the same thing, types.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../syntax/parse';
import { mountsOf, mountSources } from './mounts';

const run = (line: string) => {
  const found = parseDockerfile(`FROM a\n${line}\n`).instructions.find((one) => one.keyword === 'RUN');
  if (!found) throw new Error('no RUN');
  return found;
};
const NOTHING = { type: 'bind', from: '', source: '', target: '', id: '' };

test('fields, their other names, and the default type', () => {
  for (const [mount, expected] of [
    ['target=/x', { target: '/x' }],
    ['dst=/x,src=/y', { target: '/x', source: '/y' }],
    ['destination=/x,source=y,from=build', { target: '/x', source: 'y', from: 'build' }],
    ['type=cache,target=/c,id=npm,ro', { type: 'cache', target: '/c', id: 'npm' }],
    ['TYPE=Cache,Target=/C', { type: 'cache', target: '/C' }],
    ['type=tmpfs,"target=/a,b"', { type: 'tmpfs', target: '/a,b' }],
    ['type=cache,"id=say ""hi""",target=/c', { type: 'cache', id: 'say "hi"', target: '/c' }],
    ['type=secret,id=a=b', { type: 'secret', id: 'a=b' }],
    ['', {}],
    ['constructor=x,__proto__=y', {}],
  ] as const) {
    // The quotes of the builder's own word splitting go around the whole flag.
    const [read] = mountsOf(run(`RUN --mount='${mount}' x`));
    const { type, from, source, target, id } = read ?? NOTHING;
    assert.deepEqual({ type, from, source, target, id }, { ...NOTHING, ...expected }, mount);
  }
});

test('several mounts keep their order; sources are the names after from=', () => {
  const two = run('RUN --mount=from=one,target=/1 --network=none --mount=type=cache,target=/2 --mount=from=two x');
  assert.deepEqual(
    mountsOf(two).map(({ target }) => target),
    ['/1', '/2', ''],
  );
  assert.deepEqual(mountSources(two), ['one', 'scratch', 'two']);
});

test('a RUN without mounts has none', () => {
  assert.deepEqual(mountsOf(run('RUN make')), []);
});

test('every option is kept under its full name', () => {
  const [mount] = mountsOf(run('RUN --mount=type=secret,id=a,Required,dst=/x,mode=0400 x'));
  assert.deepEqual(
    [...(mount?.options ?? [])],
    [
      ['type', 'secret'],
      ['id', 'a'],
      ['required', ''],
      ['target', '/x'],
      ['mode', '0400'],
    ],
  );
});
