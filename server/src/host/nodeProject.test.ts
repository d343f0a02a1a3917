// The files of a workspace on disk.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { resolveTargets } from '../project/resolve';
import { nodeProject } from './nodeProject';

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'll-project-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

suite('listing', () => {
  test('what may say how an image is built, near files first; no dependencies, no links to folders', async (t) => {
    const root = folder(t, {
      'a/b/Dockerfile': '',
      'a/compose.dev.yml': '',
      '.vscode/tasks.json': '',
      '.devcontainer/devcontainer.json': '',
      'node_modules/x/Dockerfile': '',
      '.git/Dockerfile': '',
      'src/main.ts': '',
      Makefile: '',
      'web.Dockerfile': '',
    });
    symlinkSync(root, join(root, 'a/round'));
    assert.deepEqual(await nodeProject(root, { env: {} }).list(), [
      'Makefile',
      'web.Dockerfile',
      '.devcontainer/devcontainer.json',
      '.vscode/tasks.json',
      'a/compose.dev.yml',
      'a/b/Dockerfile',
    ]);
  });

  test('a folder that is not there has no files', async () => {
    const files = nodeProject('/no/such/folder', { env: {} });
    assert.deepEqual(await files.list(), []);
    assert.equal(await files.read('x'), undefined);
    assert.equal(await files.exists('x'), false);
    const [only, ...more] = await resolveTargets(files, 'Dockerfile');
    assert.deepEqual([only?.source.kind, more.length], ['assumed', 0]);
  });

  test('a file that is too large is not read', async (t) => {
    const files = nodeProject(folder(t, { Makefile: ' '.repeat(1_000_001) }), { env: {} });
    assert.equal(await files.read('Makefile'), undefined);
  });
});
