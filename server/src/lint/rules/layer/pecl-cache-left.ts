// RULE pecl-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM php:8.3-cli\nRUN pecl install redis && docker-php-ext-enable redis\n'],
  fixed: ['FROM php:8.3-cli\nRUN pecl install redis && docker-php-ext-enable redis && rm -rf /tmp/pear\n'],
  good: [
    'FROM php:8.3-cli\nRUN pecl install redis && rm -rf /tmp/pear\n',
    'FROM php:8.3-cli\nRUN pecl install redis && rm -rf /tmp/*\n',
  ],
};

export default defineRule({
  id: 'pecl-cache-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pecl', 'pear'],
  fix: 'safe',
  title: 'Downloads of pecl left in the layer',
  why: 'The archive and the unpacked sources of each extension stay in /tmp/pear.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'pecl',
      what: 'What pecl unpacked',
      leaves: ({ verb }) => verb === 'install',
      noMount: true,
      repair: (_, calls) => appended(calls),
    });
  },
});
