// RULE pin-composer-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM php:8.3\nRUN composer global require laravel/installer\n',
    'FROM php:8.3\nRUN composer create-project laravel/laravel /srv/app\n',
  ],
  fixed: [],
  good: [
    'FROM php:8.3\nRUN composer global require laravel/installer:^5.8\n',
    'FROM php:8.3\nRUN composer install\n',
    'FROM php:8.3\nRUN composer create-project drupal/recommended-project:11.2 ./ && composer create-project a/b /srv/b 1.2\n',
  ],
};

export default defineRule({
  id: 'pin-composer-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['composer'],
  fix: 'none',
  title: 'Composer packages without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const found of unpinnedCalls(context, ['composer'], (call) => /(?:require|create-project)$/.test(call.phrase)))
      yield pinFinding(found, '`vendor/name:version`');
  },
});
