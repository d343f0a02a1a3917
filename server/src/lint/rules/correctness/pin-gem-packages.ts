// RULE pin-gem-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM ruby:3.3\nRUN gem install bundler\n'],
  fixed: [],
  good: [
    'FROM ruby:3.3\nRUN gem install bundler:2.5.6\n',
    'FROM ruby:3.3\nRUN gem install bundler -v 2.5.6\n',
    'FROM ruby:3.3\nRUN gem install ./local.gem\n',
  ],
};

export default defineRule({
  id: 'pin-gem-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['gem'],
  fix: 'none',
  title: 'Gems without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: ['hadolint/DL3028', 'droast/DF053', 'buddy/ER0016', 'kics/gem-version-not-pinned'],
  *check(context) {
    for (const found of unpinnedCalls(
      context,
      ['gem'],
      (call) => call.phrase === 'install' && !call.flag('-v', '--version'),
    ))
      yield pinFinding(found, '`name:version` or `-v version`');
  },
});
