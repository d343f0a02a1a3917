// RULE gem-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM ruby:3.3\nRUN gem install rails\n'],
  fixed: ['FROM ruby:3.3\nRUN gem install rails && rm -rf "$(gem env gemdir)"/cache/*.gem\n'],
  good: [
    'FROM ruby:3.3\nRUN gem install rails && rm -rf /usr/local/bundle/cache/*.gem\n',
    'FROM ruby:3.3\nRUN gem install rails && rm -rf /usr/lib/ruby/gems/*/cache\n',
    'FROM ruby:3.3\nRUN gem --version\n',
  ],
};

export default defineRule({
  id: 'gem-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['gem'],
  fix: 'confirm',
  title: 'Archives of gems left in the layer',
  why: 'RubyGems keeps the archive of every gem beside the unpacked gem: it is there twice.',
  twins: ['dockerfile_lint/no_gem_clean_all'],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'gem',
      what: "RubyGems' cache",
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      noMount: true,
      repair: (_, calls) => appended(calls, 'confirm'),
    });
  },
});
