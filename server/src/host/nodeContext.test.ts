// The reader of contexts on a real disk, and what becomes of it when the disk does not hold still.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NEVER_CANCELLED, type CancelSignal } from '../base/platform';
import { compileMatcher } from '../context/ignoreMatcher';
import { withNodes } from '../context/patch';
import type { ContextReader } from '../context/port';
import { rootDigest, walkTree, type ContextNode, type DirectoryNode } from '../context/tree';
import { nodePlatform } from './nodePlatform';
import { nodeContextReader } from './nodeContext';

const WORKER = join(process.cwd(), 'dist/contextWorker.js');
const signal = NEVER_CANCELLED;
const digestOf = (text: string): string => nodePlatform.sha256(new TextEncoder().encode(text));

async function inContext(
  files: Readonly<Record<string, string>>,
  work: (root: string, reader: ContextReader) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'layerlens-reader-'));
  // Thousands of files: one call after the other, without a thread each.
  for (const folder of new Set(Object.keys(files).map((path) => join(root, path, '..'))))
    mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  const reader = nodeContextReader(root, WORKER);
  try {
    await work(root, reader);
  } finally {
    reader.dispose();
    await rm(root, { recursive: true, force: true });
  }
}

async function list(reader: ContextReader): Promise<DirectoryNode> {
  const listed = await reader.list({ signal });
  if (!listed.ok) assert.fail(listed.problem.what);
  return listed.value;
}

async function hash(
  reader: ContextReader,
  paths: Iterable<string>,
  cancel: CancelSignal = signal,
): Promise<Map<string, ContextNode | undefined>> {
  const nodes = new Map<string, ContextNode | undefined>();
  for await (const batch of reader.hash(paths, { signal: cancel }))
    for (const { path, node } of batch) nodes.set(path, node);
  return nodes;
}

const filesOf = (tree: DirectoryNode): string[] =>
  [...walkTree(tree)].filter(([, node]) => node.kind === 'file').map(([path]) => path);

async function read(reader: ContextReader): Promise<DirectoryNode> {
  const tree = await list(reader);
  return withNodes(tree, await hash(reader, filesOf(tree)));
}

const stateOf = (node: ContextNode | undefined): string | undefined =>
  node?.kind === 'file' ? (node.problem ?? node.digest) : node?.kind;

const many = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`d${String(i % 40)}/f${String(i)}`, `text ${String(i)}`]),
  );

test('entries with their headers, then their bytes', () =>
  inContext({ 'a.txt': 'one', 'd/b': 'two', empty: '' }, async (root, reader) => {
    await symlink('../outside', join(root, 'link'));
    await chmod(join(root, 'd/b'), 0o4755);
    await utimes(join(root, 'a.txt'), 1, 2);
    await promisify(execFile)('mkfifo', [join(root, 'pipe')]);
    const tree = await list(reader);
    assert.deepEqual(
      [...walkTree(tree)].map(([path, node]) => [path, node.kind, stateOf(node)]),
      [
        ['', 'directory', 'directory'],
        ['a.txt', 'file', undefined],
        ['d', 'directory', 'directory'],
        ['d/b', 'file', undefined],
        ['empty', 'file', digestOf('')],
        ['link', 'symlink', 'symlink'],
        ['pipe', 'other', 'other'],
      ],
    );
    const nodes = await hash(reader, ['a.txt', 'd/b', 'link', 'pipe', 'gone']);
    assert.equal(stateOf(nodes.get('a.txt')), digestOf('one'));
    assert.equal(nodes.get('a.txt')?.mtime, '2000000000');
    assert.equal(nodes.get('d/b')?.mode, 0o4755);
    assert.deepEqual(nodes.get('link'), {
      kind: 'symlink',
      mode: 0o777,
      uid: 0,
      gid: 0,
      mtime: nodes.get('link')?.mtime,
      target: '../outside',
    });
    assert.equal(nodes.get('pipe')?.kind, 'other');
    assert.ok(nodes.has('gone') && nodes.get('gone') === undefined);
  }));

