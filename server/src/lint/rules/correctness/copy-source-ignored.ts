// RULE copy-source-ignored: the id is the file name; the examples below are run as tests.
import { hasExceptions, letIn, whereOf } from '../../facts/ignoredSources';
import { missingSources } from '../../facts/missingSources';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { '.dockerignore': '*\n!src\n', 'src/app.js': 'run()', 'build.log': 'ok' },
  bad: ['FROM alpine\nCOPY src build.log /app/\n'],
  fixed: ['*\n!src\n!build.log\n'],
  good: ['FROM alpine\nCOPY src /app/\n', 'FROM alpine\nCOPY src/app.js /app/\n'],
};

export default defineRule({
  id: 'copy-source-ignored',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'COPY or ADD of a path that the ignore file keeps out in spite of its exceptions',
  why: 'The last pattern that fits decides: no exception lets this path in, and the build stops.',
  twins: [],
  *check(context) {
    for (const { keptOutBy: by, fact, path, word } of missingSources(context)) {
      if (!by || !hasExceptions(fact)) continue;
      yield {
        span: word.span,
        message: `${path} is kept out of the build context by \`${by.text}\` (${whereOf(fact, by)}): the build stops here.`,
        ...(fact.assumed ? { severity: 'hint' as const } : {}),
        fixes: letIn(fact, path),
      };
    }
  },
});
