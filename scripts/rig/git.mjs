// A repository for tests, written by the real git with a name and address of its own.
// @ts-check
import { execFileSync } from 'node:child_process';

/**
 * Everything below `folder`, or what lies at `path` of it, as one commit; a repository is made when there is none.
 * @param {string} folder @param {string} [path]
 */
export function commitAll(folder, path = '.') {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', ['-C', folder, ...AUTHOR, ...args]);
  git('init', '-q');
  git('add', '-A', '--', path);
  git('commit', '-qm', 'change');
}

const AUTHOR = ['user.name=a', 'user.email=a@b', 'commit.gpgsign=false'].flatMap((setting) => ['-c', setting]);