test('what did not change keeps its digest and its nodes', () =>
  inContext(many(300), async (root, reader) => {
    const before = await read(reader);
    await writeFile(join(root, 'd3/f3'), 'changed');
    const listed = await list(reader);
    assert.deepEqual(
      filesOf(listed).filter((path) => stateOf([...walkTree(listed)].find(([at]) => at === path)?.[1]) === undefined),
      ['d3/f3'],
    );
    const again = await list(reader);
    assert.equal(again, listed);
    assert.ok(rootDigest(before, nodePlatform.sha256));
  }));

test('whether a file may be an archive is known with its bytes, and stays known', () =>
  inContext({ text: 'one', like: 'BZh', empty: '', long: 'x'.repeat(2_000_000) }, async (_, reader) => {
    const surelyNone = (tree: DirectoryNode): string[] =>
      [...walkTree(tree)].flatMap(([path, node]) => (node.kind === 'file' && node.isNoArchive === true ? [path] : []));
    assert.deepEqual(surelyNone(await list(reader)), ['empty']);
    assert.deepEqual(surelyNone(await read(reader)), ['empty', 'long', 'text']);
    assert.deepEqual(surelyNone(await list(reader)), ['empty', 'long', 'text']);
  }));

test('folders that are kept out are not entered', () =>
  inContext({ 'node_modules/a/b': '1', 'd/x': '2', 'd/keep': '3' }, async (_, reader) => {
    const listed = await reader.list({ signal, matcher: compileMatcher(['node_modules', 'd', '!d/keep']) });
    assert.ok(listed.ok);
    assert.deepEqual(filesOf(listed.value), ['d/keep', 'd/x']);
  }));

test('a link to a folder is not followed, nor one that took the place of a folder', () =>
  inContext({ 'd/a': '1', 'elsewhere/a': 'secret' }, async (root, reader) => {
    await symlink('elsewhere', join(root, 'link'));
    const tree = await list(reader);
    assert.deepEqual(filesOf(tree), ['d/a', 'elsewhere/a']);
    await rm(join(root, 'd'), { recursive: true });
    await symlink('elsewhere', join(root, 'd'));
    assert.deepEqual(
      [...(await hash(reader, ['d/a', 'link/a']))],
      [
        ['d/a', undefined],
        ['link/a', undefined],
      ],
    );
    assert.equal(await reader.stat('d/a'), undefined);
    const after = await reader.refresh(tree, ['d/a', 'd'], { signal });
    assert.ok(after.ok && after.value);
    assert.deepEqual(filesOf(after.value), ['elsewhere/a']);
  }));

test('changed paths without a walk', () =>
  inContext({ 'a/b': '1', 'a/c': '2', 'x/y': '3', 'k/l': '4' }, async (root, reader) => {
    const tree = await read(reader);
    await writeFile(join(root, 'a/b'), 'other');
    await writeFile(join(root, 'a/new'), 'new');
    await rm(join(root, 'x'), { recursive: true });
    await mkdir(join(root, 'n/m'), { recursive: true });
    await writeFile(join(root, 'n/m/o'), 'deep');
    await rename(join(root, 'k'), join(root, 'K'));
    const refreshed = await reader.refresh(
      tree,
      ['a/b', 'a/new', 'x/y', 'x', 'n', 'n/m', 'k', 'K', 'nothing', 'no/parent'],
      { signal },
    );
    assert.ok(refreshed.ok && refreshed.value);
    const paths = filesOf(refreshed.value);
    assert.deepEqual(paths, ['K/l', 'a/b', 'a/c', 'a/new', 'n/m/o']);
    const unread = paths.filter(
      (path) => stateOf([...walkTree(refreshed.value ?? tree)].find(([at]) => at === path)?.[1]) === undefined,
    );
    assert.deepEqual(unread, ['K/l', 'a/b', 'a/new', 'n/m/o']);
    const walked = await list(reader);
    // As a walk sees it, but for the time of a folder in which something changed.
    const digests = await Promise.all(
      [walked, refreshed.value].map(async (seen) =>
        rootDigest(withNodes(seen, await hash(reader, unread)), nodePlatform.sha256),
      ),
    );
    assert.ok(digests[0] !== undefined && digests[0] === digests[1]);
    for (const paths of [['.'], ['../x'], Array.from({ length: 10_000 }, (_, i) => `d/${String(i)}`)]) {
      const whole = await reader.refresh(tree, paths, { signal });
      assert.ok(whole.ok && whole.value === undefined);
    }
  }));

