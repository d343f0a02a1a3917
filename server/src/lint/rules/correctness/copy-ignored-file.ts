// RULE copy-ignored-file: the id is the file name; the examples below are run as tests.
import { exceptionFor, ignoreEntries } from '../../ignoreEntry';
import type { MissingSource } from '../../missingSources';
import { missingSources } from '../../missingSources';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { '.dockerignore': '*.log\ndist\n', 'package.json': '{}', 'dist/app.js': 'run()', 'build.log': 'ok' },
  bad: ['FROM alpine\nCOPY dist /app/\n', 'FROM alpine\nCOPY package.json build.log /app/\n'],
  fixed: ['*.log\ndist\n!dist\n', '*.log\ndist\n!build.log\n'],
  good: [
    'FROM alpine\nCOPY package.json /app/\n',
    'FROM alpine\nCOPY . /app/\n',
    'FROM alpine\nCOPY *.log /app/\n',
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
  *check(context) {
    for (const missing of missingSources(context)) {
      const { keptOutBy, fact, path, word } = missing;
      if (!keptOutBy) continue;
      const where = fact.ignoreFile ? `${fact.ignoreFile.name}, line ${String(keptOutBy.line)}` : 'the ignore file';
      yield {
        span: word.span,
        message: `${path} is kept out of the build context by \`${keptOutBy.text}\` (${where}): the build stops here.`,
        ...(fact.assumed ? { severity: 'hint' as const } : {}),
        fixes: fixesOf(missing),
      };
    }
  },
});

function fixesOf({ fact, path }: MissingSource): Fix[] {
  const line = exceptionFor(fact, path);
  const addition = line === undefined ? undefined : ignoreEntries(fact, [line]);
  if (line === undefined || !addition) return [];
  return [{ class: 'confirm', title: `Let it in: add ${line} to ${addition.name}`, edits: [], addition }];
}
