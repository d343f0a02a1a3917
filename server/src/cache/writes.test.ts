// What is in a stage of COPYs: headers of the folders that they make and meet, and files of an image that was listed. The
// last step, a COPY --from, tells what is known of it; server/test/cacheScenarios asks builders the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, planLines, type Project } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';

const FILES = { a: '1', b: '1', 'd/s/one': '1', 'e/s/two': '1' };

/** Verdict on the last step when the text, the files or the images changed. */
function last(
  lines: readonly string[],
  change: { from?: string; to?: string; files?: Record<string, string>; baseFiles?: Project['baseFiles'] },
  baseFiles?: Project['baseFiles'],
): string {
  const first: Project = { dockerfile: `${lines.join('\n')}\n`, files: FILES, ...(baseFiles && { baseFiles }) };
  const { from = '', to = '', files = {} } = change;
  assert.ok(first.dockerfile.includes(from), from);
  const builder = new MemoryBuilder(shellParser());
  builder.build(first);
  const listed = change.baseFiles ?? baseFiles;
  const plan = builder.plan({
    dockerfile: first.dockerfile.replace(from, to),
    files: { ...FILES, ...files },
    ...(listed && { baseFiles: listed }),
  });
  return planLines(plan).at(-1)?.split(' ')[0] ?? '';
}

test('the header of a copied folder goes nowhere, those of folders in it go along', () => {
  const taken = ['FROM scratch AS two', 'COPY --from=one /w /v', 'FROM x', 'COPY --from=two /v /u'];
  const owned = ['FROM scratch AS one', 'WORKDIR /w', 'COPY a .', ...taken];
  assert.equal(last(owned, { from: 'WORKDIR', to: 'USER 5\nWORKDIR' }), 'hit');
  assert.equal(last(owned, { from: '--from=one', to: '--from=one --chown=5' }), 'miss');
  const inside = ['FROM scratch AS one', 'WORKDIR /w/in', 'COPY a .', ...taken];
  assert.equal(last(inside, { from: 'WORKDIR', to: 'USER 5\nWORKDIR' }), 'miss');
});

test('folders on the way are made for the owner, and with the mode, of what is copied', () => {
  const lines = ['FROM scratch AS one', 'WORKDIR /p/q', 'COPY --chown=5 a /p/q/a', 'FROM x', 'COPY --from=one /p /p'];
  assert.equal(last(lines, { from: 'WORKDIR /p/q\n', to: '' }), 'miss');
  assert.equal(last(lines, { from: 'WORKDIR /p/q\n', to: 'USER 5\nWORKDIR /p/q\n' }), 'miss');
  assert.equal(last(lines, { from: 'WORKDIR /p/q\n', to: 'WORKDIR /p\nWORKDIR /p/q\n' }), 'hit');
});

test('what two stages bring to one place is what both bring', () => {
  const lines = [
    ...['FROM x AS one', 'COPY a /d/', 'FROM x AS two', 'COPY b /d/', 'FROM y AS both', 'COPY --from=one /d /all'],
    ...['COPY --from=two /d /all', 'FROM z', 'COPY --from=both /all /all'],
  ];
  assert.equal(last(lines, { files: { a: '2' } }), 'unknown');
  assert.equal(last(lines, { from: '=one /d /all\nCOPY --from=two', to: '=two /d /all\nCOPY --from=one' }), 'unknown');
  assert.equal(last(lines, {}), 'hit');
});

test('a link that was copied leads a COPY and a WORKDIR elsewhere', () => {
  const builder = (line: string): string[] => [
    ...['FROM scratch AS one', 'COPY . /in/', line, 'FROM x', 'COPY --from=one /in/d /d'],
  ];
  const files = { link: '-> d' };
  const project = (line: string, more: Record<string, string>): Project => ({
    dockerfile: `${builder(line).join('\n')}\n`,
    files: { ...FILES, ...files, ...more },
  });
  for (const [line, change] of [
    ['COPY b /in/link/s/one', { b: '2' }],
    ['WORKDIR /in/link/more', { a: '2' }],
  ] as const) {
    const memory = new MemoryBuilder();
    memory.build(project(line, {}));
    assert.equal(
      planLines(memory.plan(project(line, change)))
        .at(-1)
        ?.split(' ')[0],
      'unknown',
      line,
    );
  }
});