test('ten thousand files change at once', () =>
  inContext(many(10_000), async (root, reader) => {
    const before = rootDigest(await read(reader), nodePlatform.sha256);
    const paths = Object.keys(many(10_000));
    for (const path of paths) writeFileSync(join(root, path), `branch ${path}`);
    const tree = await list(reader);
    const refreshed = await reader.refresh(tree, paths, { signal });
    assert.ok(refreshed.ok && refreshed.value === undefined);
    const after = rootDigest(withNodes(tree, await hash(reader, filesOf(tree))), nodePlatform.sha256);
    assert.ok(before !== undefined && after !== undefined && before !== after);
  }));

test('a context that goes while it is read, and comes back', () =>
  inContext(many(4000), async (root, reader) => {
    const tree = await list(reader);
    const states = new Set<string | undefined>();
    let left = filesOf(tree).length;
    let first = true;
    for await (const batch of reader.hash(filesOf(tree), { signal })) {
      if (first) await rename(root, `${root}-gone`);
      first = false;
      left -= batch.length;
      for (const { node } of batch) states.add(node?.kind === 'file' ? (node.problem ?? 'read') : 'gone');
    }
    assert.equal(left, 0);
    assert.ok(states.has('vanished'));
    assert.ok(!states.has('unreadable') && !states.has('changing'));
    const missing = await reader.list({ signal });
    assert.equal(missing.ok ? '' : missing.problem.code, 'context/missing');
    const refreshed = await reader.refresh(tree, ['d1/f1'], { signal });
    assert.equal(refreshed.ok ? '' : refreshed.problem.code, 'context/missing');
    await rename(`${root}-gone`, root);
    assert.ok(rootDigest(await read(reader), nodePlatform.sha256));
  }));

test('a root that is no folder', () =>
  inContext({ file: '1' }, async (root) => {
    const reader = nodeContextReader(join(root, 'file'), WORKER);
    const listed = await reader.list({ signal });
    reader.dispose();
    assert.equal(listed.ok ? '' : listed.problem.code, 'context/not-a-folder');
  }));

test('a file that grows while it is read is changing, and known once it rests', () =>
  inContext({ log: 'x'.repeat(48 * 1024 * 1024) }, async (root, reader) => {
    const writer = setInterval(() => {
      appendFileSync(join(root, 'log'), 'more');
    }, 1);
    const nodes = await hash(reader, ['log']);
    clearInterval(writer);
    assert.equal(stateOf(nodes.get('log')), 'changing');
    assert.match(stateOf((await hash(reader, ['log'])).get('log')) ?? '', /^sha256:/);
  }));

test('reading can be stopped, and goes on afterwards', () =>
  inContext({ ...many(6000), big: 'x'.repeat(96 * 1024 * 1024) }, async (_, reader) => {
    const tree = await list(reader);
    const cancel = new AbortController();
    let seen = 0;
    for await (const batch of reader.hash(['big', ...filesOf(tree)], { signal: cancel.signal })) {
      seen += batch.length;
      cancel.abort();
    }
    assert.ok(seen < 6000);
    const listed = await reader.list({ signal: cancel.signal });
    assert.equal(listed.ok ? '' : listed.problem.code, 'context/cancelled');
    assert.equal((await hash(reader, ['d1/f1'])).size, 1);
  }));

