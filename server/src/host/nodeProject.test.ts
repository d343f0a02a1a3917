// The files of a workspace on disk, and buildx's answer where it may be asked.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import type { ProgramEnd, ProgramRun, Programs } from '../engine/programs';
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

suite('docker buildx bake --print', () => {
  const HCL = 'target "app" {\n  args = { HASH = sha256("x") }\n}\n';
  const asked = async (t: TestContext, end: ProgramEnd) => {
    const root = folder(t, { 'docker-bake.hcl': HCL, Dockerfile: '' });
    const runs: ProgramRun[] = [];
    const programs: Programs = {
      run: async (run) => {
        runs.push(run);
        return end;
      },
      pipe: () => {
        throw new Error('not asked for');
      },
    };
    const files = nodeProject(root, { env: {}, bake: { programs, signal: { aborted: false } } });
    const [target] = await resolveTargets(files, 'Dockerfile');
    return { root, runs, target };
  };

  test('its answer wins, with the place that our reader found', async (t) => {
    const stdout = JSON.stringify({
      target: { app: { context: '.', dockerfile: 'Dockerfile', args: { HASH: 'abc', ESC: '$${x}' } } },
    });
    const { root, runs, target } = await asked(t, { kind: 'exited', code: 0, stdout, stderr: '' });
    assert.deepEqual(runs[0]?.args, ['buildx', 'bake', '--print', '-f', join(root, 'docker-bake.hcl'), '--', 'app']);
    assert.ok(target);
    assert.equal(target.id, 'bake:docker-bake.hcl:app');
    assert.deepEqual(target.buildArgs, {
      HASH: { known: true, value: 'abc' },
      ESC: { known: true, value: '${x}' },
    });
  });

  const ends: readonly ProgramEnd[] = [
    { kind: 'not-found' },
    { kind: 'timeout' },
    { kind: 'exited', code: 1, stdout: '{"target":{}}', stderr: 'no' },
    { kind: 'exited', code: 0, stdout: 'not json', stderr: '' },
  ];
  for (const end of ends) {
    test(`without an answer our reader stands: ${JSON.stringify(end)}`, async (t) => {
      const { target } = await asked(t, end);
      assert.ok(target);
      assert.equal(target.source.name, 'app');
      assert.equal(target.buildArgs['HASH']?.known, false);
    });
  }
});
