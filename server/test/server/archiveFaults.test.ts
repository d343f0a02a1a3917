// Saved images that are cut off, gone, damaged or no images: the message says what, why and what to do, and what was
// shown before stays, marked. The bundled server over stdio, archives in a folder of the test.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { LspClient } from '../support/lspClient';
import { TestWorkspace } from '../support/workspace';

const TEXT = readFileSync(join(process.cwd(), 'test-workspace/sample/Dockerfile'), 'utf8');
const SAVED = readFileSync(join(process.cwd(), 'test-workspace/sample/sample-image.tar.gz'));
/** The line of a RUN, and what it says when the saved image is read. */
const RUN = 10;
const FRESH = '1.99 MB · 24%';

let workspace: TestWorkspace;
let client: LspClient;
let uri: string;

beforeEach(async () => {
  workspace = new TestWorkspace();
  uri = workspace.write('Dockerfile', TEXT);
  client = await LspClient.start();
  await client.open(uri, TEXT);
});

afterEach(async () => {
  assert.equal(await client.stop(), 0, 'the server ends well whatever happened');
  assert.deepEqual(client.shown, [], 'no pop-up');
  assert.equal(client.stderr, '');
  workspace.dispose();
});

const choose = (name: string): Promise<null> =>
  client.request('layerlens/choose', { uri, image: { kind: 'archive', path: workspace.path(name) }, target: '' });

/** What the tree says once the archive has been read. */
async function messageAfter(pattern: RegExp): Promise<string> {
  let message = '';
  await client.until(`a message like ${String(pattern)}`, async () => {
    message = (await client.tree(uri)).message ?? '';
    return pattern.test(message);
  });
  return message;
}

test('a chosen archive is read, and its values are kept and marked when it is cut off afterwards', async () => {
  const path = workspace.putSampleImage('image.tar.gz');
  await choose('image.tar.gz');
  await client.untilLens(uri, RUN, FRESH);
  truncateSync(path, Math.floor(SAVED.length / 2));
  await client.request('layerlens/refresh', { uri });
  await client.untilLens(uri, RUN, '~1.99 MB · the archive is cut off');
  assert.match(
    (await client.tree(uri)).message ?? '',
    /^Cannot read image\.tar\.gz: the archive ends .*\. Save the image again\.$/,
  );
  assert.equal((await client.status(uri)).sizes, 'old');
  assert.ok(
    client.log.some((line) => line.startsWith('image/truncated: ')),
    'the log has the detail',
  );
  writeFileSync(path, SAVED);
  await client.request('layerlens/refresh', { uri });
  await client.untilLens(uri, RUN, FRESH);
  assert.equal((await client.tree(uri)).message, undefined);
});

test('an archive that is cut off from the start: what, how far, what to do; no number is made up', async () => {
  const tar = gunzipSync(SAVED);
  workspace.write('cut.tar', tar.subarray(0, Math.floor(tar.length * 0.6)));
  await choose('cut.tar');
  const message = await messageAfter(/cut\.tar/);
  assert.match(
    message,
    /^Cannot read cut\.tar: the archive ends in the middle of .+ \([\d.]+ of [\d.]+ MB\)\. Save the image again\.$/,
  );
  assert.equal(await client.lensAt(uri, RUN), '? unknown until built');
  assert.equal((await client.status(uri)).sizes, 'none');
});

test('an archive that is deleted while shown: kept, marked, and said on refresh', async () => {
  const path = workspace.putSampleImage('image.tar.gz');
  await choose('image.tar.gz');
  await client.untilLens(uri, RUN, FRESH);
  rmSync(path);
  await client.request('layerlens/refresh', { uri });
  await client.untilLens(uri, RUN, '~1.99 MB · it could not be read again');
  assert.match(await messageAfter(/image\.tar\.gz/), /^Cannot read image\.tar\.gz: .*Look whether it is still there/);
});