test('progress is told', () =>
  inContext(many(3000), async (_, reader) => {
    let last = { entries: 0, bytes: 0 };
    const listed = await reader.list({ signal, onProgress: (now) => (last = now) });
    assert.ok(listed.ok && last.entries === 3040);
    for await (const batch of reader.hash(filesOf(listed.value), { signal, onProgress: (now) => (last = now) }))
      assert.ok(batch.length > 0);
    assert.equal(last.entries, 3000);
    assert.ok(last.bytes > 3000);
  }));

test('without its worker the reader says so', async () => {
  const reader = nodeContextReader(tmpdir(), join(tmpdir(), 'no-such-worker.js'));
  const listed = await reader.list({ signal });
  assert.equal(listed.ok ? '' : listed.problem.code, 'context/reader-failed');
  assert.equal(stateOf((await hash(reader, ['a'])).get('a')), 'unreadable');
});

/** Root reads everything, so then the test runs itself again as somebody else. */
test('what must not be read is unreadable, and the rest is read', { skip: process.platform === 'win32' }, async () => {
  if (process.getuid?.() === 0) {
    const self = fileURLToPath(import.meta.url);
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const args = ['--test-name-pattern', 'must not be read', self];
    const { status, stdout } = spawnSync(process.execPath, args, { uid: 65534, gid: 65534, env, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^\S pass 1$/m, 'it was run, and not passed over');
    return;
  }
  await inContext({ a: '1', secret: '2', 'shut/b': '3' }, async (root, reader) => {
    await chmod(join(root, 'secret'), 0);
    await chmod(join(root, 'shut'), 0);
    const tree = await list(reader);
    assert.equal(stateOf(tree.children.get('shut')), 'unreadable');
    const nodes = await hash(reader, ['a', 'secret']);
    assert.equal(stateOf(nodes.get('a')), digestOf('1'));
    assert.equal(stateOf(nodes.get('secret')), 'unreadable');
    await chmod(join(root, 'secret'), 0o600);
    await chmod(join(root, 'shut'), 0o700);
    assert.equal(stateOf((await hash(reader, ['secret'])).get('secret')), digestOf('2'));
  });
});

test('reading ahead gives the same tree as listing and then reading, and leaves what is not asked for unread', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 5000 }, (_, i) => [`src/${String(i % 50)}/f${String(i)}.txt`, `text ${String(i)}`]),
  );
  await inContext(
    { ...files, 'src/out.log': 'kept out', 'other/file': 'not asked for', 'src/empty': '' },
    async (root, reader) => {
      await symlink('out.log', join(root, 'src/link'));
      const matcher = compileMatcher(['**/*.log']);
      const second = nodeContextReader(root, WORKER);
      try {
        const ahead = await reader.list({ signal, matcher, ahead: ['src'] });
        const plain = await second.list({ signal, matcher });
        if (!ahead.ok || !plain.ok) assert.fail('not listed');
        const wanted = filesOf(plain.value).filter((path) => path.startsWith('src/') && path !== 'src/out.log');
        const read = withNodes(plain.value, await hash(second, wanted));
        assert.deepEqual(
          [...walkTree(ahead.value)].map(([path]) => path),
          [...walkTree(read)].map(([path]) => path),
        );
        assert.deepEqual(
          [...walkTree(ahead.value)]
            .filter(([, node]) => node.kind === 'file' && node.digest === undefined)
            .map(([path]) => path),
          ['other/file', 'src/out.log'],
        );
        const source = (tree: DirectoryNode): DirectoryNode => {
          const node = tree.children.get('src');
          return node?.kind === 'directory'
            ? withNodes(node, new Map([['out.log', undefined]]))
            : assert.fail('no src');
        };
        assert.equal(
          rootDigest(source(ahead.value), nodePlatform.sha256),
          rootDigest(source(read), nodePlatform.sha256),
        );
      } finally {
        second.dispose();
      }
    },
  );
});
