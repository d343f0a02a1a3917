// RULE pin-php-ext-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM php:8.3\nRUN pecl install redis\n'],
  fixed: [],
  good: ['FROM php:8.3\nRUN pecl install redis-6.0.2\n'],
};

export default defineRule({
  id: 'pin-php-ext-packages',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['pecl', 'pear'],
  fix: 'none',
  title: 'PHP extensions without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const found of unpinnedCalls(context, ['pecl'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name-version`');
  },
});
