// Files and folders on a real disk: reading at any place, and never outside of the folder.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { GZIP, QUIET, dockerOciMembers, ociMembers, tarOf, testImage } from '../image/archive/support.test';
import { hostPlatform, listSavedImages, openSavedImage } from './archiveImage';
import { FileBytes, FolderBytes } from './nodeBytes';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layerlens-'));
});
after(() => rm(folder, { recursive: true }));

suite('files', () => {
  test('at any place, fewer bytes only at the end', async () => {
    const path = join(folder, 'abc');
    await writeFile(path, 'abcdef');
    const file = await FileBytes.open(path);
    const read = async (offset: number, length: number) => Buffer.from(await file.read(offset, length)).toString();
    assert.deepEqual([file.name, file.size], ['abc', 6]);
    assert.deepEqual(
      [await read(0, 3), await read(4, 100), await read(6, 1), await read(99, 1)],
      ['abc', 'ef', '', ''],
    );
    await truncate(path, 2);
    assert.equal(await read(0, 6), 'ab');
    await file.close();
  });

  test('only regular files', async () => {
    await assert.rejects(FileBytes.open(folder), /not a regular file/);
    await assert.rejects(FileBytes.open('/dev/null'), /not a regular file/);
  });
});

suite('folders', () => {
  test('what is inside is opened, once; what leads outside is not there', async () => {
    const root = join(folder, 'root');
    await mkdir(join(root, 'sub'), { recursive: true });
    await writeFile(join(folder, 'secret'), 'secret');
    await writeFile(join(root, 'sub/file'), 'inside');
    await symlink('sub/file', join(root, 'link'));
    await symlink('../secret', join(root, 'out'));
    await symlink('..', join(root, 'up'));
    await symlink('loop', join(root, 'loop'));
    const source = await FolderBytes.open(root);
    const there = async (path: string) => (await source.open(path)) !== undefined;
    assert.ok(await there('sub/file'));
    assert.ok(await there('link'));
    for (const path of [
      'out',
      'up/secret',
      'loop',
      '../secret',
      'sub/../../secret',
      '/etc/passwd',
      'sub',
      '',
      '.',
      'sub\\file',
      'a\0b',
      'none',
      'link/x',
      'x'.repeat(5000),
    ]) {
      assert.ok(!(await there(path)), JSON.stringify(path));
    }
    const [one, other] = await Promise.all([source.open('link'), source.open('link')]);
    assert.equal(one, other);
    await source.close();
  });
});

suite('saved images by path', () => {
  test('an archive, a folder, and neither', async () => {
    const image = await testImage();
    const archive = join(folder, 'image.tar');
    await writeFile(archive, await tarOf(dockerOciMembers(image, GZIP)));
    const layout = join(folder, 'layout');
    for (const { name, data } of ociMembers(image, GZIP)) {
      if (data === undefined) await mkdir(join(layout, name), { recursive: true });
      else await writeFile(join(layout, name), data);
    }
    for (const path of [archive, layout]) {
      const outcome = await openSavedImage(path, QUIET);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.equal(outcome.value.total, 25_035);
      assert.equal(outcome.value.source, path.slice(folder.length + 1));
      assert.ok((await listSavedImages(path, QUIET)).ok);
    }
    const none = await openSavedImage(join(folder, 'none.tar'), QUIET);
    assert.ok(!none.ok && none.problem.code === 'image/unreadable' && none.problem.what.includes('none.tar'));
  });

  test('no file stays open', { skip: process.platform !== 'linux' && 'needs /proc' }, async () => {
    const before = (await readdir('/proc/self/fd')).length;
    for (const name of ['image.tar', 'layout', 'none', 'secret']) await openSavedImage(join(folder, name), QUIET);
    assert.equal((await readdir('/proc/self/fd')).length, before);
  });

  test('containers run as Linux on every machine', () => {
    assert.match(hostPlatform(), /^linux\/(?:amd64|arm64|arm|386|ppc64le|s390x|riscv64|loong64|mips\w*)$/);
  });
});
