// What lies in a stage that no RUN of unknown effect has touched: copies over copies, who wrote last, and one place under
// two names. The last step, a COPY --from, tells what is known of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, planLines, type Project } from '../../test/support/cacheBuild';
import { contentOf, likeness } from './contentKey';
import { isWithin, otherNames, parentsOf } from './twinPaths';

const FILES = { a: '1', b: '1', 'd/e': '1', 'd/f': '1' };

/** Verdict on the last step when the text or the files changed. */
function last(
  lines: readonly string[],
  change: { from?: string; to?: string; files?: Record<string, string> },
): string {
  const first: Project = { dockerfile: `${lines.join('\n')}\n`, files: FILES };
  const { from = '', to = '', files = {} } = change;
  assert.ok(first.dockerfile.includes(from), from);
  const builder = new MemoryBuilder();
  builder.build(first);
  const plan = builder.plan({ dockerfile: first.dockerfile.replace(from, to), files: { ...FILES, ...files } });
  return planLines(plan).at(-1)?.split(' ')[0] ?? '';
}

const CHAIN = [
  'FROM x AS one',
  'COPY a /one',
  'FROM y AS two',
  'COPY --from=one /one /two',
  'FROM z',
  'COPY --from=two /two /three',
];

test('what differs at the source differs wherever it was copied whole', () => {
  assert.equal(last(CHAIN, { files: { a: '2' } }), 'miss');
  assert.equal(last(CHAIN, { files: { b: '2' } }), 'hit');
  assert.equal(last(CHAIN, { from: 'FROM y', to: 'FROM w' }), 'unknown');
});

test('an owner of its own hides owners only; a mode of its own, or a part that is taken, hides more', () => {
  const folder = CHAIN.map((line) => line.replace('COPY a ', 'COPY d '));
  const edit = { files: { 'd/e': '2' } };
  assert.equal(last(folder, edit), 'miss');
  assert.equal(
    last(
      folder.map((line) => line.replace('/two /three', '/two/f /three')),
      edit,
    ),
    'unknown',
  );
  assert.equal(
    last(
      CHAIN.map((line) => line.replace('--from=one', '--from=one --chmod=600')),
      { files: { a: '2' } },
    ),
    'unknown',
  );
  const owner = { from: 'COPY a', to: 'COPY --chown=5 a' };
  assert.equal(last(CHAIN, owner), 'miss');
  assert.equal(
    last(
      CHAIN.map((line) => line.replace('--from=one', '--from=one --chown=6')),
      owner,
    ),
    'unknown',
  );
});

test('what a later copy may have covered makes no difference', () => {
  const lines = (dest: string): string[] => [
    ...['FROM x AS one', 'COPY b /b', 'FROM y AS two', 'COPY d /two/d', `COPY --from=one /b ${dest}`],
    ...['FROM z', 'COPY --from=two /two /three'],
  ];
  assert.equal(last(lines('/two/d/e'), { files: { 'd/e': '2' } }), 'unknown');
  assert.equal(last(lines('/two/d/e'), { files: { 'd/f': '2' } }), 'miss');
  assert.equal(last(lines('/two/g'), { files: { 'd/e': '2' } }), 'miss');
});

test('who wrote last', () => {
  const lines = ['FROM x AS one', 'COPY b /b', 'FROM y AS two', 'COPY --from=one /b /two/e', 'COPY d /two', 'FROM z'];
  const taken = [...lines, 'COPY --from=two /two /three'];
  const order = { from: 'COPY --from=one /b /two/e\nCOPY d /two', to: 'COPY d /two\nCOPY --from=one /b /two/e' };
  assert.equal(last(taken, order), 'unknown');
  assert.equal(last(taken, {}), 'hit');
});

test('what a program left may hold a link, and lead what is written below it elsewhere', () => {
  const lines = [
    ...[
      'FROM x AS built',
      'RUN make',
      'FROM scratch AS one',
      'COPY --from=built /out /d',
      'COPY a /d/l/a',
      'COPY b /e',
    ],
    ...['FROM z', 'COPY --from=one /e /e'],
  ];
  assert.equal(last(lines, { files: { a: '2' } }), 'unknown');
  assert.equal(last(lines, {}), 'hit');
  const beside = lines.map((line) => line.replace('/d/l/a', '/f/l/a'));
  assert.equal(last(beside, { files: { a: '2' } }), 'hit');
});

test('one place under two names', () => {
  const lines = ['FROM x AS one', 'COPY a /bin/tool', 'COPY d /opt/d', 'FROM z', 'COPY --from=one /usr/bin/tool /tool'];
  assert.equal(last(lines, { files: { a: '2' } }), 'unknown');
  assert.equal(last(lines, { files: { b: '2' } }), 'hit');
  assert.equal(last([...lines.slice(0, -1), 'COPY --from=one /usr /tool'], { files: { a: '2' } }), 'unknown');
});

test('names of places', () => {
  assert.deepEqual(otherNames('/usr/bin/x').sort(), ['/bin/x', '/sbin/x', '/usr/sbin/x']);
  assert.deepEqual(otherNames('/var/run'), ['/run']);
  assert.deepEqual(otherNames('/usr/local/bin/x'), []);
  assert.ok(otherNames('/usr').includes('/lib64'));
  assert.deepEqual(otherNames('/'), []);
  assert.ok(isWithin('/a/b', '/a') && isWithin('/a', '/') && !isWithin('/ab', '/a'));
  assert.deepEqual(parentsOf('/a/b/c'), ['/a', '/a/b']);
});

test('contents of older records, and such as nobody wrote, say nothing', () => {
  const key = (loose: string, shape = 'f /x'): ReturnType<typeof contentOf> =>
    contentOf(`~${['base', '["/x",[],[]]', 'all', 'files', '', shape, loose].join('\t')}`);
  assert.equal(likeness(key('#1#2'), key('#1#2')), 'same');
  assert.equal(likeness(key('#1#2'), key('#3#2')), 'different');
  for (const [a, b] of [
    [key('=1'), key('=2')],
    [key('=1'), key('#2#2')],
    [key('#1#2'), key('#1#2', '/x f')],
    [key('#1#2'), key('#1#3')],
    [key('&%E0%A4%A'), key('&%')],
    [key('&'), key('&~')],
  ] as const)
    assert.equal(likeness(a, b), 'unknown');
});
