// RULE bundler-cache-left: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM ruby:3.3\nRUN bundle install\n', 'FROM ruby:3.3\nENV BUNDLE_PATH=/gems\nRUN bundle install --jobs 4\n'],
  fixed: [
    'FROM ruby:3.3\nRUN bundle install && rm -rf ~/.bundle/cache /usr/local/bundle/cache\n',
    'FROM ruby:3.3\nENV BUNDLE_PATH=/gems\nRUN bundle install --jobs 4 && rm -rf ~/.bundle/cache "$BUNDLE_PATH"/ruby/*/cache\n',
  ],
  good: [
    'FROM ruby:3.3\nRUN bundle install && rm -rf /usr/local/bundle/cache/*.gem\n',
    'FROM ruby:3.3 AS build\nRUN bundle install\nFROM ruby:3.3-slim\nCOPY --from=build /usr/local/bundle /usr/local/bundle\n',
    'FROM ruby:3.3\nENV BUNDLE_PATH=/gems\nRUN bundle install && rm -rf ~/.bundle/ "${BUNDLE_PATH}"/ruby/*/cache\n',
    'FROM ruby:3.3\nRUN bundle exec rake assets:precompile && bundle config set without development\n',
  ],
};

export default defineRule({
  id: 'bundler-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['bundle'],
  fix: 'confirm',
  title: 'Caches of Bundler left in the layer',
  why: 'Bundler keeps the archive of every gem beside the unpacked gem, and clones of those that come from git.',
  twins: ['tally/leftover-bundler-cache'],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'bundler',
      what: "Bundler's cache",
      shippedOnly: true,
      leaves: ({ verb, phrase }) => verb === 'install' && phrase !== 'add',
      noMount: true,
      repair: (run, _, context) => {
        const cache = cacheFolder(context, run);
        return cache === undefined
          ? undefined
          : { kind: 'append', append: { clean: `rm -rf ~/.bundle/cache ${cache}`, most: 'confirm' } };
      },
    });
  },
});

/** Where the archives lie, in the words of a shell; undefined when only the project's settings know. */
function cacheFolder(context: RuleContext, run: StageRun): string | undefined {
  const scope = context.scopeBefore(run.stage, run.index);
  if (scope.get('BUNDLE_PATH') !== undefined) return '"$BUNDLE_PATH"/ruby/*/cache';
  const home = scope.get('GEM_HOME') ?? baseOf(context, run.stage).env('GEM_HOME');
  return home === undefined ? undefined : `${home}/cache`;
}
