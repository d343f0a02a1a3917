// RULE composer-no-dev: the id is the file name; the examples below are run as tests.
import { managerCall } from '../../../shell/tools/packages';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM php:8.3\nCOPY composer.json composer.lock ./\nRUN composer install --no-interaction\n'],
  fixed: ['FROM php:8.3\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev --no-interaction\n'],
  good: [
    'FROM php:8.3\nRUN composer install --no-dev\n',
    'FROM php:8.3\nENV COMPOSER_NO_DEV=1\nRUN composer install\n',
    'FROM php:8.3 AS build\nRUN composer install\nFROM php:8.3\nCOPY --from=build /app/public /app\n',
  ],
};

export default defineRule({
  id: 'composer-no-dev',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['composer'],
  fix: 'confirm',
  title: 'Development packages of PHP in the shipped image',
  why: 'They are pulled and stored with every copy of the image, and nothing in production needs them.',
  twins: ['tally/composer-no-dev-in-production'],
  *check(context) {
    for (const stage of context.graph.chain) {
      for (const run of context.runsOf(stage)) {
        const scope = context.scopeBefore(stage, run.index);
        for (const command of run.script.commands) {
          const call = managerCall(command);
          if (call?.manager !== 'composer' || call.phrase !== 'install' || call.flag('--no-dev', '--dev')) continue;
          const isOff =
            scope.get('COMPOSER_NO_DEV') ??
            command.assignments.find(({ name }) => name === 'COMPOSER_NO_DEV')?.value?.text;
          if (isOff === '1') continue;
          const at = run.docSpan(call.verbWord.span);
          yield {
            span: run.docSpan({ start: command.name?.span.start ?? 0, end: call.verbWord.span.end }),
            message: 'This installs development packages into the image that is shipped.',
            fixes: command.isPlaced
              ? [
                  {
                    class: 'confirm',
                    title: 'Add --no-dev',
                    edits: [{ span: { start: at.end, end: at.end }, newText: ' --no-dev' }],
                  },
                ]
              : [],
          };
        }
      }
    }
  },
});
