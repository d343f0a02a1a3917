// RULE copy-ignored-file: the id is the file name; the examples below are run as tests.
import { ignoredSources, letIn, whereOf } from '../../facts/ignoredSources';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { '.dockerignore': '*.log\ndist\n', 'package.json': '{}', 'dist/app.js': 'run()', 'build.log': 'ok' },
  bad: [
    'FROM alpine\nCOPY dist /app/\n',
    'FROM alpine\nCOPY package.json build.log /app/\n',
    'FROM alpine\nCOPY package.json *.log /app/\n',
  ],
  fixed: ['*.log\ndist\n!dist\n', '*.log\ndist\n!build.log\n'],
  good: [
    'FROM alpine\nCOPY package.json /app/\n',
    'FROM alpine\nCOPY . /app/\n',
    'FROM alpine AS build\nRUN make\nFROM alpine\nCOPY --from=build dist /app/\n',
  ],
};

export default defineRule({
  id: 'copy-ignored-file',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'COPY or ADD of a path that the ignore file keeps out',
  why: 'What the ignore file keeps out never reaches the builder: the path is in the folder, and the build stops all the same.',
  twins: ['buildkit/CopyIgnoredFile'],
  differs: 'Where the ignore file has exceptions (`!`), BuildKit is silent; copy-source-ignored works them out.',
  *check(context) {
    for (const { one, source, path, by, fact, stops } of ignoredSources(context)) {
      const verb = one.acts.keyword === 'ADD' ? 'Add' : 'Copy';
      const severity = fact.assumed ? ('hint' as const) : stops ? undefined : ('warning' as const);
      yield {
        ...placed(context.model, one.at, source.word.span, 'The path'),
        message:
          `Attempting to ${verb} file "${path}" that is excluded by .dockerignore: \`${by.text}\` (${whereOf(fact, by)}) keeps it out` +
          (stops ? ', and the build stops here.' : '.'),
        ...(severity && { severity }),
        ...(stops && { fixes: letIn(fact, path) }),
      };
    }
  },
});
