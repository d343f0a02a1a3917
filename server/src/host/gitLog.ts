// Knows: which files of a folder the last commits touched, asked of the `git` program. Runs in trusted workspaces only: a
// repository's own configuration can make git run programs. Never fails loudly: without git there is no history to show.
import { failed, ok, type Outcome } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import type { Commit } from '../cache/churn';
import type { Programs } from '../engine/programs';
import { nodePrograms } from './process';

const TIMEOUT_MS = 10_000;
const MOST_OUTPUT = 32 * 1024 * 1024;

/** Options that keep a repository's configuration from running anything (git-config: core.fsmonitor, core.hooksPath, pager). */
const CAREFUL = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'log.showSignature=false'];

/** Its words in the language that is read here; no question to anybody, no lock, nothing fetched for a partial clone. */
export const gitPrograms = (env: Readonly<Record<string, string | undefined>>): Programs =>
  nodePrograms({ ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' });

/**
 * The last `count` commits that touched `folder`, newest first, paths relative to it. Problem codes: `git/absent`,
 * `git/no-repository`, `git/failed`, `git/cancelled`.
 */
export async function lastCommits(
  programs: Programs,
  folder: string,
  count: number,
  signal: CancelSignal,
): Promise<Outcome<readonly Commit[]>> {
  const end = await programs.run({
    program: 'git',
    args: [
      ...CAREFUL,
      '-C',
      folder,
      '--no-pager',
      'log',
      `--max-count=${String(count)}`,
      '--no-merges',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      '--name-only',
      '--relative',
      '-z',
      '--pretty=tformat:%x01',
      '--',
      '.',
    ],
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MOST_OUTPUT,
    signal,
  });
  switch (end.kind) {
    case 'exited':
      if (end.code === 0) return ok(commitsOf(end.stdout));
      if (/does not have any commits yet/i.test(end.stderr)) return ok([]);
      return failed(
        /not a git repository/i.test(end.stderr)
          ? { code: 'git/no-repository', what: 'The build context is in no git repository.' }
          : { code: 'git/failed', what: 'git could not read the history.', detail: end.stderr },
      );
    case 'not-found':
      return failed({
        code: 'git/absent',
        what: 'How often files change is not known.',
        why: 'There is no git program.',
      });
    case 'cancelled':
      return failed({ code: 'git/cancelled', what: 'Reading the history was stopped.' });
    default:
      return failed({ code: 'git/failed', what: 'git could not read the history.', detail: end.kind });
  }
}

/** A commit begins with \x01; names end with NUL, and a line end stands in front of the first one. */
const commitsOf = (output: string): Commit[] =>
  output
    .split('\x01')
    .slice(1)
    .map((commit) =>
      commit
        .split('\0')
        .map((name) => name.replace(/^\n/, ''))
        .filter((name) => name !== ''),
    );
