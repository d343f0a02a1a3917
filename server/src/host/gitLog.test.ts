// The last commits of a real repository, and what is said when there is none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { commitAll } from '../../../scripts/rig/git.mjs';
import { lastCommits } from './gitLog';
import { nodePrograms } from './process';

const folder = mkdtempSync(join(tmpdir(), 'layerlens-git-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const never = { aborted: false };
const programs = nodePrograms(process.env);
const hasGit = (() => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();
const skip = hasGit ? false : 'there is no git program';

function repository(): string {
  const root = join(folder, 'repository');
  mkdirSync(join(root, 'app/src'), { recursive: true });
  const commit = (files: Record<string, string>): void => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    commitAll(root);
  };
  commit({ 'README.md': '1' });
  commit({ 'app/package.json': '1', 'app/src/ä b.js': '1' });
  commit({ 'app/src/ä b.js': '2', 'README.md': '2' });
  return root;
}

test('commits below the folder, newest first, paths relative to it', { skip }, async () => {
  const commits = await lastCommits(programs, join(repository(), 'app'), 10, never);
  assert.deepEqual(commits, { ok: true, value: [['src/ä b.js'], ['package.json', 'src/ä b.js']] });
});

test('a folder outside of any repository says so', { skip }, async () => {
  const lonely = mkdtempSync(join(tmpdir(), 'layerlens-lonely-'));
  const found = await lastCommits(
    nodePrograms({ ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() }),
    lonely,
    10,
    never,
  );
  rmSync(lonely, { recursive: true });
  assert.equal(found.ok ? 'ok' : found.problem.code, 'git/no-repository');
});

test('without a git program there is a state, not an error', async () => {
  const found = await lastCommits(nodePrograms({ PATH: folder }), folder, 10, never);
  assert.equal(found.ok ? 'ok' : found.problem.code, 'git/absent');
});