test('an image that nobody listed may lead a write elsewhere by a link; official ones are known to have none there', () => {
  const taken = (image: string): string[] => [
    ...[`FROM ${image} AS one`, 'COPY a /srv/a', 'COPY d /data', 'FROM z', 'COPY --from=one /data /data'],
  ];
  assert.equal(last(taken('acme/base:1'), { files: { a: '2' } }), 'unknown');
  assert.equal(last(taken('debian:12'), { files: { a: '2' } }), 'hit');
  // What a program makes in there may be links all the same.
  const led = taken('debian:12').map((line) => line.replace('COPY a /srv/a', 'COPY a /srv/a\nRUN make'));
  assert.equal(last(led, { files: { a: '2' } }), 'unknown');
});

const LISTED = { x: { 'opt/app/': '', 'etc/os': '1' }, y: { 'opt/app/': '', 'etc/os': '1', 'srv/z': '1' } };

test('where images are listed, what neither has makes no difference', () => {
  const lines = ['FROM x AS one', 'COPY d /data', 'FROM z', 'COPY --from=one /data /data'];
  const other = { from: 'FROM x', to: 'FROM y' };
  assert.equal(last(lines, other), 'unknown');
  assert.equal(last(lines, other, LISTED), 'hit');
  assert.equal(last(lines, { ...other, baseFiles: { x: LISTED.x } }, LISTED), 'unknown');
  assert.equal(
    last(
      lines.map((line) => line.replaceAll('/data', '/srv')),
      other,
      LISTED,
    ),
    'miss',
  );
  assert.equal(
    last(
      lines.map((line) => line.replace('COPY d', 'COPY --chown=node d')),
      other,
      LISTED,
    ),
    'unknown',
  );
});

test('files of a listed image are known by their bytes, where these were read', () => {
  const lines = ['FROM z', 'COPY --from=x /etc /etc'];
  const other = { x: LISTED.x, y: { ...LISTED.y, 'etc/os': '2' } };
  assert.equal(last(lines, { from: '=x', to: '=y' }, LISTED), 'hit');
  assert.equal(last(lines, { from: '=x', to: '=y' }, other), 'miss');
  assert.equal(last(lines, { from: '=x', to: '=y' }), 'unknown');
});

test('a folder that a listed image has takes a file in', () => {
  const lines = ['FROM x AS one', 'COPY a /opt/app', 'FROM z', 'COPY --from=one /opt/app/a /a'];
  assert.equal(last(lines, { files: { a: '2' } }, LISTED), 'miss');
  assert.equal(last(lines, { files: { b: '2' } }, LISTED), 'hit');
});

test('a link of a listed image makes of a place another one', () => {
  const linked = { x: { 'srv/www': '-> /data', 'data/k': '1' } };
  const lines = ['FROM x AS one', 'COPY a /srv/www/a', 'COPY b /data/b', 'FROM z', 'COPY --from=one /data/b /b'];
  assert.equal(last(lines, { files: { a: '2' } }, linked), 'hit');
  const through = lines.map((line) => line.replace('--from=one /data/b', '--from=one /data'));
  assert.equal(last(through, { files: { a: '2' } }, linked), 'miss');
  const dangling = { x: { 'srv/www': '-> /nowhere' } };
  assert.equal(last(through, { files: { a: '2' } }, dangling), 'unknown');
  const beside = ['FROM x AS one', 'COPY b /data/b', 'FROM z', 'COPY --from=one /srv/www/b /b'];
  assert.equal(last(beside, { files: { b: '2' } }, linked), 'miss');
});

test('a RUN that is followed on a listed image: what it did not touch is the image’s, what it did is not compared', () => {
  const lines = ['FROM x AS one', 'RUN mkdir -p /out && cp /etc/os /out/os', 'FROM z', 'COPY --from=one'];
  const taking = (path: string): string[] => lines.map((line) => line.replace(/--from=one$/, `--from=one ${path} /t`));
  const other = { from: 'FROM x', to: 'FROM y' };
  assert.equal(last(taking('/opt/app'), other, LISTED), 'hit');
  assert.equal(last(taking('/out/os'), other, LISTED), 'unknown');
  // A process finds /etc/hosts and its like made for it.
  assert.equal(last(taking('/etc'), other, LISTED), 'unknown');
});
