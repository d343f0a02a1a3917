// RULE composer-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM php:8.3-cli\nRUN composer install --no-dev\n'],
  fixed: ['FROM php:8.3-cli\nRUN composer install --no-cache --no-dev\n'],
  good: [
    'FROM php:8.3-cli\nRUN composer install --no-cache\n',
    'FROM php:8.3-cli\nRUN composer install && composer clear-cache\n',
    'FROM php:8.3-cli\nENV COMPOSER_CACHE_DIR=/dev/null\nRUN composer install\n',
    'FROM php:8.3-cli\nRUN --mount=type=cache,target=/root/.composer/cache composer install\n',
    'FROM php:8.3-cli\nRUN composer dump-autoload\n',
    'FROM php:8.3-cli\nRUN export COMPOSER_HOME="$(mktemp -d)"; composer install; rm -rf "$COMPOSER_HOME"\n',
  ],
};

export default defineRule({
  id: 'composer-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['composer'],
  fix: 'safe',
  title: "Composer's cache left in the layer",
  why: 'Composer keeps the archive of every package for a next install, which in an image never comes.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'composer',
      what: "Composer's cache",
      leaves: ({ verb, phrase }) => (verb === 'install' || verb === 'upgrade') && !phrase.startsWith('self'),
      configuredBy: /cache-dir/,
      repair: () => ({ kind: 'option', option: '--no-cache', class: 'safe' }),
    });
  },
});