test('choosing what cannot be read keeps what was shown, marked, and says of which file it speaks', async () => {
  workspace.putSampleImage('good.tar.gz');
  workspace.write('bad.tar', 'this is a letter, not an archive\n'.repeat(100));
  await choose('good.tar.gz');
  await client.untilLens(uri, RUN, FRESH);
  await choose('bad.tar');
  await client.untilLens(uri, RUN, '~1.99 MB · the chosen image could not be read');
  assert.match(
    (await client.tree(uri)).message ?? '',
    /^Cannot read bad\.tar: this is not a tar archive\. Open what docker save/,
  );
  const status = await client.status(uri);
  assert.equal(status.sizes, 'old');
  assert.match(status.tooltip, /Image: good\.tar\.gz/);
});

test('archives that are none: each says what it is instead', async () => {
  workspace.write('empty.tar', '');
  workspace.write('letter.tar', 'Dear reader\n'.repeat(500));
  workspace.write('zeros.tar', Buffer.alloc(10_240));
  for (const [name, expected] of [
    ['empty.tar', /^Cannot read empty\.tar: the file is empty\./],
    ['letter.tar', /^Cannot read letter\.tar: this is not a tar archive\./],
    ['zeros.tar', /^Cannot read zeros\.tar: .+/],
    ['no-such.tar', /^Cannot read no-such\.tar: .+Look whether it is still there/],
  ] as const) {
    await choose(name);
    assert.match(await messageAfter(new RegExp(name)), expected);
  }
  // A folder that holds no image.
  await client.request('layerlens/choose', { uri, image: { kind: 'archive', path: workspace.folder }, target: '' });
  await messageAfter(/^Cannot read ll-workspace-/);
});

test('a damaged compression is said, not guessed around', async () => {
  const damaged = Buffer.from(SAVED);
  damaged.fill(0x55, Math.floor(damaged.length / 2), Math.floor(damaged.length / 2) + 4000);
  workspace.write('damaged.tar.gz', damaged);
  await choose('damaged.tar.gz');
  assert.match(await messageAfter(/damaged\.tar\.gz/), /^Cannot read damaged\.tar\.gz: .+\. Save the image again\.$/);
  assert.equal(await client.lensAt(uri, RUN), '? unknown until built');
});

test('an archive of something else fits no line, and that is said', async () => {
  workspace.putSampleImage('image.tar.gz');
  await client.change(uri, 'FROM alpine\nRUN one\nCOPY two /three\n', 2);
  await choose('image.tar.gz');
  const message = await messageAfter(/does not fit/);
  assert.equal(message, 'image.tar.gz was not made from this Dockerfile: its history does not fit.');
  assert.deepEqual(await client.lenses(uri), [
    '0: stage-0 · not built yet · 2 layers',
    '0: Build and Measure',
    '1: ? unknown until built',
    '2: ? unknown until built',
  ]);
});

test('the image that was chosen last wins, however long the one before takes to read', async () => {
  workspace.putSampleImage('first.tar.gz');
  workspace.putSampleImage('second.tar.gz');
  void choose('first.tar.gz');
  void choose('second.tar.gz');
  await client.untilLens(uri, RUN, FRESH);
  const titles = new Set<string>();
  await client.until('all is read', async () => {
    titles.add((await client.tree(uri)).title);
    return !/reading/.test((await client.status(uri)).text);
  });
  assert.deepEqual([...titles], ['runtime · second.tar.gz · 8.33 MB']);
});

test('going back to the automatic choice forgets an image that does not fit', async () => {
  workspace.putSampleImage('image.tar.gz');
  const other = workspace.write('sub.Dockerfile', 'FROM alpine\nRUN one\n');
  await client.open(other, 'FROM alpine\nRUN one\n');
  await client.request('layerlens/choose', {
    uri: other,
    image: { kind: 'archive', path: workspace.path('image.tar.gz') },
    target: '',
  });
  await client.until('it does not fit', async () => /does not fit/.test((await client.tree(other)).message ?? ''));
  await client.request('layerlens/choose', { uri: other, image: { kind: 'auto' }, target: '' });
  await client.until('it is forgotten', async () => /does not answer/.test((await client.tree(other)).message ?? ''));
  assert.match((await client.status(other)).text, /^Layerlens: stage-0 · text only/);
});
