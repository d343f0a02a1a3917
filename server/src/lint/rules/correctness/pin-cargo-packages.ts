// RULE pin-cargo-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM rust:1.80\nRUN cargo install ripgrep\n'],
  fixed: [],
  good: [
    'FROM rust:1.80\nRUN cargo install ripgrep --version 14.1.0 --locked\n',
    'FROM rust:1.80\nRUN cargo install ripgrep@14.1.0\n',
    'FROM rust:1.80\nRUN cargo install --path .\n',
    'FROM rust:1.80\nRUN cargo install --git https://github.com/a/b --rev 1a2b3c tool\n',
  ],
};

export default defineRule({
  id: 'pin-cargo-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['cargo'],
  fix: 'none',
  title: 'Cargo tools without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const found of unpinnedCalls(
      context,
      ['cargo'],
      (call) => call.phrase === 'install' && !call.flag('--version', '--vers', '--path', '--rev', '--tag'),
    ))
      yield pinFinding(found, '`--version` or `name@version`');
  },
});
